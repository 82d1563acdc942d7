"""Grids in blocks as targets of quantization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.safetensors.writer import PlannedTensor
from quantcert.errors import QuantizeError
from quantcert.formats.block_grid.grids import Grid
from quantcert.formats.block_grid.search import GridSearch, float16_serves
from quantcert.formats.block_grid.settings import GridTensor, settings_of
from quantcert.formats.block_grid.storage import grid_scheme, stored_names, stored_shapes
from quantcert.formats.codec import Codec
from quantcert.formats.target import Floats, StoredAs, check_even, scale_dtype_name


@dataclass(frozen=True)
class GridTarget:
    """A grid in blocks."""

    grid: Grid

    @property
    def name(self) -> str:
        """Name of the format."""
        return self.grid.name

    @property
    def summary(self) -> str:
        """One clause for the help text."""
        return f"{self.grid.levels} levels, blocks of {self.group_size} with scales of 4 bits"

    @property
    def codec(self) -> Codec:
        """How codes are packed."""
        return self.grid.codec

    @property
    def group_size(self) -> int:
        """16 columns for grids of up to 8 levels, 32 for finer ones."""
        return 16 if self.grid.levels <= 8 else 32

    @property
    def menu_sizes(self) -> tuple[int, ...]:
        """Larger blocks as well where codes of 8 levels make them worth it."""
        return (32, 16) if self.grid.levels == 8 else (self.group_size,)

    def check_group_size(self, group_size: int) -> None:
        """Refuse a block size that is odd or below 2.

        Raises:
            QuantizeError: naming it.
        """
        check_even(group_size)

    def scale_dtype(self, weights: NDArray[Any], group_size: int) -> np.dtype[Any]:
        """float16 if it has a normal number for each row scale, else float32."""
        return np.dtype(np.float16 if float16_serves(weights, self.grid) else np.float32)

    def search(
        self, name: str, weights: Floats, group_size: int, scales: np.dtype[Any]
    ) -> GridSearch:
        """See `Target`."""
        scheme = grid_scheme(self.grid, group_size, scale_dtype_name(scales))
        return GridSearch(name, scheme, self.grid, weights, scales)

    def stored_names(self, name: str) -> tuple[str, ...]:
        """Names of the codes, the blocks and the row scales of a matrix."""
        return stored_names(name)

    def planned(
        self, name: str, shape: tuple[int, int], group_size: int, scales: np.dtype[Any]
    ) -> tuple[PlannedTensor, ...]:
        """The three tensors that replace a matrix."""
        shapes = stored_shapes(*shape, self.grid, group_size)
        parts = zip(stored_names(name), ("U8", "U8", scale_dtype_name(scales)), shapes, strict=True)
        return tuple(PlannedTensor(*part) for part in parts)

    def settings(self, tensors: Mapping[str, StoredAs]) -> dict[str, Any]:
        """The `quantization_config` of a checkpoint whose matrices are all grids in blocks.

        Raises:
            QuantizeError: naming a matrix that is not.
        """
        return settings_of({name: _entry(name, tensor) for name, tensor in tensors.items()})


def _entry(name: str, tensor: StoredAs) -> GridTensor:
    if not isinstance(tensor.target, GridTarget):
        raise QuantizeError(
            f"tensor {name}: {tensor.target.name} cannot stand in one folder with grids in blocks"
        )
    return GridTensor(tensor.shape, tensor.target.grid, tensor.group_size)
