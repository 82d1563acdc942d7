"""No intermediate of any run leaves its type: intervals from the program's own numbers.

Bounds are of magnitudes, in Python integers; they hold for all tokens and all lengths up to the
program's. A bound that does not fit is an error that names the step.

Rules. A narrowed vector with entries below b stands for entries below `b + 2**(k - 1)`, where k is
the largest shift that entries below max b can need: `|round_shift(v, k)| * 2**k` is no larger.
A norm's output is at most `|factor| * 2**(unit - 16)`, because its divisor is at least |x'|.
Attention mixes values with weights that add up to one, up to the rounding of each term.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import CheckpointError
from quantcert.integer.activation import LOG2_E
from quantcert.integer.attention import EXTRA_BITS
from quantcert.integer.exponential import POWER_UNIT
from quantcert.integer.linear import ALIGNED_BITS, Matrix
from quantcert.integer.norm import FACTOR_UNIT, NORM_BITS, Norm
from quantcert.integer.program import Layer, Program
from quantcert.integer.rope import ANGLE_UNIT
from quantcert.integer.rounding import Ints

WIDE_LIMIT = 1 << 62
"""Every intermediate of 64 bits stays below this, so that doubling one for a division fits."""

SUM_LIMIT = (1 << 31) - 1
"""The largest sum of a block of codes times activations, 32 bits."""

PIECE = 128
"""Columns whose products are added in 32 bits; with codes of 8 bits that cannot overflow."""

Bounds = NDArray[np.object_]
"""Magnitudes of each entry, Python integers."""


@dataclass(frozen=True)
class Ranges:
    """The largest magnitudes found: of 32-bit sums, of 64-bit integers, of wide logits."""

    largest_sum: int
    largest_wide: int
    logits: int

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
        self._largest_sum = self._largest_wide = 0

    def run(self) -> Ranges:
        program, sizes = self._program, self._sizes
        states = self._wide(column_maxima(program.embedding, sizes.unit), "embedding")
        for number, layer in enumerate(program.layers):
            name = f"layer {number}"
            states = self._wide(states + self._attention(layer, name), f"{name} attention")
            states = self._wide(states + self._mlp(layer, name), f"{name} mlp")
        logits = self._linear(program.head, self._norm(program.final_norm, "final norm"))
        return Ranges(self._largest_sum, self._largest_wide, int(logits.max()))

    def _attention(self, layer: Layer, name: str) -> Bounds:
        sizes = self._sizes
        x = self._norm(layer.attention_norm, f"{name} attention norm")
        query, key = (self._turned(self._linear(m, x), name) for m in (layer.query, layer.key))
        self._scores(int(query.max()), int(key.max()), name)
        value = int(self._linear(layer.value, x).max())
        self._mix(value, name)
        mixed = value + (1 << max(0, self._shift(value) - 1)) + self._rounding(value)
        width = sizes.heads * sizes.head_dim
        return self._linear(layer.output, np.array([mixed] * width, object))

    def _scores(self, query: int, key: int, name: str) -> None:
        """Products of narrow vectors, times the factor, shifted left at most to the wide score."""
        sizes, factor = self._sizes, self._program.scores.factor
        limit = self._narrow_limit()
        self._check(sizes.head_dim * limit * limit * factor, f"{name} scores")
        product = (query + self._half(query)) * (key + self._half(key)) * sizes.head_dim * factor
        self._check((product >> 2 * sizes.unit) + 1, f"{name} scores")

    def _mix(self, value: int, name: str) -> None:
        terms = (self._narrow_limit() << POWER_UNIT) * self._sizes.positions
        extra = min(self._shift(value), EXTRA_BITS)
        self._check((2 * terms << extra) + (self._sizes.positions << POWER_UNIT), f"{name} mix")

    def _rounding(self, value: int) -> int:
        """Half a unit of each term, of the quotient, shifted: at most two units of the coarsest."""
        return 2 << self._shift(value)

    def _turned(self, heads: Bounds, name: str) -> Bounds:
        half, one = self._sizes.head_dim // 2, int(self._largest_turn())
        pairs = heads.reshape(-1, 2, half).sum(axis=1)
        self._check(int(pairs.max()) * one, f"{name} rotation")
        turned = (pairs * one >> ANGLE_UNIT) + 1
        return np.concatenate((turned, turned))

    def _largest_turn(self) -> int:
        rotation = self._program.rotation
        return int(max(np.abs(rotation.cosines).max(), np.abs(rotation.sines).max()))

    def _mlp(self, layer: Layer, name: str) -> Bounds:
        unit = self._sizes.unit
        x = self._norm(layer.mlp_norm, f"{name} mlp norm")
        gate, up = self._linear(layer.gate, x), self._linear(layer.up, x)
        self._wide(gate * LOG2_E, f"{name} gate")
        self._wide(gate << POWER_UNIT, f"{name} gate")
        hidden = ((gate + self._half_factor(gate)) * (up + self._half_factor(up)) >> unit) + 1
        return self._linear(layer.down, self._wide(hidden, f"{name} gate times up"))

    def _half_factor(self, bounds: Bounds) -> int:
        """Half a unit of a factor of a gate's product."""
        return (1 << max(0, int(bounds.max()).bit_length() - 30 + 1)) >> 1

    def _norm(self, norm: Norm, name: str) -> Bounds:
        left = self._sizes.unit - FACTOR_UNIT
        factors: Bounds = _objects(np.abs(norm.factors)) << left
        square = (1 << 2 * (NORM_BITS - 1)) * len(factors) + norm.epsilon
        self._check(square, f"{name}: sum of squares")
        self._check(2 * int(factors.max()) << (NORM_BITS - 1), f"{name}: products")
        return factors

    def _linear(self, matrix: Matrix, inputs: Bounds) -> Bounds:
        """Bounds of each output, from those of each input before it is narrowed."""
        largest = int(inputs.max())
        self._sums(matrix)
        precision = self._sizes.precision
        limit = 1 << ((ALIGNED_BITS if precision.by_block else precision.bits) - 1)
        self._wide(row_bounds(matrix, np.array([limit] * len(inputs), object)), matrix.name)
        rows = row_bounds(matrix, inputs + self._half(largest))
        wide = (rows >> matrix.exponent) + 1
        if matrix.bias is not None:
            wide = wide + _objects(np.abs(matrix.bias))
        return self._wide(wide, matrix.name)

    def _sums(self, matrix: Matrix) -> None:
        """Sums of codes times activations, of a block's columns, 128 at most at a time."""
        limit = self._narrow_limit()
        for _, table, columns in matrix.blocks():
            count = min(len(range(*columns.indices(matrix.shape[1]))), PIECE)
            self._largest_sum = max(self._largest_sum, count * limit * (matrix.levels[table] - 1))
        if self._largest_sum > SUM_LIMIT:
            raise CheckpointError(f"{matrix.name}: a block's sum may exceed 32 bits")

    def _wide(self, bounds: Bounds, name: str) -> Bounds:
        self._check(int(bounds.max()), name)
        return bounds

    def _check(self, bound: int, name: str) -> None:
        if bound >= WIDE_LIMIT:
            raise CheckpointError(
                f"{name}: an intermediate may reach {bound}, beyond 2**62; use a smaller unit "
                f"than {self._sizes.unit}"
            )
        self._largest_wide = max(self._largest_wide, bound)

    def _narrow_limit(self) -> int:
        return (1 << (self._sizes.precision.bits - 1)) - 1

    def _shift(self, bound: int) -> int:
        """The largest shift that narrowing of entries up to `bound` takes."""
        return max(0, bound.bit_length() - self._sizes.precision.bits + 2)

    def _half(self, bound: int) -> int:
        """Half a unit of the coarsest narrow vector, rounded up."""
        return (1 << self._shift(bound)) >> 1


def row_bounds(matrix: Matrix, entries: Bounds) -> Bounds:
    """`sum_i (|scale| |code - zero_point| + |offset|) * entries[i]` of each row, or slightly more.

    In the matrix's units: no partial sum of a row is larger, whatever the order.
    """
    magnitudes = _magnitudes(matrix)
    bits = int(entries.max()).bit_length() + int(magnitudes.sum(axis=1).max()).bit_length()
    cut = max(0, bits - 61)
    rounded = np.array([(int(entry) >> cut) + 1 for entry in entries], np.int64)
    bounds: Bounds = _objects(magnitudes @ rounded) << cut
    return bounds


def _objects(values: Ints) -> Bounds:
    result: Bounds = values.astype(object)
    return result


def _magnitudes(matrix: Matrix) -> Ints:
    result: Ints = np.empty(matrix.shape, np.int64)
    for group, table, columns in matrix.blocks():
        zeros = matrix.zero_points[:, group, table, None].astype(np.int64)
        differences = np.abs(matrix.codes[:, columns] - zeros)
        result[:, columns] = np.abs(matrix.scales[:, group, table, None]) * differences
        if matrix.offsets is not None:
            result[:, columns] += np.abs(matrix.offsets[:, group, table, None])
    return result


def column_maxima(matrix: Matrix, unit: int) -> Bounds:
    """The largest magnitude in each column, rounded to wide integers."""
    maxima = _objects(np.abs(matrix.decoded()).max(axis=0))
    shift = matrix.exponent - unit
    bounds: Bounds = (maxima >> shift) + 1 if shift >= 0 else maxima << -shift
    return bounds
