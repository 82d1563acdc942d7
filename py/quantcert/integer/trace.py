"""A run that keeps what the layers hand on: the claims of a proof about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quantcert.integer.decode import Run
from quantcert.integer.narrow import Narrow
from quantcert.integer.program import Layer, Program
from quantcert.integer.rounding import Ints


@dataclass(frozen=True)
class Trace:
    """What a program computes of some tokens.

    Attributes:
        tokens: the text.
        streams: `[layers + 1, tokens, dim]`, wide: the residual stream before each layer, and after
            the last.
        keys: of each layer, `[tokens, groups, head_dim]`.
        values: as `keys`.
        logits: `[vocabulary]`, wide, after the last token.
    """

    tokens: tuple[int, ...]
    streams: Ints
    keys: tuple[Narrow, ...]
    values: tuple[Narrow, ...]
    logits: Ints


def trace(program: Program, tokens: Sequence[int]) -> Trace:
    """Run the program on a text.

    Raises:
        CalibrationError: for no tokens, for tokens outside the vocabulary, or a text that is too
            long.
    """
    return _TracedRun(program).trace(tokens)


class _TracedRun(Run):
    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._streams: list[Ints] = []

    def trace(self, tokens: Sequence[int]) -> Trace:
        logits = self.read(tokens)[-1]
        kept = [found for found in self._cache if found is not None]
        keys, values = zip(*kept, strict=True)
        return Trace(tuple(tokens), np.stack(self._streams), keys, values, logits)

    def _attention(self, number: int, layer: Layer, states: Ints) -> Ints:
        self._streams.append(states)
        return super()._attention(number, layer, states)

    def _mlp(self, layer: Layer, states: Ints) -> Ints:
        added = super()._mlp(layer, states)
        if layer is self._program.layers[-1]:
            self._streams.append(states + added)
        return added
