"""A matrix of codes with scales of a grid, stored as a layer has it or transposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.containers.onnx.container import OnnxContainer
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import check_numbers, check_scales, table_codec, table_matrix
from quantcert.formats.bitstream import pack_words
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.grid import ScaleGrid
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.minifloat import E8M0
from quantcert.formats.onnx.layout import BITS, FLOATS, grid_of, halves, shift_of, unsigned
from quantcert.formats.onnx.weights import StoredWeight
from quantcert.formats.scheme import Scheme

SCALE_DTYPES = ("F32", "F16", "BF16")
_POWERS = "F8_E8M0"  # scales of small floats


@dataclass(frozen=True)
class GridMatrix:
    """A matrix of integers or small floats; a `StoredMatrix`.

    Attributes:
        container: the file.
        name: of the original.
        codes: its codes, [rows, columns], or the other way round if it is `transposed`.
        scales: its scales.
        zeros: its zero-points, None if they are zero.
        grid: how scales and zero-points cover the codes as they are stored.
        transposed: whether the original is the transposed of what is stored.
        operator: what takes the codes, for the statement of the layout.
    """

    container: OnnxContainer
    name: str
    codes: TensorInfo
    scales: TensorInfo
    zeros: TensorInfo | None
    grid: ScaleGrid
    transposed: bool
    operator: str

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the original."""
        rows, columns = self.codes.shape
        return (columns, rows) if self.transposed else (rows, columns)

    @property
    def scheme(self) -> Scheme:
        """Codes of 4 or 8 bits."""
        bits, order = BITS[self.codes.dtype], "transposed" if self.transposed else "as the layer"
        grid = f"blocks of {self.grid.rows} x {self.grid.columns} of what is stored"
        layout = {
            "codes": f"{self.codes.dtype}, {order}, for {self.operator}",
            "scales": f"{self.scales.dtype}, {grid}",
            "zero_points": "none" if self.zeros is None else self.zeros.dtype,
        }
        small = FLOATS.get(self.codes.dtype)
        kind = f"int{bits}" if small is None else small.name.lower()
        codec = UniformCodec(bits) if small is None else table_codec(small)
        return Scheme(f"onnx-{kind}", codec, self._grid.columns, layout)

    @property
    def stored(self) -> tuple[TensorInfo, ...]:
        """Codes, scales and zero-points."""
        return (self.codes, self.scales, *([] if self.zeros is None else [self.zeros]))

    @property
    def _grid(self) -> ScaleGrid:
        """The grid of the original."""
        return self.grid.transposed if self.transposed else self.grid

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for what is no number."""
        codes = np.ascontiguousarray(self._codes(start, stop))
        scales = self._scales(start, stop)
        small = FLOATS.get(self.codes.dtype)
        if small is not None:
            check_numbers(self.codes, start, codes, small)
            return table_matrix(self.name, self.scheme, codes, scales, small, {})
        shift = np.uint8(shift_of(self.codes.dtype))
        zeros = np.full(scales.shape, shift, np.uint8)
        if self.zeros is not None:
            zeros = unsigned(
                self._spread(self._elements, self.zeros, start, stop), self.zeros.dtype
            )
        packed = pack_words(codes, BITS[self.codes.dtype])
        arrays: dict[str, NDArray[Any]] = {"codes": codes, "scales": scales}
        return QuantizedMatrix(
            self.name, self.scheme, codes, scales[:, :, None], zeros[:, :, None], packed, arrays
        )

    def _scales(self, start: int, stop: int) -> NDArray[Any]:
        """Scales of rows of the original, checked."""
        scales = self._spread(self.container.elements, self.scales, start, stop)
        size = self._grid.columns
        if self.scales.dtype == _POWERS:
            check_numbers(self.scales, start, scales, E8M0, size)
            return E8M0.decode(scales.view(np.uint8))
        check_scales(self.scales, start, scales, size)
        return scales

    def _codes(self, start: int, stop: int) -> NDArray[np.uint8]:
        """The unsigned codes of rows of the original."""
        rows, columns = self.codes.shape
        if BITS[self.codes.dtype] < 8:
            whole = self._elements(self.codes.name, 0, rows * columns).reshape(rows, columns)
            part = whole[:, start:stop].T if self.transposed else whole[start:stop]
        elif self.transposed:
            part = self.container.block(self.codes.name, (0, rows), (start, stop)).T
        else:
            part = self.container.block(self.codes.name, (start, stop), (0, columns))
        return unsigned(np.ascontiguousarray(part), self.codes.dtype)

    def _spread(self, read: Any, info: TensorInfo, start: int, stop: int) -> NDArray[Any]:
        """What the tensor says of rows of the original, `[rows, groups]`."""
        down, across = self.grid.shape(self.codes.shape[0], self.codes.shape[1])
        stored = read(info.name, 0, down * across).reshape(down, across)
        first, last = self._grid.blocks(start, stop)
        blocks = (stored.T if self.transposed else stored)[first:last]
        return np.ascontiguousarray(self._grid.rows_of(blocks, start, stop))

    def _elements(self, name: str, first: int, last: int) -> NDArray[Any]:
        """Elements of a tensor, fields of 4 bits as bytes."""
        if BITS[self.container.info(name).dtype] == 8:
            return self.container.elements(name, first, last)
        return halves(self.container.data(name), last)[first:]


def grid_matrix(
    container: OnnxContainer, weight: StoredWeight, name: str, transposed: bool
) -> GridMatrix:
    """The matrix of some codes.

    Raises:
        CheckpointError: if scales or zero-points do not fit the codes.
    """
    codes, scales = container.info(weight.codes), container.info(weight.scales)
    zeros = container.info(weight.zeros) if weight.zeros else None
    where = f"{container.path}: tensor {codes.name}"
    allowed = (*SCALE_DTYPES, *([_POWERS] if codes.dtype in FLOATS else []))
    if scales.dtype not in allowed:
        raise CheckpointError(
            f"{where}: its scales {scales.name} are {scales.dtype}, must be one of "
            f"{', '.join(allowed)}"
        )
    rows, columns = codes.shape
    grid = grid_of((rows, columns), scales.shape, weight.axis, weight.block)
    if grid is None:
        raise CheckpointError(
            f"{where}: shape {list(codes.shape)}, but its scales {scales.name} have shape "
            f"{list(scales.shape)} (axis {weight.axis}, block_size {weight.block})"
        )
    if zeros is not None and (zeros.dtype != codes.dtype or zeros.shape != scales.shape):
        raise CheckpointError(
            f"{where}: its zero-points {zeros.name} are {zeros.dtype} {list(zeros.shape)}, must be "
            f"{codes.dtype} {list(scales.shape)}"
        )
    if zeros is not None and codes.dtype in FLOATS:
        _refuse_zero_points(container, zeros, where)
        zeros = None
    kind = weight.node.kind
    return GridMatrix(container, name, codes, scales, zeros, grid, transposed, kind)


def _refuse_zero_points(container: OnnxContainer, zeros: TensorInfo, where: str) -> None:
    """Small floats have none: a tensor of them states the type of codes, and holds zeros."""
    data = container.data(zeros.name)
    if data.any():
        raise CheckpointError(f"{where}: its zero-points {zeros.name} must be 0 for {zeros.dtype}")
