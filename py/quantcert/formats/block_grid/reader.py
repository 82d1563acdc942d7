"""Reader of grids in blocks: shapes are checked on opening, values on reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import CONFIG_FILE, Checkpoint, TensorInfo, read_elements
from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats.bitstream import rows_with_padding
from quantcert.formats.block_grid.grids import WORD_BITS
from quantcert.formats.block_grid.settings import GridTensor, parse_settings
from quantcert.formats.block_grid.storage import (
    Bytes,
    grid_matrix,
    grid_scheme,
    read_blocks,
    stored_names,
    stored_shapes,
    unpack_codes,
)
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.scheme import Scheme, group_count
from quantcert.formats.stored import StoredCheckpoint

_DTYPES = (("U8",), ("U8",), ("F16", "F32"))


@dataclass(frozen=True)
class GridMatrix:
    """A matrix of a grid in blocks; a `StoredMatrix`.

    Attributes:
        name: name of the original tensor.
        tensor: what config.json says of it.
        scheme: how it is stored.
        stored: the tensors with its codes, blocks and row scales.
    """

    name: str
    tensor: GridTensor
    scheme: Scheme
    stored: tuple[TensorInfo, TensorInfo, TensorInfo]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.tensor.shape

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`.

        Raises:
            CheckpointError: if the file cannot be read.
            StoredValueError: for a stored value outside its range.
        """
        grid, columns = self.tensor.grid, self.shape[1]
        count = group_count(columns, self.tensor.block_size)
        packed, blocks = (_rows(info, start, stop) for info in self.stored[:2])
        row_scales = read_elements(self.stored[2], start, stop)
        _check_scales(self.stored[2], start, row_scales)
        _check_padding(self.stored[1], start, blocks, count, WORD_BITS)
        codec = grid.codec
        _check_padding(self.stored[0], start, packed, codec.word_count(columns), codec.word_bits)
        multiples, zero_points = read_blocks(blocks, count, grid)
        codes = self._codes(packed, start)
        self._check_fillers(packed, start, zero_points)
        stored = (packed, blocks)
        return grid_matrix(
            self.name, self.scheme, codes, row_scales, multiples, zero_points, stored
        )

    def _codes(self, packed: Bytes, start: int) -> Bytes:
        """The codes of some rows; names the first row with a word that is none."""
        columns, grid = self.shape[1], self.tensor.grid
        try:
            return unpack_codes(packed, columns, grid)
        except ValueError:
            info = self.stored[0]
            for number in range(len(packed)):
                try:
                    unpack_codes(packed[number : number + 1], columns, grid)
                except ValueError as error:
                    raise StoredValueError(
                        info.file, info.name, f"row {start + number}: {error}", row=start + number
                    ) from error
            raise

    def _check_fillers(self, packed: Bytes, start: int, zero_points: Bytes) -> None:
        fillers = self.tensor.grid.codec.fillers(packed, self.shape[1])
        bad = np.flatnonzero((fillers != zero_points[:, -1:]).any(axis=1))
        if bad.size:
            _refuse(self.stored[0], start + int(bad[0]), "the code after the last is not zero")


def open_grids(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for `quant_method` "quantcert-grid".

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    tensors = parse_settings(checkpoint.path / CONFIG_FILE, settings)
    return StoredCheckpoint(checkpoint, [_matrix(checkpoint, *item) for item in tensors.items()])


def _matrix(checkpoint: Checkpoint, name: str, tensor: GridTensor) -> GridMatrix:
    """A matrix whose stored tensors have the right dtypes and shapes."""
    shapes = stored_shapes(*tensor.shape, tensor.grid, tensor.block_size)
    packed, blocks, scales = (checkpoint.info(part) for part in stored_names(name))
    for info, shape, dtypes in zip((packed, blocks, scales), shapes, _DTYPES, strict=True):
        where = f"{info.file}: tensor {info.name}"
        if info.dtype not in dtypes:
            raise CheckpointError(f"{where}: dtype {info.dtype}, must be {' or '.join(dtypes)}")
        if info.shape != shape:
            raise CheckpointError(
                f"{where}: shape {list(info.shape)}, must be {list(shape)} for "
                f"{list(tensor.shape)} as {tensor.grid.name} in blocks of {tensor.block_size}"
            )
    scheme = grid_scheme(tensor.grid, tensor.block_size, scales.dtype)
    return GridMatrix(name, tensor, scheme, (packed, blocks, scales))


def _rows(info: TensorInfo, start: int, stop: int) -> Bytes:
    length = info.shape[1]
    return read_elements(info, start * length, stop * length).reshape(stop - start, length)


def _check_scales(info: TensorInfo, start: int, scales: NDArray[Any]) -> None:
    limits = np.finfo(scales.dtype)
    good = (scales >= limits.smallest_normal) & (scales <= limits.max)
    if not good.all():
        row = int(good.argmin())
        what = f"scale {float(scales[row])!r} is not a positive normal {scales.dtype}"
        _refuse(info, start + row, what)


def _check_padding(info: TensorInfo, start: int, packed: Bytes, count: int, width: int) -> None:
    rows = rows_with_padding(packed, count, width)
    if rows.size:
        _refuse(info, start + int(rows[0]), "padding bits are not zero")


def _refuse(info: TensorInfo, row: int, what: str) -> None:
    raise StoredValueError(info.file, info.name, f"row {row}: {what}", row=row)
