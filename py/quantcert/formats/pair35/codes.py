"""The pair codes: two codes in one 7-bit word, 3.5 bits a code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from quantcert.formats.codec import Codec

PAIR_WIDTH = 7
"""Bits of the word that holds the codes of columns `2t` and `2t + 1`."""

ZERO_POINT_WIDTH = 4
"""Bits of a stored zero-point."""

_LEAN_IMPORT = "QuantCert.Cert.Format.Pair35"


@dataclass(frozen=True)
class PairCodec(Codec):
    """How two neighbouring codes share a 7-bit word: `word = c0 + radix * c1`.

    Attributes:
        name: name in `quantization_config`, and of the Lean `PairCode`.
        pair_levels: number of codes of the even and of the odd column.
        radix: weight of the odd column's code in the word.
    """

    name: str
    pair_levels: tuple[int, int]
    radix: int

    def code(self, lane: int, word: int) -> int:
        """The code that a word holds in a lane."""
        return word // self.radix if lane else word % self.radix

    @property
    def max_word(self) -> int:
        """Largest word that stands for a pair of codes."""
        return self.pair_levels[0] - 1 + self.radix * (self.pair_levels[1] - 1)


def _pair_codec(
    name: str, pair_levels: tuple[int, int], radix: int, tables: tuple[int, int]
) -> PairCodec:
    levels = pair_levels[: max(tables) + 1]
    lean = f"Codec.{name}"
    return PairCodec(PAIR_WIDTH, tables, levels, lean, _LEAN_IMPORT, name, pair_levels, radix)


ALT43 = _pair_codec("alt43", pair_levels=(16, 8), radix=16, tables=(0, 1))
"""A 4-bit code for the even column, a 3-bit code for the odd one, each with its own scale."""

PAIR11 = _pair_codec("pair11", pair_levels=(11, 11), radix=11, tables=(0, 0))
"""Two base-11 digits, `11 * 11 = 121 <= 128`, with one scale for both."""

PAIR_CODECS: Mapping[str, PairCodec] = MappingProxyType({c.name: c for c in (ALT43, PAIR11)})
"""The pair codes by name."""
