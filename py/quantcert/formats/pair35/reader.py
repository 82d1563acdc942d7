"""View of a checkpoint in a pair format: shapes are checked on opening, values on reading."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import CONFIG_FILE, Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.bitstream import unpack_words
from quantcert.formats.matrix import PackedMatrix, QuantizedMatrix, stored_shapes
from quantcert.formats.pair35.checks import (
    check_filler,
    check_scales,
    check_words,
    check_zero_points,
)
from quantcert.formats.pair35.codes import ZERO_POINT_WIDTH
from quantcert.formats.pair35.packing import split_words, unpack_words_of_pairs
from quantcert.formats.pair35.settings import PairSettings, parse_settings, stored_names

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
        self._stored = {name: self._check_stored(name) for name in settings.shapes}

    @property
    def format(self) -> str:
        """Name of the format."""
        return self.settings.code_format.name

    @property
    def group_size(self) -> int:
        """Columns that share a scale (in each lane)."""
        return self.settings.group_size

    def matrices(self) -> list[str]:
        """Original names of the quantized matrices."""
        return list(self.settings.shapes)

    def shape(self, name: str) -> tuple[int, int]:
        """Rows and columns of a quantized matrix.

        Raises:
            CheckpointError: if there is no such matrix.
        """
        try:
            return self.settings.shapes[name]
        except KeyError:
            raise CheckpointError(
                f"{self.checkpoint.path}: has no quantized matrix {name}"
            ) from None

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
        infos = self.stored(name)
        packed = PackedMatrix(
            *(self.checkpoint.read_rows(info.name, start, stop) for info in infos)
        )
        check_scales(infos[1], start, packed.scales)
        zero_points = self._zero_points(infos[2], start, packed)
        return QuantizedMatrix(
            name=name,
            code_format=self.settings.code_format,
            group_size=self.group_size,
            codes=self._codes(infos[0], start, self.shape(name)[1], packed.words, zero_points),
            scales=packed.scales,
            zero_points=zero_points,
            packed=packed,
        )

    def _zero_points(self, info: TensorInfo, start: int, packed: PackedMatrix) -> Bytes:
        rows, groups, lanes = packed.scales.shape
        flat = unpack_words(packed.zero_points, groups * lanes, ZERO_POINT_WIDTH)
        zero_points = np.ascontiguousarray(flat).reshape(rows, groups, lanes)
        fmt = self.settings.code_format
        check_zero_points(info, start, packed.zero_points, zero_points, fmt)
        return zero_points

    def _codes(
        self, info: TensorInfo, start: int, columns: int, packed: Bytes, zero_points: Bytes
    ) -> Bytes:
        fmt = self.settings.code_format
        words = unpack_words_of_pairs(packed, columns)
        check_words(info, start, packed, words, fmt)
        codes = split_words(words, fmt)
        if columns % 2:
            check_filler(info, start, codes[:, -1], zero_points[:, -1, fmt.lane(columns)])
        return codes[:, :columns]

    def _check_stored(self, name: str) -> list[TensorInfo]:
        if name in self.checkpoint:
            raise CheckpointError(
                f"{self.checkpoint.info(name).file}: tensor {name} is stored unquantized too"
            )
        rows, columns = self.settings.shapes[name]
        shapes = stored_shapes(rows, columns, self.settings.code_format, self.group_size)
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
                    f"{self.group_size}"
                )
        return stored


def open_pairs(checkpoint: Checkpoint, settings: dict[str, Any]) -> PairCheckpoint:
    """The reader that is registered for `quant_method` "quantcert".

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    return PairCheckpoint(checkpoint, parse_settings(checkpoint.path / CONFIG_FILE, settings))
