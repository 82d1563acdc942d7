"""Matrices of floating-point codes: FP8, and FP4 with scales of FP8 or powers of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.formats.arrays import (
    check_numbers,
    check_scales,
    stored_rows,
    table_codec,
    table_matrix,
)
from quantcert.formats.bitstream import unpack_words
from quantcert.formats.compressed_tensors.layout import divided_scales
from quantcert.formats.compressed_tensors.module import ModuleMatrix
from quantcert.formats.fused import global_scale
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.minifloat import E8M0, MiniFloat
from quantcert.formats.packed import check_dead_groups
from quantcert.formats.scheme import Scheme


@dataclass(frozen=True)
class FloatMatrix(ModuleMatrix):
    """A matrix of E4M3 codes, a byte each, or of E2M1 codes, two a byte; a `StoredMatrix`.

    Attributes:
        small: the type of its codes.
        powers: whether scales are E8M0.
        global_scale: the tensor by which scales are divided, of NVFP4.
        fused: likewise of the modules that engines fuse with this one.
    """

    small: MiniFloat
    powers: bool = False
    global_scale: TensorInfo | None = None
    fused: tuple[TensorInfo, ...] = ()

    @property
    def scheme(self) -> Scheme:
        """Levels of a small type."""
        halves = "even columns in the lower half of a byte"
        place = halves if self.small.bits == 4 else "a byte each"
        layout = {**self.module.layout, "codes": f"{self.small.name}, {place}"}
        if self.powers:
            layout["scales"] = f"E8M0, one for {self.grid.columns} columns"
        if self.global_scale is not None:
            layout["global_scale"] = "divides scales, rounded to float32"
        return Scheme(self.module.scheme.form, table_codec(self.small), self.grid.columns, layout)

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for what is no number."""
        checkpoint, info = self.module.checkpoint, self.module.codes
        words = stored_rows(checkpoint, info, start, stop).view(np.uint8)
        if self.small.bits == 4:
            words = unpack_words(words, self.shape[1], 4)
        check_numbers(info, start, words, self.small)
        scales = self._scales(start, stop)
        matrix = table_matrix(self.name, self.scheme, words, scales, self.small, {})
        check_dead_groups(self.module.scales, start, matrix)
        return matrix

    def _scales(self, start: int, stop: int) -> NDArray[Any]:
        info, size = self.module.scales, self.grid.columns
        stored = self.grid.read_rows(self.module.checkpoint, info, self.shape[1], start, stop)
        if self.powers:
            check_numbers(info, start, stored, E8M0, size)
            return E8M0.decode(stored.view(np.uint8))
        check_scales(info, start, stored, size)
        if self.global_scale is None:
            return stored
        scales = divided_scales(stored, global_scale(self.global_scale, self.fused))
        check_scales(info, start, scales, size, "scale divided by the global one")
        return scales
