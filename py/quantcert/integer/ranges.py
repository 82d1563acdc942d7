"""No intermediate of any run leaves its type: bounds from the program's own numbers.

Bounds are of magnitudes, in Python integers; they hold for all tokens and all texts up to the
program's length. A bound that does not fit is an error that names the step. What is compared with
the register is what `Within` in `lean/QuantCert/Thm/Integer` asks for, so that a program that
passes here has a proof (`Program.neverOverflows`).

Rules. A narrowed vector with entries up to b stands for entries up to `b + 2**k`, where k is the
largest shift that entries up to b can need. A norm's output is at most `|factor| * 2**(unit - 16)`,
because its divisor is at least |x'|. Attention mixes values with weights that add up to one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from quantcert.errors import CheckpointError
from quantcert.integer.activation import FACTOR_LIMIT, LOG2_E
from quantcert.integer.attention import EXTRA_BITS
from quantcert.integer.claims import (
    AttentionSizes,
    GateSizes,
    LayerSizes,
    LinearSizes,
    NormSizes,
    ProgramSizes,
)
from quantcert.integer.exponential import POWER_UNIT
from quantcert.integer.largest import (
    largest_offsets,
    largest_row,
    largest_weight,
    looked_up,
    needed_shift,
)
from quantcert.integer.linear import ALIGNED_BITS, Matrix
from quantcert.integer.norm import FACTOR_UNIT, NORM_BITS, Norm
from quantcert.integer.program import Layer, Program
from quantcert.integer.rope import ANGLE_UNIT

REGISTER = 1 << 63
"""Every intermediate of 64 bits stays below this, those that a division doubles included."""

SUM_LIMIT = (1 << 31) - 1
"""The largest sum of a block of codes times activations, 32 bits."""

PIECE = 128
"""Columns whose products are added in 32 bits; with codes of 8 bits that cannot overflow."""

NARROW_LIMIT = (1 << (ALIGNED_BITS - 1)) - 1
"""The largest entry that a matrix is multiplied with, of 8 bits by block or of 16."""

_EPSILON_HALF = 1 << 61  # that its rounding adds to a norm's epsilon


@dataclass(frozen=True)
class Ranges:
    """What bounds were found.

    Attributes:
        weight: of weights of the embedding, in its own unit.
        entry: of rows of the embedding, wide.
        angle: of cosines and sines.
        offsets: of sums of a row's offsets, each once for every column.
        sizes: of everything else, step by step.
        largest_sum: of sums of a block, in 32 bits.
        largest_wide: of everything in 64 bits.
    """

    weight: int
    entry: int
    angle: int
    offsets: int
    sizes: ProgramSizes
    largest_sum: int
    largest_wide: int

    @property
    def logits(self) -> int:
        """Of wide logits."""
        return self.sizes.head.output

    @property
    def sum_bits(self) -> int:
        """Of 32: what sums take, with their sign."""
        return self.largest_sum.bit_length() + 1

    @property
    def wide_bits(self) -> int:
        """Of 64: what other integers take, with their sign."""
        return self.largest_wide.bit_length() + 1


def program_ranges(program: Program) -> Ranges:
    """Bounds of the whole program.

    Raises:
        CheckpointError: naming the step whose bound does not fit its type.
    """
    return _Pass(program).run()


class _Pass:
    def __init__(self, program: Program) -> None:
        self._program, self._sizes = program, program.sizes
        self._bits = program.sizes.precision.bits
        self._limit = (1 << (self._bits - 1)) - 1
        self._largest_wide = 0
        self._offsets = max(map(largest_offsets, program.matrices()))
        rotation = program.rotation
        self._angle = int(max(np.abs(rotation.cosines).max(), np.abs(rotation.sines).max()))

    def run(self) -> Ranges:
        program = self._program
        largest_sum = self._sums()
        weight, exponent = largest_weight(program.embedding), program.embedding.exponent
        entry = self._fits(looked_up(weight, exponent, self._sizes.unit), "embedding")
        stream, layers = entry, []
        for number, layer in enumerate(program.layers):
            layers.append(self._layer(layer, stream, f"layer {number}"))
            stream = layers[-1].after(stream)
        norm = self._norm(program.final_norm, stream, "final norm")
        head = self._linear(program.head, norm.output(self._left))
        sizes = ProgramSizes(tuple(layers), norm, head)
        return Ranges(
            weight, entry, self._angle, self._offsets, sizes, largest_sum, self._largest_wide
        )

    @property
    def _left(self) -> int:
        return self._sizes.unit - FACTOR_UNIT

    def _layer(self, layer: Layer, stream: int, name: str) -> LayerSizes:
        first = self._norm(layer.attention_norm, stream, f"{name} attention norm")
        heads = (layer.query, layer.key, layer.value)
        query, key, value = (self._linear(m, first.output(self._left)) for m in heads)
        turned = tuple(self._turned(sizes.output, f"{name} rotation") for sizes in (query, key))
        attention = self._attention(turned[0], turned[1], value.output, name)
        output = self._linear(layer.output, attention.output)
        middle = self._fits(stream + output.output, f"{name} attention")
        second = self._norm(layer.mlp_norm, middle, f"{name} mlp norm")
        gate, up = (self._linear(m, second.output(self._left)) for m in (layer.gate, layer.up))
        product = self._gate(gate.output, up.output, name)
        down = self._linear(layer.down, product.output)
        self._fits(middle + down.output, f"{name} mlp")
        return LayerSizes(
            attention_norm=first,
            query=query,
            key=key,
            value=value,
            turned_query=turned[0],
            turned_key=turned[1],
            attention=attention,
            output=output,
            mlp_norm=second,
            gate=gate,
            up=up,
            product=product,
            down=down,
        )

    def _linear(self, matrix: Matrix, entries: int) -> LinearSizes:
        """Of a layer whose inputs are at most `entries` before they are narrowed."""
        norm, name = largest_row(matrix), matrix.name
        bias = 0 if matrix.bias is None else int(np.abs(matrix.bias).max())
        shift, stand_for = self._narrow(entries, name)
        self._fits((norm << (ALIGNED_BITS - 1)) + (1 << matrix.exponent), name)
        self._fits((norm + 2 * self._offsets) * NARROW_LIMIT, f"{name}: offsets")
        output = -(-norm * stand_for >> matrix.exponent) + bias
        return LinearSizes(norm, bias, shift, self._fits(output, name))

    def _norm(self, norm: Norm, entries: int, name: str) -> NormSizes:
        factor, one = int(np.abs(norm.factors).max()), 1 << NORM_BITS - 1
        shift = needed_shift(entries, one - 1)
        self._fits(norm.epsilon + _EPSILON_HALF, f"{name}: epsilon")
        self._fits(entries + (1 << shift), f"{name}: inputs")
        root = max(1, math.isqrt(self._sizes.dim * one * one + norm.epsilon))
        self._fits((root + 1) ** 2, f"{name}: sum of squares")
        self._fits(2 * one * (factor << self._left) + 2 * root, f"{name}: products")
        return NormSizes(factor, shift, root)

    def _turned(self, entries: int, name: str) -> int:
        products = 2 * entries * self._angle
        self._fits(products + (1 << ANGLE_UNIT), name)
        return -(-products >> ANGLE_UNIT)

    def _attention(self, query: int, key: int, value: int, name: str) -> AttentionSizes:
        (queries, keys, values), stand_for = zip(
            *(self._narrow(entries, f"{name} heads") for entries in (query, key, value)),
            strict=True,
        )
        score = self._score(stand_for[0], stand_for[1], name)
        self._mean(values, name)
        return AttentionSizes(
            query_shift=queries,
            key_shift=keys,
            value_shift=values,
            score=score,
            output=self._fits(self._limit << values, f"{name} mix"),
        )

    def _narrow(self, entries: int, name: str) -> tuple[int, int]:
        """The largest shift of narrow vectors, and what their entries stand for at most."""
        shift = needed_shift(entries, self._limit)
        return shift, self._fits(entries + (1 << shift), name)

    def _score(self, query: int, key: int, name: str) -> int:
        """Products of narrow vectors, times the factor, in units of `2**-16`."""
        sizes, factor = self._sizes, self._program.scores.factor
        products = sizes.head_dim * self._limit * self._limit
        self._fits(products, f"{name} scores")
        self._fits(products * factor + (1 << 2 * sizes.unit), f"{name} scores")
        score = -(-sizes.head_dim * query * key * factor >> 2 * sizes.unit)
        self._fits(2 * score, f"{name} scores")
        return score

    def _mean(self, shift: int, name: str) -> None:
        """Weights times values, a mean with more bits."""
        term, weights = self._limit << POWER_UNIT, self._sizes.positions << POWER_UNIT
        self._fits(term + (1 << shift), f"{name} mix")
        self._fits(2 * (weights * self._limit << EXTRA_BITS) + 2 * weights, f"{name} mix")

    def _gate(self, gate: int, up: int, name: str) -> GateSizes:
        unit, named = self._sizes.unit, f"{name} gate"
        left, right = (needed_shift(entries, FACTOR_LIMIT) for entries in (gate, up))
        self._fits(gate * LOG2_E + (1 << unit), named)
        self._fits((gate + 1) << POWER_UNIT, named)
        self._fits((FACTOR_LIMIT + 1) ** 2 + (1 << unit), named)
        factors = self._fits(gate + (1 << left), named), self._fits(up + (1 << right), named)
        output = self._fits(-(-factors[0] * factors[1] >> unit), f"{name} gate times up")
        return GateSizes(left, right, output)

    def _sums(self) -> int:
        """Sums of codes times activations, 128 at most at a time."""
        matrices = self._program.matrices()
        largest, name = max((max(matrix.levels) - 1, matrix.name) for matrix in matrices)
        if PIECE * NARROW_LIMIT * largest > SUM_LIMIT:
            raise CheckpointError(f"{name}: a block's sum may exceed 32 bits")
        return PIECE * NARROW_LIMIT * largest

    def _fits(self, bound: int, name: str) -> int:
        if bound >= REGISTER:
            raise CheckpointError(
                f"{name}: an intermediate may reach {bound}, must be below 2**63; use a smaller "
                f"unit than {self._sizes.unit}"
            )
        self._largest_wide = max(self._largest_wide, bound)
        return bound
