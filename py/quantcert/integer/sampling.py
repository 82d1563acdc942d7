"""Choosing the next token: the largest logit, or one drawn by a stated generator."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from quantcert.integer.constants import log2_e_times
from quantcert.integer.exponential import half_power
from quantcert.integer.rounding import Ints, round_shift

_MASK = (1 << 64) - 1
_START = 88172645463325252
_WARM_UP = 16
_LARGEST_GAP = 1 << 36
"""A wide gap to the largest logit counts as this one at most; its weight is zero."""

COLDEST = Fraction(1, 100)
"""The least temperature above zero."""


def greedy(logits: Ints) -> int:
    """The token with the largest logit; of equal ones the first."""
    return int(np.argmax(logits))


def xorshift(state: int) -> int:
    """The next state of Marsaglia's generator of 64 bits (shifts 13, 7, 17)."""
    state ^= (state << 13) & _MASK
    state ^= state >> 7
    return state ^ ((state << 17) & _MASK)


def first_state(seed: int) -> int:
    """The state that a seed stands for: `seed xor 88172645463325252`, 16 steps on.

    A seed that makes this zero stands for the constant itself.
    """
    state = (seed & _MASK) ^ _START or _START
    for _ in range(_WARM_UP):
        state = xorshift(state)
    return state


@dataclass
class Sampler:
    """Draws tokens with probabilities `softmax(logits / temperature)`.

    Attributes:
        factor: `round(log2(e) / temperature * 2**16)`.
        table: of powers of one half.
        state: of the generator.
    """

    factor: int
    table: Ints
    state: int

    @staticmethod
    def of(temperature: Fraction, seed: int, table: Ints) -> Sampler:
        """A sampler at a temperature of at least 1/100.

        Raises ValueError for another.
        """
        if temperature < COLDEST:
            raise ValueError(f"temperature {temperature}: must be at least {COLDEST}")
        return Sampler(log2_e_times(1 / temperature), table, first_state(seed))

    def draw(self, logits: Ints, unit: int) -> int:
        """The first token whose weights, added up from the first on, exceed a number below all.

        That number is `(state >> 1) mod (sum of weights)` for the generator's next state.
        """
        gaps = np.minimum(logits.max() - logits, _LARGEST_GAP)
        weights = half_power(self.table, round_shift(gaps * self.factor, unit))
        totals = np.cumsum(weights)
        self.state = xorshift(self.state)
        chosen = (self.state >> 1) % int(totals[-1])
        return int(np.searchsorted(totals, chosen, side="right"))
