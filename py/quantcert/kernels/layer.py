"""A quantized matrix as the integers that a kernel multiplies: words, zero-points, scales.

    y[j] = sum over runs q of scale[j, q]
             * (sum over columns i of run q of (code[j, i] - zero[j, q]) * x[i])

in units of `2**-exponent`, for activations `x` of a fixed number of bits: what a linear layer of
the integer program computes before its one rounding (`quantcert.integer.linear`). A *run* is the
columns of a group that read the same table of the codec: run `q` is table `q % tables` of group
`q // tables`. The sum of a run fits 32 bits and `y` fits 64, in whatever order they are added up:
both are checked from the matrix's own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import QuantizeError
from quantcert.formats import QuantizedMatrix
from quantcert.integer.build import exact_matrix
from quantcert.integer.linear import Matrix, exact_matmul
from quantcert.kernels.lanes import LaneArithmetic, lane_arithmetic

SUM_BITS = 32
"""Bits of the accumulator of a run, and of a scale."""

RESULT_BITS = 64
"""Bits of a result."""


@dataclass(frozen=True)
class KernelLayer:
    """The integers of a matrix and the activations that it is made for.

    Attributes:
        matrix: codes, scales, zero-points and their unit.
        format: name of the format.
        word_bits: bits of a word of the bit stream of a row, least significant bit first.
        lanes: how the code of each column of a word is read off it.
        activation_bits: bits of an activation, 8 or 16; `-2**(bits - 1)` is not used.
        words: `[rows, row bytes]` uint8.
    """

    matrix: Matrix
    format: str
    word_bits: int
    lanes: tuple[LaneArithmetic, ...]
    activation_bits: int
    words: NDArray[np.uint8]

    @property
    def name(self) -> str:
        """Name of the tensor."""
        return self.matrix.name

    @property
    def rows(self) -> int:
        """Rows of the matrix: results."""
        return self.matrix.shape[0]

    @property
    def columns(self) -> int:
        """Columns of the matrix: activations."""
        return self.matrix.shape[1]

    @property
    def exponent(self) -> int:
        """Scales and results are in units of `2**-exponent`."""
        return self.matrix.exponent

    @property
    def group_size(self) -> int:
        """Columns of a group; the last one may be shorter."""
        whole = -(-self.columns // len(self.lanes)) * len(self.lanes)
        return min(self.matrix.group_size, whole)

    @property
    def tables(self) -> int:
        """Tables of the codec: runs of a group."""
        return len(self.matrix.levels)

    @property
    def zeros(self) -> NDArray[np.uint8]:
        """Zero-points `[rows, runs]`."""
        return self.matrix.zero_points.reshape(self.rows, -1).astype(np.uint8)

    @property
    def scales(self) -> NDArray[np.int32]:
        """Scales `[rows, runs]`."""
        return self.matrix.scales.reshape(self.rows, -1).astype(np.int32)

    @property
    def runs(self) -> int:
        """Runs of a row."""
        return int(self.zeros.shape[1])

    @property
    def activation_limit(self) -> int:
        """Largest magnitude of an activation: `2**(bits - 1) - 1`."""
        return (1 << (self.activation_bits - 1)) - 1

    @property
    def widest(self) -> int:
        """No code of any word, and no zero-point, is larger."""
        return max(int(self.zeros.max()), *(lane.largest(self.word_bits) for lane in self.lanes))

    @property
    def scale_limit(self) -> int:
        """Largest magnitude of a scale."""
        return int(np.abs(self.matrix.scales).max())

    @property
    def run_limit(self) -> int:
        """No sum of a run is larger, whatever the words."""
        return self.group_size * self.widest * self.activation_limit

    def product(self, activations: NDArray[Any]) -> NDArray[np.int64]:
        """The results `[vectors, rows]` for activations `[vectors, columns]`."""
        return exact_matmul(activations.astype(np.int64), self.matrix.decoded().T)


def kernel_layer(stored: QuantizedMatrix, activation_bits: int) -> KernelLayer:
    """The integers of a matrix.

    Raises:
        QuantizeError: if its codes are no plain numbers, it has offsets, scales that are no
            integers of 32 bits in one unit, or sums that might not fit.
    """
    codec = stored.codec
    where = f"tensor {stored.name}"
    if stored.offsets is not None or not codec.is_integer or not codec.word_bits:
        raise QuantizeError(
            f"{where}: stored as {stored.scheme.format}; kernels are made of formats whose weights "
            "are scale * (code - zero-point) with integer codes"
        )
    layer = KernelLayer(
        exact_matrix(stored),
        stored.scheme.format,
        codec.word_bits,
        tuple(lane_arithmetic(codec, lane) for lane in range(codec.lanes)),
        activation_bits,
        np.ascontiguousarray(stored.words),
    )
    _check_tables(where, layer)
    _check_fits(where, layer)
    return layer


def _check_tables(where: str, layer: KernelLayer) -> None:
    """Refuse columns that read tables in another order than one after the other."""
    if layer.matrix.cycle != tuple(range(layer.tables)):
        raise QuantizeError(f"{where}: columns read tables {layer.matrix.cycle}")


def _check_fits(where: str, layer: KernelLayer) -> None:
    """Refuse a layer whose sums might leave their types."""
    sums = (
        ("scales may", layer.scale_limit, SUM_BITS),
        ("the sum of a run may", layer.run_limit, SUM_BITS),
        ("a result may", layer.runs * layer.scale_limit * layer.run_limit, RESULT_BITS),
    )
    for what, limit, bits in sums:
        if limit >= 1 << (bits - 1):
            raise QuantizeError(
                f"{where}: {what} reach {limit}, it must stay below 2**{bits - 1}; take smaller "
                "groups or activations of 8 bits"
            )
