"""A matrix of `MatMulNBits` (com.microsoft): rows of blocks of 2, 4 or 8 bits.

Source: docs/ContribOperators.md of ONNX Runtime. Codes [N, blocks, bytes], scales [N * blocks],
zero-points packed along each row's blocks, by default `2**(bits - 1)`; N outputs, K inputs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.containers.onnx.container import OnnxContainer
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import check_scales
from quantcert.formats.bitstream import pack_words
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.onnx.grid_matrix import SCALE_DTYPES
from quantcert.formats.onnx.layout import fields_of
from quantcert.formats.onnx.weights import StoredWeight
from quantcert.formats.scheme import Scheme, group_count

_BITS = (2, 4, 8)
_G_IDX = 4  # place of the order of columns among the inputs


@dataclass(frozen=True)
class BlocksMatrix:
    """A matrix of `MatMulNBits`; a `StoredMatrix`.

    Attributes:
        container: the file.
        name: of the original.
        shape: rows and columns.
        bits: bits of a code.
        block: columns of a block.
        parts: codes, scales, and zero-points if there are any.
    """

    container: OnnxContainer
    name: str
    shape: tuple[int, int]
    bits: int
    block: int
    parts: tuple[TensorInfo, ...]

    @property
    def scheme(self) -> Scheme:
        """Codes of some bits in groups."""
        layout = {
            "codes": f"{self.bits} bits, least significant first, for MatMulNBits",
            "scales": f"{self.parts[1].dtype}, one for {self.block} columns",
            "zero_points": f"{self.bits} bits" if len(self.parts) > 2 else "half the range",
        }
        return Scheme(f"onnx-int{self.bits}", UniformCodec(self.bits), self.block, layout)

    @property
    def stored(self) -> tuple[TensorInfo, ...]:
        """Codes, scales and zero-points."""
        return self.parts

    @property
    def _groups(self) -> int:
        return group_count(self.shape[1], self.block)

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for a scale that is not finite."""
        scales = self._rows(self.parts[1], self._groups, start, stop)
        check_scales(self.parts[1], start, scales, self.block)
        length = self.parts[0].nbytes // self.shape[0]
        data = self._rows(self.parts[0], length, start, stop)
        codes = np.ascontiguousarray(fields_of(data, self.bits)[:, : self.shape[1]])
        zeros = self._zeros(start, stop)[:, :, None]
        packed = pack_words(codes, self.bits)
        arrays = {"codes": data, "scales": scales}
        return QuantizedMatrix(
            self.name, self.scheme, codes, scales[:, :, None], zeros, packed, arrays
        )

    def _zeros(self, start: int, stop: int) -> NDArray[np.uint8]:
        """Zero-points, `[rows, groups]`."""
        if len(self.parts) < 3:
            return np.full((stop - start, self._groups), 1 << (self.bits - 1), np.uint8)
        data = self._rows(self.parts[2], _bytes(self._groups, self.bits), start, stop)
        return np.ascontiguousarray(fields_of(data, self.bits)[:, : self._groups])

    def _rows(self, info: TensorInfo, length: int, start: int, stop: int) -> NDArray[Any]:
        flat = self.container.elements(info.name, start * length, stop * length)
        return flat.reshape(stop - start, length)


def _bytes(count: int, bits: int) -> int:
    return group_count(count * bits, 8)


def blocks_matrix(container: OnnxContainer, weight: StoredWeight, name: str) -> BlocksMatrix:
    """The matrix of an operation.

    Raises:
        CheckpointError: if the tensors are not what its attributes say.
    """
    node = weight.node
    rows, columns, bits, block = (
        node.integer(key, default)
        for key, default in (("N", 0), ("K", 0), ("bits", 4), ("block_size", 0))
    )
    where = f"{container.path}: tensor {weight.codes}"
    if bits not in _BITS or min(rows, columns, block) < 1 or block * bits % 8:
        raise CheckpointError(
            f"{where}: MatMulNBits with N {rows}, K {columns}, bits {bits}, block_size {block}: "
            f"must be at least 1, bits one of {_BITS}, blocks of whole bytes"
        )
    if len(node.inputs) > _G_IDX and node.inputs[_G_IDX]:
        raise CheckpointError(f"{where}: MatMulNBits with an order of columns is not supported")
    groups = group_count(columns, block)
    _require(container, weight.codes, ("U8",), (rows, groups, block * bits // 8), where)
    _require(container, weight.scales, SCALE_DTYPES, (rows * groups,), where)
    if weight.zeros:
        _require(container, weight.zeros, ("U8",), (rows * _bytes(groups, bits),), where)
    names = [weight.codes, weight.scales, *([weight.zeros] if weight.zeros else [])]
    parts = tuple(map(container.info, names))
    return BlocksMatrix(container, name, (rows, columns), bits, block, parts)


def _require(
    container: OnnxContainer, name: str, dtypes: tuple[str, ...], shape: tuple[int, ...], where: str
) -> None:
    """Refuse a tensor of another type or size; axes of scales and zero-points may be one or two."""
    info = container.info(name)
    fits = info.shape == shape or (len(shape) == 1 and math.prod(info.shape) == shape[0])
    if info.dtype not in dtypes or not fits:
        raise CheckpointError(
            f"{where}: {name} is {info.dtype} {list(info.shape)}, must be {' or '.join(dtypes)} "
            f"{list(shape)}"
        )
