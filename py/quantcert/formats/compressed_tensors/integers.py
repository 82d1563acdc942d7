"""Matrices of integer codes: packed into words of 32 bits, or a byte each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo, read_block
from quantcert.errors import StoredValueError
from quantcert.formats.arrays import check_scales, stored_rows
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.compressed_tensors.layout import WordLayout
from quantcert.formats.compressed_tensors.module import ModuleMatrix
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.packed import (
    WORD_BITS,
    Codes,
    check_dead_groups,
    check_order,
    uniform_matrix,
)
from quantcert.formats.scheme import Scheme

_BYTE_MIDDLE = 128


@dataclass(frozen=True)
class CompressedIntegers(ModuleMatrix):
    """A matrix of integers of some bits; a `StoredMatrix`.

    Attributes:
        words: how codes lie in words of 32 bits; None if each is a byte.
        zeros_packed: whether zero-points lie in words likewise, along rows.
        order: `[columns]`, the group of each column; None if groups are of neighbours.
    """

    words: WordLayout | None
    zeros_packed: bool
    order: NDArray[Any] | None = field(default=None, compare=False)

    @property
    def scheme(self) -> Scheme:
        """Codes of some bits, of a byte if each is one."""
        bits = self.module.scheme.bits
        middle = 1 << (bits - 1)
        place = f"words of {WORD_BITS} bits, {self.words.name}" if self.words else "a byte each"
        zeros = "none" if self.module.scheme.symmetric else "of each scale"
        layout = {
            **self.module.layout,
            "codes": f"{bits} bits plus {middle}, {place}" if self.words else f"int8, {place}",
            "zero_points": zeros,
            "groups": "of neighbours" if self.order is None else "by weight_g_idx",
        }
        size = self.grid.columns if self.order is None else 1
        return Scheme(
            self.module.scheme.form, UniformCodec(bits if self.words else 8), size, layout
        )

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for a value out of range."""
        scales = self._scales(start, stop)
        zeros = self._zero_points(start, stop, scales)
        codes = self._codes(start, stop)
        if self.order is not None:
            assert self.module.order is not None
            check_order(self.module.order, self.order, scales.shape[1])
            scales, zeros = scales[:, self.order], zeros[:, self.order]
        matrix = uniform_matrix(self.name, self.scheme, codes, scales, zeros)
        check_dead_groups(self.module.scales, start, matrix)
        return matrix

    def _scales(self, start: int, stop: int) -> NDArray[Any]:
        scales = self._of_blocks(self.module.scales, start, stop)
        check_scales(self.module.scales, start, scales, self.grid.columns)
        return scales

    def _of_blocks(self, info: TensorInfo, start: int, stop: int) -> NDArray[Any]:
        return self.grid.read_rows(self.module.checkpoint, info, self.shape[1], start, stop)

    def _codes(self, start: int, stop: int) -> Codes:
        info, bits = self.module.codes, self.module.scheme.bits
        stored = stored_rows(self.module.checkpoint, info, start, stop)
        if self.words is None:
            self._check_range(info, start, stored)
            return _unsigned(stored)
        columns = self.shape[1]
        padded = self.words.rows_with_padding(stored, bits, columns)
        if padded.size:
            row = start + int(padded[0])
            what = f"row {row}: bits outside codes of {bits} bits, {self.words.name}, are not zero"
            raise StoredValueError(info.file, info.name, what, row)
        return self.words.codes(stored, bits, columns)

    @property
    def _middle(self) -> int:
        """The zero-point of symmetric codes."""
        return 1 << (self.scheme.codec.word_bits - 1)

    def _zero_points(self, start: int, stop: int, scales: NDArray[Any]) -> Codes:
        info = self.module.zeros
        if info is None:
            return np.full(scales.shape, self._middle, dtype=np.uint8)
        zeros = self._stored_zeros(info, start, stop)
        bad = np.argwhere(zeros != self._middle)
        if self.module.scheme.symmetric and len(bad):
            row, group = (int(place) for place in bad[0])
            found, at = int(zeros[row, group]) - self._middle, start + row
            what = f"row {at}, group {group}: zero-point {found}, but symmetric codes have none"
            raise StoredValueError(info.file, info.name, what, at, group * self.grid.columns)
        return zeros

    def _stored_zeros(self, info: TensorInfo, start: int, stop: int) -> Codes:
        bits = self.module.scheme.bits
        if not self.zeros_packed or self.words is None:
            stored = self._of_blocks(info, start, stop)
            self._check_range(info, start, stored, self.grid.columns)
            return _unsigned(stored) - np.uint8(_BYTE_MIDDLE - self._middle)
        return packed_rows(info, self.words, bits, self.shape[0], start, stop)

    def _check_range(
        self, info: TensorInfo, first_row: int, stored: NDArray[Any], group_size: int = 1
    ) -> None:
        """Refuse a byte that is no integer of the scheme's bits."""
        middle = 1 << (self.module.scheme.bits - 1)
        bad = np.argwhere((stored < -middle) | (stored >= middle))
        if len(bad):
            row, group = (int(place) for place in bad[0])
            value, at, column = int(stored[row, group]), first_row + row, group * group_size
            what = f"row {at}, column {column}: {value} is not in {-middle}..{middle - 1}"
            raise StoredValueError(info.file, info.name, what, at, column)


def _unsigned(stored: NDArray[Any]) -> Codes:
    """Integers of a byte plus 128."""
    flipped: Codes = stored.view(np.uint8) ^ np.uint8(_BYTE_MIDDLE)
    return flipped


def packed_rows(
    info: TensorInfo, words: WordLayout, bits: int, rows: int, start: int, stop: int
) -> Codes:
    """Codes packed along rows, `[stop - start, columns]`; those of 32 words' bits are whole words.

    Args:
        info: `[words.length(rows, bits), columns]`.
        words: how codes lie in words.
        bits: bits of a code.
        rows: rows of the matrix.
        start: first row.
        stop: after the last row.
    """
    unit = WORD_BITS // bits if words.whole else WORD_BITS
    first = start // unit * unit
    count = min(-(-stop // unit) * unit, rows) - first
    skipped = words.length(first, bits)
    block = (skipped, skipped + words.length(count, bits))
    stored = np.ascontiguousarray(read_block(info, block, (0, info.shape[1])).T)
    return words.codes(stored, bits, count)[:, start - first : stop - first].T
