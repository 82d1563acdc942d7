"""The pair formats as targets of quantization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.safetensors.writer import PlannedTensor
from quantcert.errors import QuantizeError
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import PairCodec
from quantcert.formats.pair35.settings import PairSettings, PairTensor
from quantcert.formats.pair35.storage import (
    pack_matrix,
    pair_scheme,
    stored_names,
    stored_shapes,
)


@dataclass(frozen=True)
class PairTarget:
    """A pair format; `summary` says in one clause what it is."""

    codec: PairCodec
    summary: str

    @property
    def name(self) -> str:
        """Name of the format."""
        return self.codec.name

    def check_group_size(self, group_size: int) -> None:
        """Refuse a group size that is odd or below 2.

        Raises:
            QuantizeError: naming it.
        """
        if group_size < 2 or group_size % 2:
            raise QuantizeError(f"group size {group_size} must be an even integer, at least 2")

    def stored_names(self, name: str) -> tuple[str, ...]:
        """Names of the words, the scales and the zero-points of a matrix."""
        return stored_names(name)

    def planned(
        self, name: str, shape: tuple[int, int], group_size: int, scales: np.dtype[Any]
    ) -> tuple[PlannedTensor, ...]:
        """The three tensors that replace a matrix."""
        dtypes = ("U8", _dtype_name(scales), "U8")
        shapes = stored_shapes(*shape, self.codec, group_size)
        parts = zip(stored_names(name), dtypes, shapes, strict=True)
        return tuple(PlannedTensor(*part) for part in parts)

    def pack(
        self,
        name: str,
        group_size: int,
        codes: NDArray[np.uint8],
        scales: NDArray[Any],
        zero_points: NDArray[np.uint8],
    ) -> QuantizedMatrix:
        """A matrix with the arrays that store it; see `pack_matrix`."""
        scheme = pair_scheme(self.codec, group_size, _dtype_name(scales.dtype))
        return pack_matrix(name, scheme, codes, scales, zero_points)

    def settings(self, group_size: int, shapes: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
        """The `quantization_config` of a checkpoint whose matrices are all stored so."""
        tensors = {n: PairTensor(shape, self.codec, group_size) for n, shape in shapes.items()}
        return PairSettings(self.codec, group_size, tensors).to_json()


def _dtype_name(dtype: np.dtype[Any]) -> str:
    return "F16" if dtype == np.float16 else "F32"
