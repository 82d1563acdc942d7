"""With how many bits two networks are enclosed: enough to decide their next tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from quantcert.models.net import Architecture
from quantcert.prompts.boxes import Box
from quantcert.prompts.compare import next_token
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.precision import enclose_falling
from quantcert.prompts.trace import Trace
from quantcert.run.prompt.networks import with_constants

MOST_BITS = 1024
_MORE_BITS = 16
_WANTED_RADIUS = Fraction(1, 1 << 10)
"""Logits are known to three decimals, not only well enough to be told apart."""
_WANTED_ENTRY = Fraction(1, 1 << 20)
"""Of an encoder, whose vectors are multiplied with each other."""
_CONSTANT_BITS = 8  # more than boxes have, so that constants are not what limits them
_WIDEST = Fraction(1, 16)
"""Radius of an output above which nothing is compared: exponentials of logits could not be."""


class WideError(ArithmeticError):
    """With `bits` bits enclosures grow too wide."""

    def __init__(self, bits: int, problem: str = "too wide to compute with") -> None:
        """Say what they are too wide for."""
        super().__init__(f"the enclosures are {problem}")
        self.bits = bits


@dataclass(frozen=True)
class Side:
    """A network, and the claims about its blocks in their order, which can be gone through once."""

    network: PromptNetwork
    traces: Iterable[Trace]


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
        return largest_radius(self.logits)

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
    def sides(self) -> tuple[Side, Side]:
        """Both networks and their claims."""
        first, second = self.original, self.quantized
        return Side(first.network, first.traces), Side(second.network, second.traces)

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
    """Both networks enclosed with so many bits; None if these are too few to go on."""
    try:
        first, second = (_enclosed(each, architecture, bits) for each in networks)
    except WideError:
        return None
    return EnclosedPair(bits, first, second, architecture.encodes)


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


def lazy_sides(
    networks: tuple[PromptNetwork, PromptNetwork], architecture: Architecture, bits: int
) -> tuple[Side, Side]:
    """Both networks, to be enclosed block by block with so many bits.

    Going through the claims raises WideError if the bits are too few to go on.
    """
    first, second = (_side(each, architecture, bits) for each in networks)
    return first, second


def refuse_wide(bits: int, outputs: Box) -> None:
    """Raise WideError for outputs of either kind whose radii are too large to be compared."""
    if largest_radius(outputs) > _WIDEST:
        raise WideError(bits, f"wider than ±{_WIDEST}")


def largest_radius(box: Box) -> Fraction:
    """The largest radius of an entry."""
    return Fraction(max(claim.rad for row in box.claims for claim in row), 1 << box.scale)


def _side(network: PromptNetwork, architecture: Architecture, bits: int) -> Side:
    known = with_constants(network, architecture, bits + _CONSTANT_BITS)
    return Side(known, _refused_if_wide(bits, enclose_falling(known, bits)))


def _refused_if_wide(bits: int, traces: Iterator[Trace]) -> Iterator[Trace]:
    """Where enclosures have grown too wide, a divisor may be zero."""
    try:
        yield from traces
    except ArithmeticError as error:
        raise WideError(bits) from error


def _enclosed(network: PromptNetwork, architecture: Architecture, bits: int) -> Enclosed:
    side = _side(network, architecture, bits)
    return Enclosed(side.network, tuple(side.traces))
