"""View of a checkpoint in a pair format: shapes are checked on opening, values on reading."""

from __future__ import annotations

import math
from fractions import Fraction
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
from quantcert.formats.pair35.settings import PairSettings, parse_settings
from quantcert.formats.pair35.storage import (
    PairScheme,
    pair_scheme,
    stored_matrix,
    stored_names,
    stored_shapes,
)

Bytes = NDArray[np.uint8]
"""Array of unsigned bytes."""

_DTYPES = (("U8",), ("F16", "F32"), ("U8",))


class PairCheckpoint:
    """A checkpoint whose matrices are stored in a pair format.

    Attributes:
        checkpoint: the directory with its stored tensors.
        settings: the checked `quantization_config`.
    """

    def __init__(self, checkpoint: Checkpoint, settings: PairSettings) -> None:
        """Check names, dtypes and shapes of all stored tensors.

        Raises:
            CheckpointError: if a stored tensor is missing or has another dtype or shape.
        """
        self.checkpoint = checkpoint
        self.settings = settings
        self._stored = {name: self._check_stored(name) for name in settings.tensors}
        self._schemes = {name: self._scheme(name) for name in settings.tensors}

    def matrices(self) -> list[str]:
        """Original names of the quantized matrices."""
        return list(self.settings.tensors)

    def shape(self, name: str) -> tuple[int, int]:
        """Rows and columns of a quantized matrix.

        Raises:
            CheckpointError: if there is no such matrix.
        """
        try:
            return self.settings.tensors[name].shape
        except KeyError:
            raise CheckpointError(
                f"{self.checkpoint.path}: has no quantized matrix {name}"
            ) from None

    def scheme(self, name: str) -> PairScheme:
        """How a quantized matrix is stored.

        Raises:
            CheckpointError: if there is no such matrix.
        """
        self.shape(name)
        return self._schemes[name]

    def stored(self, name: str) -> list[TensorInfo]:
        """The tensors with the words, the scales and the zero-points of a matrix."""
        self.shape(name)
        return self._stored[name]

    def plain(self) -> list[str]:
        """Names of the tensors that are stored unquantized."""
        taken = {info.name for stored in self._stored.values() for info in stored}
        return [name for name in self.checkpoint.names() if name not in taken]

    def bits_per_weight(self, name: str) -> Fraction:
        """Bits really stored for a weight: codes, padding, scales and zero-points."""
        rows, columns = self.shape(name)
        return Fraction(8 * sum(info.nbytes for info in self._stored[name]), rows * columns)

    def read(self, name: str) -> QuantizedMatrix:
        """A whole matrix.

        Raises:
            CheckpointError: for a stored value outside its range.
        """
        return self.read_rows(name, 0, self.shape(name)[0])

    def read_rows(self, name: str, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1` of a matrix.

        Raises:
            CheckpointError: for a stored value outside its range.
            IndexError: if the rows are not rows of the matrix.
        """
        infos, scheme = self.stored(name), self.scheme(name)
        read = self.checkpoint.read_rows
        words, packed_zeros = (read(infos[part].name, start, stop) for part in (0, 2))
        scales = _scales(infos[1], start, stop)
        check_scales(infos[1], start, scales, scheme)
        zero_points = _zero_points(infos[2], start, packed_zeros, scales.shape, scheme)
        codes = _codes(infos[0], start, self.shape(name)[1], words, zero_points, scheme.codec)
        return stored_matrix(name, scheme, codes, zero_points, (words, scales, packed_zeros))

    def _check_stored(self, name: str) -> list[TensorInfo]:
        if name in self.checkpoint:
            raise CheckpointError(
                f"{self.checkpoint.info(name).file}: tensor {name} is stored unquantized too"
            )
        tensor = self.settings.tensors[name]
        rows, columns = tensor.shape
        shapes = stored_shapes(rows, columns, tensor.codec, tensor.group_size)
        stored = [self.checkpoint.info(part) for part in stored_names(name)]
        for info, shape, dtypes in zip(stored, shapes, _DTYPES, strict=True):
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
        return stored

    def _scheme(self, name: str) -> PairScheme:
        tensor, scales = self.settings.tensors[name], self._stored[name][1]
        return pair_scheme(tensor.codec, tensor.group_size, scales.dtype)


def _scales(info: TensorInfo, start: int, stop: int) -> NDArray[Any]:
    """Rows of scales, `[rows, groups, tables]`, whatever they are: `check_scales` names the row."""
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


def open_pairs(checkpoint: Checkpoint, settings: dict[str, Any]) -> PairCheckpoint:
    """The reader that is registered for `quant_method` "quantcert".

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    return PairCheckpoint(checkpoint, parse_settings(checkpoint.path / CONFIG_FILE, settings))
