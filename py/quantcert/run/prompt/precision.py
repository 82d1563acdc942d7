"""With how many bits two networks are enclosed: enough to decide their next tokens."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from quantcert.models.net import Architecture
from quantcert.prompts.boxes import Box
from quantcert.prompts.compare import next_token
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.precision import enclose_falling
from quantcert.prompts.trace import Trace
from quantcert.run.prompt.networks import ENCODER_OUTPUT, with_constants

MOST_BITS = 640
_MORE_BITS = 16
_WANTED_RADIUS = Fraction(1, 1 << 10)
"""Logits are known to three decimals, not only well enough to be told apart."""
_WANTED_ENTRY = Fraction(1, 1 << 20)
"""Of an encoder, whose vectors are multiplied with each other."""
_CONSTANT_BITS = 8  # more than boxes have, so that constants are not what limits them


@dataclass(frozen=True)
class Enclosed:
    """A network and the claims about it."""

    network: PromptNetwork
    traces: tuple[Trace, ...]

    @property
    def logits(self) -> Box:
        """The box of the outputs."""
        return self.traces[-1].out

    @property
    def radius(self) -> Fraction:
        """The largest radius of a logit."""
        largest = max(claim.rad for row in self.logits.claims for claim in row)
        return Fraction(largest, 1 << self.logits.scale)

    @property
    def decided(self) -> bool:
        """Whether the next token is known at every position."""
        places = range(self.network.length)
        return all(next_token(self.logits, t) is not None for t in places)


@dataclass(frozen=True)
class EnclosedPair:
    """The original and the quantized network, their first boxes in units of `2**-bits`.

    If they are encoders (`encodes`) there are no next tokens to decide.
    """

    bits: int
    original: Enclosed
    quantized: Enclosed
    encodes: bool = False

    @property
    def radius(self) -> Fraction:
        """The largest radius of a logit."""
        return max(self.original.radius, self.quantized.radius)

    @property
    def sharp(self) -> bool:
        """Whether more bits would decide or show nothing more that counts."""
        if self.encodes:
            return self.radius <= _WANTED_ENTRY
        decided = self.original.decided and self.quantized.decided
        return decided and self.radius <= _WANTED_RADIUS


def enclose_pair(
    networks: tuple[PromptNetwork, PromptNetwork], architecture: Architecture, bits: int
) -> EnclosedPair | None:
    """Both networks enclosed with so many bits; None if these are too few to go on.

    Enclosures that have grown too wide hold a divisor that may be zero.
    """
    try:
        first, second = (_enclosed(each, architecture, bits) for each in networks)
    except ArithmeticError:
        return None
    return EnclosedPair(bits, first, second, architecture.output == ENCODER_OUTPUT)


def sharpest(
    networks: tuple[PromptNetwork, PromptNetwork],
    architecture: Architecture,
    first: int,
    most: int = MOST_BITS,
) -> EnclosedPair | None:
    """Both networks enclosed with `first` bits, and with more until that suffices."""
    bits = min(first, most)
    while True:
        pair = enclose_pair(networks, architecture, bits)
        if (pair is not None and pair.sharp) or bits >= most:
            return pair
        bits = min(bits + max(_MORE_BITS, bits // 2), most)


def _enclosed(network: PromptNetwork, architecture: Architecture, bits: int) -> Enclosed:
    known = with_constants(network, architecture, bits + _CONSTANT_BITS)
    return Enclosed(known, tuple(enclose_falling(known, bits)))
