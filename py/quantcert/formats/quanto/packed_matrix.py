"""A matrix of codes of 4 or 2 bits, whose groups are stored as rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import check_scales, require, stored_rows
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.packed import uniform_matrix
from quantcert.formats.quanto.layout import byte_rows, codes_of
from quantcert.formats.scheme import Scheme

BITS = {"qint4": 4, "qint2": 2}
"""Bits of a code by the name of its type."""

_FLOATS = ("F32", "BF16", "F16")
_INTEGERS = ("I8", "U8")


@dataclass(frozen=True)
class PackedMatrix:
    """A matrix of 4 or 2 bits; a `StoredMatrix`.

    A weight is `scale * code - shift` if the shifts are floats, else `scale * (code - shift)`.

    Attributes:
        checkpoint: the folder.
        name: name of the original tensor.
        shape: rows and columns; groups and their size if nothing tells the rows.
        bits: bits of a code.
        parts: codes, [rows of bytes, group size]; scales and shifts, [groups, 1].
        others: tensors that belong to it and say nothing of its weights.
        known: whether the shape is the original's.
    """

    checkpoint: Checkpoint
    name: str
    shape: tuple[int, int]
    bits: int
    parts: tuple[TensorInfo, TensorInfo, TensorInfo]
    others: tuple[TensorInfo, ...]
    known: bool

    @property
    def scheme(self) -> Scheme:
        """Codes of a few bits in groups."""
        codes, scales, shifts = self.parts
        layout = {
            "codes": f"{self.bits} bits, groups as rows, {8 // self.bits} of them a row of bytes",
            "scales": f"{scales.dtype}, one for {codes.shape[1]} columns",
            "zero_points": f"{shifts.dtype}, subtracted "
            + ("from codes" if self._integer else "after scaling"),
        }
        if not self.known:
            layout["rows"] = "groups: nothing in the folder tells the rows"
        return Scheme(f"quanto-int{self.bits}", UniformCodec(self.bits), codes.shape[1], layout)

    @property
    def stored(self) -> tuple[TensorInfo, ...]:
        """Codes, scales, shifts and the others."""
        return *self.parts, *self.others

    @property
    def _integer(self) -> bool:
        return self.parts[2].dtype in _INTEGERS

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for what is no number."""
        codes, scales, shifts = self.parts
        rows, size = codes.shape
        groups = self.shape[1] // size
        first, last = start * groups, stop * groups
        fields = codes_of(
            lambda *rows: stored_rows(self.checkpoint, codes, *rows), self.bits, rows, first, last
        )
        steps, found = (
            stored_rows(self.checkpoint, info, first, last).reshape(stop - start, groups)
            for info in (scales, shifts)
        )
        check_scales(scales, start, steps, size)
        zeros = np.zeros(steps.shape, np.uint8)
        if self._integer:
            zeros = found.view(np.uint8)
        made = uniform_matrix(
            self.name, self.scheme, fields.reshape(stop - start, self.shape[1]), steps, zeros
        )
        if self._integer:
            return made
        check_scales(shifts, start, found, size, "shift")
        return replace(made, offsets=-found[:, :, None])


def packed_matrix(
    checkpoint: Checkpoint,
    name: str,
    bits: int,
    original: tuple[int, ...] | None,
    others: tuple[TensorInfo, ...],
) -> PackedMatrix:
    """The matrix in NAME._data._data, NAME._scale and NAME._shift.

    Args:
        checkpoint: the folder.
        name: name of the matrix.
        bits: bits of a code.
        original: its shape, if there is an original.
        others: tensors that belong to it.

    Raises:
        CheckpointError: if the shapes do not fit each other, or the original's.
    """
    codes, scales, shifts = (
        checkpoint.info(f"{name}.{part}") for part in ("_data._data", "_scale", "_shift")
    )
    if len(codes.shape) != 2 or 0 in codes.shape or not scales.shape:
        raise CheckpointError(
            f"{codes.file}: tensor {codes.name}: shape {list(codes.shape)}, scales "
            f"{list(scales.shape)}, only groups of matrices are read"
        )
    groups, size = scales.shape[0], codes.shape[1]
    why = f"{groups} groups of {size} codes of {bits} bits"
    require(codes, ["U8"], (byte_rows(groups, bits), size), why)
    require(scales, _FLOATS, (groups, 1), why)
    require(shifts, (*_FLOATS, *_INTEGERS), (groups, 1), why)
    shape = (groups, size)
    if original is not None:
        if len(original) != 2 or original[0] * original[1] != groups * size or original[1] % size:
            raise CheckpointError(
                f"{codes.file}: tensor {codes.name}: {why} are no matrix of the original's shape "
                f"{list(original)}"
            )
        shape = (original[0], original[1])
    parts = (codes, scales, shifts)
    return PackedMatrix(checkpoint, name, shape, bits, parts, others, original is not None)
