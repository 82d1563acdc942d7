"""A matrix of `Int4Tensor`: two codes with a sign a byte, scales and offsets of groups.

A weight is `scale * code + zero_point`; the even column of two is in the lower half of their byte,
scales and zero-points are stored [groups, rows]. Source: `Int4Tensor` of torchao 0.18, `pack_int4`
and `int4_row_quantize_zp` of FBGEMM, whose kernels it is for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Checkpoint, TensorInfo, read_block
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import check_scales, require, stored_rows
from quantcert.formats.bitstream import unpack_words
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.packed import check_dead_groups, uniform_matrix
from quantcert.formats.scheme import Scheme, group_count
from quantcert.formats.torchao.statement import Statement

BITS = 4
_MIDDLE = np.uint8(8)  # added to codes to make them unsigned
_SCALES = ("BF16", "F16", "F32")


@dataclass(frozen=True)
class Int4Matrix:
    """A matrix of `Int4Tensor`; a `StoredMatrix`.

    Attributes:
        checkpoint: the folder.
        name: of the original.
        shape: rows and columns.
        group_size: columns of a group.
        stored: codes, [rows, columns / 2]; scales and zero-points, [groups, rows].
    """

    checkpoint: Checkpoint
    name: str
    shape: tuple[int, int]
    group_size: int
    stored: tuple[TensorInfo, TensorInfo, TensorInfo]

    @property
    def scheme(self) -> Scheme:
        """Codes of four bits with offsets."""
        layout = {
            "type": "Int4Tensor",
            "codes": "4 bits with a sign, even columns in the lower half of a byte",
            "scales": f"{self.stored[1].dtype}, one for {self.group_size} columns",
            "zero_points": f"{self.stored[2].dtype}, added to weights",
        }
        return Scheme("torchao-int4", UniformCodec(BITS), self.group_size, layout)

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for what is no number."""
        codes, scales, zeros = self.stored
        data = stored_rows(self.checkpoint, codes, start, stop).view(np.uint8)
        fields = unpack_words(data, self.shape[1], BITS) ^ _MIDDLE
        steps, offsets = (self._of_groups(info, start, stop) for info in (scales, zeros))
        check_scales(scales, start, steps, self.group_size)
        check_scales(zeros, start, offsets, self.group_size, "zero-point")
        middles = np.full(steps.shape, _MIDDLE)
        matrix = uniform_matrix(self.name, self.scheme, fields, steps, middles)
        check_dead_groups(scales, start, matrix)
        return replace(matrix, offsets=offsets[:, :, None])

    def _of_groups(self, info: TensorInfo, start: int, stop: int) -> NDArray[np.generic]:
        """The numbers of rows `start .. stop - 1`, `[stop - start, groups]`."""
        return np.ascontiguousarray(read_block(info, (0, info.shape[0]), (start, stop)).T)


def int4_matrix(checkpoint: Checkpoint, name: str, stem: str, statement: Statement) -> Int4Matrix:
    """The matrix whose codes, scales and zero-points are named STEMqdata and so on.

    Raises:
        CheckpointError: if they are not what is stated.
    """
    codes, scales, zeros = (
        checkpoint.info(f"{stem}{part}") for part in ("qdata", "scale", "zero_point")
    )
    block = (statement.attributes or {}).get("block_size")
    if (
        not isinstance(block, list)
        or len(block) != 2
        or block[0] != 1
        or type(block[1]) is not int
        or block[1] < 1
        or len(codes.shape) != 2
        or 0 in codes.shape
    ):
        raise CheckpointError(
            f"{codes.file}: tensor {codes.name}: shape {list(codes.shape)} and block_size "
            f"{block!r}, only matrices with groups of columns are read"
        )
    rows, columns, size = codes.shape[0], 2 * codes.shape[1], block[1]
    why = f"{rows} rows, {columns} columns and groups of {size}"
    require(codes, ["I8", "U8"], codes.shape, why)
    for info in (scales, zeros):
        require(info, _SCALES, (group_count(columns, size), rows), why)
    return Int4Matrix(checkpoint, name, (rows, columns), size, (codes, scales, zeros))
