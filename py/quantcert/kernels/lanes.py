"""How a column's code is read off a word by one division and one remainder."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.errors import QuantizeError
from quantcert.formats.codec import Codec


@dataclass(frozen=True)
class LaneArithmetic:
    """`code = word // divisor % modulus`, for every word that stands for codes."""

    divisor: int
    modulus: int

    def code(self, word: int) -> int:
        """The code that a word holds."""
        return word // self.divisor % self.modulus

    def reciprocal(self, shift: int) -> int:
        """The least `m` with `m / 2**shift >= 1 / divisor`."""
        return -(-(1 << shift) // self.divisor)

    def largest(self, word_bits: int) -> int:
        """The largest code of any word of so many bits."""
        return max(self.code(word) for word in range(1 << word_bits))


def lane_arithmetic(codec: Codec, lane: int) -> LaneArithmetic:
    """The arithmetic of a lane, compared with the codec for every word.

    Raises QuantizeError if codes are no such parts of words.
    """
    words = range(1 << codec.word_bits)
    codes = [codec.code(lane, word) for word in words]
    modulus = max(codes) + 1
    for divisor in range(1, len(words) + 1):
        found = LaneArithmetic(divisor, modulus)
        if codes == [found.code(word) for word in words]:
            return found
    raise QuantizeError(f"lane {lane} of {codec.lean} is no part of a word")
