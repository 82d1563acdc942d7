"""Two networks enclosed on the same text: the least claims about them that Lean accepts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from quantcert.exact.dyadic import Dyadic
from quantcert.prompts.boxes import Box
from quantcert.prompts.compare import (
    KlNumbers,
    Powers,
    divergence,
    largest_difference,
    lead,
    next_token,
    perplexity_ratio,
    probabilities,
)
from quantcert.prompts.embeddings import least_cosine, mean_pool
from quantcert.prompts.exponential import ExpTable, exp_table

Each = tuple[Dyadic | None, ...]


@dataclass
class Pair:
    """The boxes of the outputs of two networks on `tokens`; what follows is found when asked for.

    Numbers of both networks are in their order. Of encoders, which have no next tokens, differences
    and the cosine are asked for.
    """

    tokens: tuple[int, ...]
    outputs: tuple[Box, Box]
    _divergences: dict[int, KlNumbers] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """How many positions there are."""
        return len(self.tokens)

    @property
    def dim(self) -> int:
        """Entries of an output: the vocabulary, unless the networks are encoders."""
        return len(self.outputs[0].claims[0])

    @cached_property
    def differences(self) -> tuple[Dyadic, ...]:
        """What no difference of entries exceeds, at each position."""
        return tuple(largest_difference(t, *self.outputs) for t in range(self.length))

    @property
    def difference(self) -> Dyadic:
        """The same at any position."""
        return max(self.differences, key=lambda bound: bound.fraction)

    @cached_property
    def next_tokens(self) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
        """The next tokens at each position, None where not decided."""
        first, second = (
            tuple(next_token(box, t) for t in range(self.length)) for box in self.outputs
        )
        return first, second

    @cached_property
    def leads(self) -> tuple[Each, Each]:
        """By more than how much their logits exceed all others."""
        first, second = map(_leads, self.outputs, self.next_tokens)
        return first, second

    @cached_property
    def table(self) -> ExpTable:
        """Of the exponential, in the units of the outputs."""
        return exp_table(self.outputs[0].scale)

    def divergence(self, t: int) -> KlNumbers:
        """Of the second distribution from the first at position `t`.

        Raises ArithmeticError if the outputs are too wide for any.
        """
        if t not in self._divergences:
            self._divergences[t] = divergence(self.table, *self.outputs, t)
        return self._divergences[t]

    @cached_property
    def probabilities(self) -> tuple[tuple[Box, list[Powers]], tuple[Box, list[Powers]]]:
        """Those of the tokens of the text, and what exponentials are computed with.

        Raises ArithmeticError if the outputs are too wide for any.
        """
        first, second = (
            probabilities(self.table, box, self.tokens, self.table.argument) for box in self.outputs
        )
        return first, second

    @cached_property
    def ratios(self) -> tuple[Dyadic, Dyadic]:
        """Of the second perplexity over the first, and of the first over the second, at most.

        Raises ArithmeticError if a probability may be zero.
        """
        (first, _), (second, _) = self.probabilities
        return perplexity_ratio(first, second), perplexity_ratio(second, first)

    @cached_property
    def means(self) -> tuple[Box, Box]:
        """The embeddings of the text: means of the vectors at all positions."""
        first, second = map(mean_pool, self.outputs)
        return first, second

    @cached_property
    def cosine(self) -> Dyadic | None:
        """That of both embeddings at least, None if no bound can be had."""
        return least_cosine(*self.means)


def _leads(logits: Box, tokens: tuple[int | None, ...]) -> Each:
    return tuple(
        None if token is None else lead(logits, t, token) for t, token in enumerate(tokens)
    )
