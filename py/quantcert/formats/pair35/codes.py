"""The pair formats: two codes in one 7-bit word, 3.5 bits a code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PAIR_WIDTH = 7
"""Bits of the word that holds the codes of columns `2t` and `2t + 1`."""

ZERO_POINT_WIDTH = 4
"""Bits of a stored zero-point."""

LEAN_IMPORT = "QuantCert.Cert.Format.Pair35"
"""The library module that can check chunks in these formats."""


@dataclass(frozen=True)
class PairFormat:
    """How two neighbouring codes share a 7-bit word: `word = c0 + radix * c1`.

    Attributes:
        name: name in `quantization_config`.
        pair_levels: number of codes of the even and of the odd column.
        radix: weight of the odd column's code in the word.
        lanes: number of scales and zero-points of a group: 2 when even and odd columns have
            their own, 1 when they share.
    """

    name: str
    pair_levels: tuple[int, int]
    radix: int
    lanes: int

    @property
    def lane_levels(self) -> tuple[int, ...]:
        """Number of codes of each lane; a code or zero-point of lane `k` is below entry `k`."""
        return self.pair_levels[: self.lanes]

    @property
    def lean_codec(self) -> str:
        """The codec of `lean/QuantCert/Spec/Format/Pair35.lean`, as a term of Lean."""
        return f"Codec.{self.name}"

    @property
    def max_word(self) -> int:
        """Largest word that stands for a pair of codes."""
        return self.pair_levels[0] - 1 + self.radix * (self.pair_levels[1] - 1)

    def lane(self, column: int) -> int:
        """The lane whose scale and zero-point belong to a column."""
        return column % self.lanes


ALT43 = PairFormat("alt43", pair_levels=(16, 8), radix=16, lanes=2)
"""A 4-bit code for the even column, a 3-bit code for the odd one, each with its own scale."""

PAIR11 = PairFormat("pair11", pair_levels=(11, 11), radix=11, lanes=1)
"""Two base-11 digits, `11 * 11 = 121 <= 128`, with one scale for both."""

FORMATS: Mapping[str, PairFormat] = MappingProxyType({f.name: f for f in (ALT43, PAIR11)})
"""The pair formats by name."""
