"""The integer program of a quantized checkpoint, made of its own numbers, exactly."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import CheckpointError
from quantcert.exact import smallest_p, to_int64
from quantcert.exact.floats import split
from quantcert.formats import QuantizedCheckpoint, QuantizedMatrix
from quantcert.integer.attention import Scores
from quantcert.integer.constants import (
    norm_constants,
    rotation_table,
    round_half_up,
    score_factor,
)
from quantcert.integer.exponential import power_table
from quantcert.integer.linear import Matrix
from quantcert.integer.llama import Affine, AttentionBlock, Llama, MlpBlock, read_llama
from quantcert.integer.norm import Norm
from quantcert.integer.precision import ACTIVATION_BITS, UNIT, Precision
from quantcert.integer.program import Layer, Program, Sizes
from quantcert.integer.rounding import Ints
from quantcert.models.architecture import quantized_architecture
from quantcert.models.net import Architecture, MatrixUse, RmsNorm, VectorUse

LONGEST = 8192
"""The longest text that a program reads, if the network reads longer ones."""


def build_program(
    quantized: QuantizedCheckpoint,
    activation_bits: int = 16,
    by_block: bool | None = None,
    unit: int = UNIT,
    positions: int | None = None,
) -> Program:
    """The program of a checkpoint whose matrices are all quantized.

    Args:
        quantized: the checkpoint.
        activation_bits: of narrow integers, 8 or 16.
        by_block: whether each group of columns has an exponent of its own; by default with 8 bits.
        unit: of wide integers.
        positions: the longest text; by default the network's, 8192 at most.

    Raises:
        CheckpointError: if the network is not of the Llama kind, or a matrix is not quantized.
        ValueError: for other bits.
    """
    if activation_bits not in ACTIVATION_BITS:
        raise ValueError(f"activations of {activation_bits} bits, must be 8 or 16")
    network = network_of(quantized)
    longest = min(network.max_length, LONGEST if positions is None else positions)
    blocks = activation_bits == 8 if by_block is None else by_block
    precision = Precision(unit, activation_bits, blocks)
    return _Builder(quantized, network, precision).program(longest)


def network_of(quantized: QuantizedCheckpoint) -> Architecture:
    """The network that a checkpoint's own settings describe.

    Raises:
        CheckpointError: if it is not supported.
    """
    found = quantized_architecture(quantized)
    if not isinstance(found, Architecture):
        raise CheckpointError(f"{quantized.checkpoint.path}: {found.reason}")
    return found


class _Builder:
    def __init__(
        self, quantized: QuantizedCheckpoint, network: Architecture, precision: Precision
    ) -> None:
        self._quantized, self._network, self._precision = quantized, network, precision
        self._llama: Llama = read_llama(network)
        self._read: dict[Affine, Matrix] = {}

    def program(self, positions: int) -> Program:
        llama = self._llama
        first = llama.layers[0][0]
        return Program(
            self._sizes(positions),
            self._matrix(Affine(llama.embedding, None)),
            tuple(self._layer(*blocks) for blocks in llama.layers),
            self._norm(llama.norm),
            self._matrix(llama.head),
            rotation_table(
                self._network.frequencies[first.angles],
                1.0 if first.scale is None else float(first.scale.fraction),
                positions,
            ),
            Scores(score_factor(first.attention.scoring.root), power_table()),
        )

    def _sizes(self, positions: int) -> Sizes:
        attention, mlp = self._llama.layers[0]
        shape, matrices = attention.attention, self._network.matrices
        return Sizes(
            precision=self._precision,
            positions=positions,
            vocabulary=self._network.vocabulary,
            dim=attention.norm.dim,
            inner=matrices[mlp.up.matrix].rows,
            heads=shape.groups * shape.group,
            groups=shape.groups,
            head_dim=shape.head_dim,
        )

    def _layer(self, attention: AttentionBlock, mlp: MlpBlock) -> Layer:
        first, matrix = self._llama.layers[0][0], self._matrix
        same = (attention.angles, attention.scale, attention.attention.scoring.root) == (
            (first.angles, first.scale, first.attention.scoring.root)
        )
        if not same:
            raise CheckpointError(
                f"{attention.norm.name}: its rotary embedding is not that of the first layer"
            )
        return Layer(
            attention_norm=self._norm(attention.norm),
            query=matrix(attention.query),
            key=matrix(attention.key),
            value=matrix(attention.value),
            output=matrix(attention.output),
            mlp_norm=self._norm(mlp.norm),
            gate=matrix(mlp.gate),
            up=matrix(mlp.up),
            down=matrix(mlp.down),
        )

    def _norm(self, norm: RmsNorm) -> Norm:
        use = self._network.vectors[norm.factors]
        gamma = self._vector(use)
        if use.plus_one:
            gamma = [1 + value for value in gamma]
        return norm_constants(gamma, norm.epsilon.fraction, self._precision.unit)

    def _matrix(self, affine: Affine) -> Matrix:
        if affine not in self._read:
            bias = None if affine.bias is None else self._bias(affine.bias)
            use = self._network.matrices[affine.matrix]
            self._read[affine] = exact_matrix(self._stored(use), bias)
        return self._read[affine]

    def _stored(self, use: MatrixUse) -> QuantizedMatrix:
        part = use.part
        if part.tensor not in self._quantized.matrices() or part.transposed or part.leading:
            raise CheckpointError(
                f"{self._quantized.checkpoint.path}: tensor {use}: the integer program needs "
                "quantized matrices, stored row by row"
            )
        return self._quantized.read_rows(part.tensor, *(part.rows or (0, use.rows)))

    def _bias(self, number: int) -> Ints:
        values = self._vector(self._network.vectors[number])
        return np.array([round_half_up(v * (1 << self._precision.unit)) for v in values], np.int64)

    def _vector(self, use: VectorUse) -> list[Fraction]:
        return _fractions(self._quantized.checkpoint.read(use.tensor)[use.entries])


def exact_matrix(stored: QuantizedMatrix, bias: Ints | None = None) -> Matrix:
    """A matrix in the program's form: scales and offsets as integers of one unit.

    Raises:
        CheckpointError: if they do not fit 62 bits in one unit.
    """
    numbers = [stored.scales] if stored.offsets is None else [stored.scales, stored.offsets]
    exponent = max(map(smallest_p, numbers))
    try:
        scales, *offsets = map(partial(to_int64, p=exponent), numbers)
    except ValueError as error:
        raise CheckpointError(f"tensor {stored.name}: {error}") from error
    codec = stored.codec
    return Matrix(
        stored.name,
        stored.codes,
        scales,
        stored.zero_points,
        offsets[0] if offsets else None,
        exponent,
        stored.group_size,
        codec.table_cycle,
        codec.levels,
        bias,
    )


def _fractions(values: NDArray[Any]) -> list[Fraction]:
    significands, exponents = split(values)
    pairs = zip(significands.tolist(), exponents.tolist(), strict=True)
    return [Fraction(m) * Fraction(2) ** e for m, e in pairs]
