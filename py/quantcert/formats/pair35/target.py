"""The pair formats as targets of quantization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.safetensors.writer import PlannedTensor
from quantcert.errors import QuantizeError
from quantcert.formats.pair35.codes import PairCodec
from quantcert.formats.pair35.search import PairSearch, float16_serves
from quantcert.formats.pair35.settings import PairSettings, PairTensor
from quantcert.formats.pair35.storage import (
    pair_scheme,
    stored_names,
    stored_shapes,
)
from quantcert.formats.target import Floats, StoredAs, check_even, scale_dtype_name


@dataclass(frozen=True)
class PairTarget:
    """A pair format; `summary` says in one clause what it is."""

    codec: PairCodec
    summary: str
    group_size: int = 128

    @property
    def name(self) -> str:
        """Name of the format."""
        return self.codec.name

    @property
    def menu_sizes(self) -> tuple[int, ...]:
        """None: grids in blocks lose less in as many bits."""
        return ()

    def check_group_size(self, group_size: int) -> None:
        """Refuse a group size that is odd or below 2.

        Raises:
            QuantizeError: naming it.
        """
        check_even(group_size)

    def scale_dtype(self, weights: NDArray[Any], group_size: int) -> np.dtype[Any]:
        """float16 if the full range of each group gives a normal one, else float32."""
        half = float16_serves(weights, self.codec, group_size)
        return np.dtype(np.float16 if half else np.float32)

    def search(
        self, name: str, weights: Floats, group_size: int, scales: np.dtype[Any]
    ) -> PairSearch:
        """See `Target`."""
        rows, columns = weights.shape
        scheme = pair_scheme(self.codec, group_size, scale_dtype_name(scales))
        return PairSearch(name, scheme, (rows, columns), scales)

    def stored_names(self, name: str) -> tuple[str, ...]:
        """Names of the words, the scales and the zero-points of a matrix."""
        return stored_names(name)

    def planned(
        self, name: str, shape: tuple[int, int], group_size: int, scales: np.dtype[Any]
    ) -> tuple[PlannedTensor, ...]:
        """The three tensors that replace a matrix."""
        dtypes = ("U8", scale_dtype_name(scales), "U8")
        shapes = stored_shapes(*shape, self.codec, group_size)
        parts = zip(stored_names(name), dtypes, shapes, strict=True)
        return tuple(PlannedTensor(*part) for part in parts)

    def settings(self, tensors: Mapping[str, StoredAs]) -> dict[str, Any]:
        """The `quantization_config` of a checkpoint whose matrices are all pair codes.

        Raises:
            QuantizeError: naming a matrix that is not.
        """
        entries = {name: _entry(name, tensor) for name, tensor in tensors.items()}
        return PairSettings(self.codec, next(iter(tensors.values())).group_size, entries).to_json()


def _entry(name: str, tensor: StoredAs) -> PairTensor:
    if not isinstance(tensor.target, PairTarget):
        raise QuantizeError(
            f"tensor {name}: {tensor.target.name} cannot stand in one folder with pair codes"
        )
    return PairTensor(tensor.shape, tensor.target.codec, tensor.group_size)
