"""View of a checkpoint in a pair format: shapes are checked on opening, values on reading."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import CONFIG_FILE, Checkpoint, TensorInfo, read_elements
from quantcert.errors import CheckpointError
from quantcert.formats.bitstream import unpack_words
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.checks import (
    check_filler,
    check_scales,
    check_words,
    check_zero_points,
)
from quantcert.formats.pair35.codes import ZERO_POINT_WIDTH, PairCodec
from quantcert.formats.pair35.packing import split_words, unpack_words_of_pairs
from quantcert.formats.pair35.settings import PairTensor, parse_settings
from quantcert.formats.pair35.storage import (
    PairScheme,
    pair_scheme,
    stored_matrix,
    stored_names,
    stored_shapes,
)
from quantcert.formats.stored import StoredCheckpoint

Bytes = NDArray[np.uint8]
"""Array of unsigned bytes."""

_DTYPES = (("U8",), ("F16", "F32"), ("U8",))


@dataclass(frozen=True)
class PairMatrix:
    """A matrix of pair codes; a `StoredMatrix`.

    Attributes:
        name: name of the original tensor.
        shape: rows and columns.
        scheme: how it is stored.
        stored: the tensors with its words, scales and zero-points.
    """

    name: str
    shape: tuple[int, int]
    scheme: PairScheme
    stored: tuple[TensorInfo, TensorInfo, TensorInfo]

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`.

        Raises:
            CheckpointError: if the file cannot be read.
            StoredValueError: for a stored value outside its range.
        """
        words, scales, packed_zeros = (_rows(info, start, stop) for info in self.stored)
        check_scales(self.stored[1], start, scales, self.scheme)
        zero_points = _zero_points(self.stored[2], start, packed_zeros, scales.shape, self.scheme)
        codec = self.scheme.codec
        codes = _codes(self.stored[0], start, self.shape[1], words, zero_points, codec)
        arrays = (words, scales, packed_zeros)
        return stored_matrix(self.name, self.scheme, codes, zero_points, arrays)


def _pair_matrix(checkpoint: Checkpoint, name: str, tensor: PairTensor) -> PairMatrix:
    """A matrix whose stored tensors have the right dtypes and shapes."""
    rows, columns = tensor.shape
    shapes = stored_shapes(rows, columns, tensor.codec, tensor.group_size)
    words, scales, zeros = (checkpoint.info(part) for part in stored_names(name))
    for info, shape, dtypes in zip((words, scales, zeros), shapes, _DTYPES, strict=True):
        if info.dtype not in dtypes:
            raise CheckpointError(
                f"{info.file}: tensor {info.name}: dtype {info.dtype}, "
                f"must be {' or '.join(dtypes)}"
            )
        if info.shape != shape:
            raise CheckpointError(
                f"{info.file}: tensor {info.name}: shape {list(info.shape)}, must be "
                f"{list(shape)} for {rows} rows, {columns} columns and groups of "
                f"{tensor.group_size}"
            )
    scheme = pair_scheme(tensor.codec, tensor.group_size, scales.dtype)
    return PairMatrix(name, tensor.shape, scheme, (words, scales, zeros))


def _rows(info: TensorInfo, start: int, stop: int) -> NDArray[Any]:
    """Entries along the first axis, whatever they are: `check_scales` names what is not finite."""
    row = math.prod(info.shape[1:])
    return read_elements(info, start * row, stop * row).reshape(stop - start, *info.shape[1:])


def _zero_points(
    info: TensorInfo, start: int, packed: Bytes, shape: tuple[int, ...], scheme: PairScheme
) -> Bytes:
    rows, groups, tables = shape
    flat = unpack_words(packed, groups * tables, ZERO_POINT_WIDTH)
    zero_points = np.ascontiguousarray(flat).reshape(rows, groups, tables)
    check_zero_points(info, start, packed, zero_points, scheme)
    return zero_points


def _codes(
    info: TensorInfo,
    start: int,
    columns: int,
    packed: Bytes,
    zero_points: Bytes,
    codec: PairCodec,
) -> Bytes:
    words = unpack_words_of_pairs(packed, columns)
    check_words(info, start, packed, words, codec)
    codes = split_words(words, codec)
    if columns % codec.lanes:
        table = codec.tables[columns % codec.lanes]
        check_filler(info, start, codes[:, -1], zero_points[:, -1, table])
    return codes[:, :columns]


def open_pairs(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for `quant_method` "quantcert".

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    tensors = parse_settings(checkpoint.path / CONFIG_FILE, settings).tensors
    matrices = [_pair_matrix(checkpoint, name, tensor) for name, tensor in tensors.items()]
    return StoredCheckpoint(checkpoint, matrices)
