"""With how many bits a prompt's networks are to be enclosed, found in float64 before that."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from quantcert.forward.growth import Growth, predict
from quantcert.forward.weights import OriginalWeights, QuantizedWeights
from quantcert.prompts.precision import GUARD_BITS, LAST_BITS
from quantcert.run.prompt.networks import PromptInputs

FEWEST_BITS = 24
_LOGIT_BITS = 10
"""Logits are known to three decimals, not only well enough to be told apart."""
_ENTRY_BITS = 20  # of an encoder's vectors
_INNER_BITS = 8  # of what is between: radii are small beside it, and divisors are not zero
_MARGIN_BITS = 4  # the prediction is below the radii by less
_NEAREST = 2.0**-40
"""What float64 tells of the difference of two logits, at least."""


@dataclass(frozen=True)
class Forecast:
    """`bits` decide all next tokens, if float64 tells the logits apart.

    `growth` says by how many bits the radii of both networks' logits exceed the unit, `after` by
    how many those after each block do; it is empty if that is not known.
    """

    bits: int
    growth: int
    after: tuple[int, ...] = ()

    def falling(self, blocks: int, last: int = LAST_BITS) -> tuple[int, ...]:
        """The bits that each of so many blocks is enclosed with: `enclose_falling`.

        The last one has `last` at most.
        """
        radii = self.after or (0,) * blocks
        before = (0, *radii[: blocks - 2]) if blocks > 1 else ()
        wanted = (self.bits - max(radius - GUARD_BITS, 0) for radius in before)
        return (*accumulate(wanted, min), min(self.bits, last))


def forecast(inputs: PromptInputs, tokens: Sequence[int]) -> Forecast:
    """What a float64 pass through both networks says.

    Raises CheckpointError if a tensor cannot be read.
    """
    weights = OriginalWeights(inputs.original), QuantizedWeights(inputs.quantized)
    growths = [predict(inputs.architecture, each, tokens, GUARD_BITS) for each in weights]
    bits = max(_needed(growth, inputs.encodes) for growth in growths) + _MARGIN_BITS
    pairs = zip(*(growth.after for growth in growths), strict=True)
    after = tuple(_bits(max(pair)) for pair in pairs)
    return Forecast(max(bits, FEWEST_BITS), after[-1], after)


def _needed(growth: Growth, encodes: bool) -> int:
    """The bits that a network needs by itself."""
    sharp = float(growth.output.rad.max()) * 2 ** (_ENTRY_BITS if encodes else _LOGIT_BITS)
    inner = max(growth.widest) * 2**_INNER_BITS
    return _bits(max(sharp, inner, 0.0 if encodes else _apart(growth)))


def _apart(growth: Growth) -> float:
    """With how many units two logits are told apart at every position."""
    logits, radii = growth.output
    best = np.sort(logits, axis=-1)[:, -2:]
    gaps = np.maximum(best[:, 1] - best[:, 0], _NEAREST)
    return float((2 * radii.max(axis=-1) / gaps).max())


def _bits(value: float) -> int:
    """The least power of two above a positive number, as its exponent."""
    return math.frexp(value)[1]
