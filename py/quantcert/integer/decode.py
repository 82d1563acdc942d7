"""Running the program: tokens in, wide logits out, with a cache of narrow keys and values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quantcert.errors import CalibrationError
from quantcert.integer.activation import gated
from quantcert.integer.attention import attend
from quantcert.integer.linear import Matrix, linear
from quantcert.integer.narrow import Narrow, narrow
from quantcert.integer.norm import rms_norm
from quantcert.integer.program import Layer, Program
from quantcert.integer.rope import rotate
from quantcert.integer.rounding import Ints


class Run:
    """A text that is read and written token by token, or many tokens at a time: the same bits."""

    def __init__(self, program: Program) -> None:
        """Nothing has been read."""
        self._program = program
        self._length = 0
        self._cache: list[tuple[Narrow, Narrow] | None] = [None] * len(program.layers)

    def read(self, tokens: Sequence[int]) -> Ints:
        """The logits after each token, `[tokens, vocabulary]`, wide.

        Raises:
            CalibrationError: for a token outside the vocabulary, or a text that is too long.
        """
        program, numbers = self._program, np.array(tokens, np.int64)
        self._check(numbers)
        states = program.embedding.lookup(numbers, program.sizes.unit)
        for number, layer in enumerate(program.layers):
            states = states + self._attention(number, layer, states)
            states = states + self._mlp(layer, states)
        self._length += len(numbers)
        unit = program.sizes.unit
        return self._linear(program.head, rms_norm(program.final_norm, states, unit))

    def _attention(self, number: int, layer: Layer, states: Ints) -> Ints:
        sizes, program = self._program.sizes, self._program
        x = rms_norm(layer.attention_norm, states, sizes.unit)
        heads = [self._linear(m, x) for m in (layer.query, layer.key, layer.value)]
        query, key, value = (h.reshape(len(x), -1, sizes.head_dim) for h in heads)
        query, key = (rotate(program.rotation, h, self._length) for h in (query, key))
        queries = narrow(query, sizes.precision.bits)
        keys, values = self._remember(number, key, value)
        mixed = np.empty_like(query)
        shared = sizes.heads // sizes.groups
        for place in range(len(x)):
            seen = slice(0, self._length + place + 1)
            for head in range(sizes.heads):
                group = head // shared
                mixed[place, head] = attend(
                    program.scores,
                    _at(queries, (place, head)),
                    _at(keys, (seen, group)),
                    _at(values, (seen, group)),
                    sizes.unit,
                )
        return self._linear(layer.output, mixed.reshape(len(x), -1))

    def _remember(self, number: int, key: Ints, value: Ints) -> tuple[Narrow, Narrow]:
        """All keys and values of a layer so far, `[positions, groups, head_dim]`."""
        bits, before = self._program.sizes.precision.bits, self._cache[number]
        keys, values = narrow(key, bits), narrow(value, bits)
        if before is not None:
            keys, values = _after(before[0], keys), _after(before[1], values)
        self._cache[number] = keys, values
        return keys, values

    def _mlp(self, layer: Layer, states: Ints) -> Ints:
        unit, table = self._program.sizes.unit, self._program.scores.table
        x = rms_norm(layer.mlp_norm, states, unit)
        hidden = gated(table, self._linear(layer.gate, x), self._linear(layer.up, x), unit)
        return self._linear(layer.down, hidden)

    def _linear(self, matrix: Matrix, values: Ints) -> Ints:
        return linear(matrix, values, self._program.sizes.precision)

    def _check(self, tokens: Ints) -> None:
        sizes = self._program.sizes
        if self._length + len(tokens) > sizes.positions:
            raise CalibrationError(
                f"a text of {self._length + len(tokens)} tokens, the program reads "
                f"{sizes.positions} at most"
            )
        if len(tokens) and not 0 <= tokens.min() <= tokens.max() < sizes.vocabulary:
            raise CalibrationError(
                f"tokens {tokens.min()} .. {tokens.max()}: must be in 0 .. {sizes.vocabulary - 1}"
            )


def _at(vectors: Narrow, place: tuple[int | slice, int]) -> Narrow:
    return Narrow(vectors.codes[place], vectors.shifts[place])


def _after(first: Narrow, second: Narrow) -> Narrow:
    return Narrow(
        np.concatenate((first.codes, second.codes)), np.concatenate((first.shifts, second.shifts))
    )
