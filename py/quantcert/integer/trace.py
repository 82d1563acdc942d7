"""A run that keeps what its steps hand on: the claims of a proof about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quantcert.integer.decode import Run
from quantcert.integer.linear import Matrix
from quantcert.integer.narrow import Narrow
from quantcert.integer.program import Layer, Program
from quantcert.integer.rounding import Ints

_STREAMS = 2  # of a layer: before attention, and before the MLP
_PRODUCTS = 7  # of a layer


@dataclass(frozen=True)
class LayerTrace:
    """What a layer computes at each position, wide, `[tokens, entries]`.

    Attributes:
        stream: the residual stream before the layer.
        normed: input of the matrices of queries, keys and values.
        query: output of the matrix of queries.
        key: output of the matrix of keys.
        value: output of the matrix of values.
        keys: turned and narrowed, `[tokens, groups, head_dim]`.
        values: narrowed, as `keys`.
        mixed: output of the heads.
        output: their product with the output matrix.
        middle: the stream after attention.
        second: normed input of the MLP.
        gate: output of the gate's matrix.
        up: output of the matrix beside it.
        hidden: their gated product.
        down: its product with the last matrix.
        after: the residual stream after the layer.
    """

    stream: Ints
    normed: Ints
    query: Ints
    key: Ints
    value: Ints
    keys: Narrow
    values: Narrow
    mixed: Ints
    output: Ints
    middle: Ints
    second: Ints
    gate: Ints
    up: Ints
    hidden: Ints
    down: Ints
    after: Ints


@dataclass(frozen=True)
class Trace:
    """What a program computes of some tokens.

    Attributes:
        tokens: the text.
        layers: what each layer computes.
        normed: inputs of the head, `[tokens, dim]`.
        logits: after each token, `[tokens, vocabulary]`.
    """

    tokens: tuple[int, ...]
    layers: tuple[LayerTrace, ...]
    normed: Ints
    logits: Ints


def trace(program: Program, tokens: Sequence[int]) -> Trace:
    """Run the program on a text of at least one token.

    Raises:
        CalibrationError: for tokens outside the vocabulary, or a text that is too long.
    """
    return _TracedRun(program).trace(tokens)


class _TracedRun(Run):
    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._streams: list[Ints] = []
        self._products: list[tuple[Ints, Ints]] = []

    def trace(self, tokens: Sequence[int]) -> Trace:
        logits = self.read(tokens)
        count = len(self._program.layers)
        layers = tuple(self._layer(number) for number in range(count))
        return Trace(tuple(tokens), layers, self._products[-1][0], logits)

    def _layer(self, number: int) -> LayerTrace:
        stream, middle = self._streams[_STREAMS * number :][:_STREAMS]
        query, key, value, output, gate, up, down = self._products[_PRODUCTS * number :][:_PRODUCTS]
        kept = self._cache[number]
        assert kept is not None
        return LayerTrace(
            stream=stream,
            normed=query[0],
            query=query[1],
            key=key[1],
            value=value[1],
            keys=kept[0],
            values=kept[1],
            mixed=output[0],
            output=output[1],
            middle=middle,
            second=gate[0],
            gate=gate[1],
            up=up[1],
            hidden=down[0],
            down=down[1],
            after=middle + down[1],
        )

    def _attention(self, number: int, layer: Layer, states: Ints) -> Ints:
        self._streams.append(states)
        return super()._attention(number, layer, states)

    def _mlp(self, layer: Layer, states: Ints) -> Ints:
        self._streams.append(states)
        return super()._mlp(layer, states)

    def _linear(self, matrix: Matrix, values: Ints) -> Ints:
        result = super()._linear(matrix, values)
        self._products.append((values, result))
        return result
