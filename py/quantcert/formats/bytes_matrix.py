"""A matrix of one byte a code, an integer with a sign or FP8, with scales of a grid."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import (
    check_numbers,
    check_scales,
    stored_rows,
    table_codec,
    table_matrix,
)
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.grid import ScaleGrid
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.minifloat import E4M3, E5M2, MiniFloat
from quantcert.formats.scheme import Scheme

FLOATS: dict[str, MiniFloat] = {"F8_E4M3": E4M3, "F8_E5M2": E5M2}
"""The types of codes that are floats, by dtype."""

_SCALES = ("F32", "BF16", "F16")
_ZERO = np.uint8(128)  # added to integers to make them unsigned


@dataclass(frozen=True)
class BytesMatrix:
    """A matrix of one byte a code; a `StoredMatrix`.

    Attributes:
        checkpoint: the folder.
        name: of the original.
        format: name of the format.
        codes: its codes, [rows, columns], with the matrices of a stack before.
        scales: its scales, of the blocks of `grid`, likewise.
        zeros: its zero-points, likewise; None if they are zero.
        grid: how they cover the matrix.
        others: tensors that belong to it and say nothing of its weights.
        words: what certificates say of the scales besides their type and blocks.
        leading: number of the matrix in a stack; empty if there is none.
    """

    checkpoint: Checkpoint
    name: str
    format: str
    codes: TensorInfo
    scales: TensorInfo
    zeros: TensorInfo | None
    grid: ScaleGrid
    others: tuple[TensorInfo, ...] = ()
    words: str = ""
    leading: tuple[int, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.codes.shape[len(self.leading) :]
        return rows, columns

    @property
    def scheme(self) -> Scheme:
        """Codes of 8 bits; a group is a block's part of a row."""
        small = FLOATS.get(self.codes.dtype)
        kind = "int8" if small is None else small.name
        blocks = f"blocks of {self.grid.rows} x {self.grid.columns}"
        layout = {
            "codes": f"{kind}, one a byte",
            "scales": f"{self.scales.dtype}, {blocks}{self.words and f', {self.words}'}",
        }
        if small is None:
            layout["zero_points"] = "none" if self.zeros is None else self.zeros.dtype
        codec = UniformCodec(8) if small is None else table_codec(small)
        return Scheme(self.format, codec, self.grid.columns, layout)

    @property
    def stored(self) -> tuple[TensorInfo, ...]:
        """Codes, scales, zero-points and the others."""
        zeros = () if self.zeros is None else (self.zeros,)
        return self.codes, self.scales, *zeros, *self.others

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for what is no number."""
        small = FLOATS.get(self.codes.dtype)
        found = stored_rows(self.checkpoint, self.codes, start, stop, self.leading)
        words = found.view(np.uint8)
        scales = self._spread(self.scales, start, stop)
        check_scales(self.scales, start, scales, self.grid.columns)
        arrays: dict[str, NDArray[Any]] = {"codes": words, "scales": scales}
        if small is not None:
            check_numbers(self.codes, start, words, small)
            return table_matrix(self.name, self.scheme, words, scales, small, arrays)
        codes = words ^ _ZERO
        zeros = np.full(scales.shape, _ZERO)
        if self.zeros is not None:
            zeros = self._spread(self.zeros, start, stop).view(np.uint8) ^ _ZERO
        return QuantizedMatrix(
            self.name, self.scheme, codes, scales[:, :, None], zeros[:, :, None], codes, arrays
        )

    def _spread(self, info: TensorInfo, start: int, stop: int) -> NDArray[Any]:
        """What a tensor says of some rows, `[rows, groups]`."""
        rows, columns = self.shape
        number = self.leading[0] if self.leading else 0
        before = number * math.prod(self.grid.shape(rows, columns))
        found = self.grid.read_rows(self.checkpoint, info, columns, start, stop, before)
        return np.ascontiguousarray(found)


def bytes_matrix(
    checkpoint: Checkpoint,
    name: str,
    tool: str,
    parts: tuple[str, str, str | None],
    others: tuple[TensorInfo, ...] = (),
) -> BytesMatrix:
    """The matrix whose codes, scales and zero-points are tensors of these names.

    Scales are one, or of two axes that say how many blocks there are down and across.

    Raises:
        CheckpointError: if a tensor is missing, or their types or shapes do not fit.
    """
    codes, scales = (checkpoint.info(part) for part in parts[:2])
    zeros = None if parts[2] is None else checkpoint.info(parts[2])
    where = f"{codes.file}: tensor {codes.name}"
    if codes.dtype not in ("I8", *FLOATS) or len(codes.shape) != 2 or 0 in codes.shape:
        raise CheckpointError(
            f"{where}: {codes.dtype} {list(codes.shape)}, must be a matrix of I8 or "
            f"{' or '.join(FLOATS)}"
        )
    grid = _grid((codes.shape[0], codes.shape[1]), scales.shape)
    if scales.dtype not in _SCALES or grid is None:
        raise CheckpointError(
            f"{where}: shape {list(codes.shape)}, but its scales {scales.name} are {scales.dtype} "
            f"{list(scales.shape)}"
        )
    if zeros is not None and (zeros.dtype != codes.dtype or zeros.shape != scales.shape):
        raise CheckpointError(
            f"{where}: its zero-points {zeros.name} are {zeros.dtype} {list(zeros.shape)}, must be "
            f"{codes.dtype} {list(scales.shape)}"
        )
    kind = FLOATS[codes.dtype].name if codes.dtype in FLOATS else "int8"
    return BytesMatrix(
        checkpoint, name, f"{tool}-{kind.lower()}", codes, scales, zeros, grid, others
    )


def _grid(shape: tuple[int, int], scales: tuple[int, ...]) -> ScaleGrid | None:
    """How scales cover a matrix, whose extents are multiples of theirs; None if they cannot."""
    if scales in ((), (1,)):
        return ScaleGrid(*shape)
    if len(scales) != 2 or any(
        not count or extent % count for extent, count in zip(shape, scales, strict=True)
    ):
        return None
    return ScaleGrid(shape[0] // scales[0], shape[1] // scales[1])
