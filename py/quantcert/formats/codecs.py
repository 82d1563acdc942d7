"""Codecs that many formats share: whole words, words that name a level, and no codes at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quantcert.formats.codec import Codec
from quantcert.formats.minifloat import E4M3

_PROGRAMS = {E4M3.levels: ("Codec.e4m3", "Float8")}
"""Codecs that Lean has a name and a program for, by their levels: name and module."""


class UniformCodec(Codec):
    """A code of 1 to 8 bits is a word; one table.

    Import it from `quantcert.formats.codecs`; equal sizes make equal codecs.
    """

    def __init__(self, bits: int) -> None:
        """Codes of `bits` bits.

        Raises:
            ValueError: for a size outside 1 to 8.
        """
        if not 1 <= bits <= 8:
            raise ValueError(f"codes of {bits} bits, 1 to 8 are supported")
        lean_import = "QuantCert.Cert.Format.Uniform"
        super().__init__(bits, (0,), (1 << bits,), f"(Codec.uniform {bits})", lean_import)

    def code(self, lane: int, word: int) -> int:
        """The word."""
        return word


@dataclass(frozen=True, init=False)
class TableCodec(Codec):
    """A word names one of `2**bits` levels; one table.

    Import it from `quantcert.formats.codecs`. Levels are integers of either sign; codes are not
    negative, so that a code is `level + shift`, and `shift` is the zero-point of every group.

    Attributes:
        codes: the code of each word.
        shift: minus the lowest level, or zero if no level is negative.
    """

    codes: tuple[int, ...]
    shift: int

    def __init__(self, bits: int, levels: Sequence[int]) -> None:
        """The level of each word of `bits` bits.

        Raises:
            ValueError: for another size or number of levels, or levels that are all negative.
        """
        if not 1 <= bits <= 8 or len(levels) != 1 << bits:
            raise ValueError(f"{len(levels)} levels for words of {bits} bits (1 to 8)")
        if max(levels) < 0:
            raise ValueError("all levels are negative")
        shift = max(0, -min(levels))
        codes = tuple(level + shift for level in levels)
        listed = f"(Codec.levels {bits} [{', '.join(map(str, codes))}])"
        lean, module = _PROGRAMS.get(tuple(levels), (listed, "Levels"))
        lean_import = f"QuantCert.Cert.Format.{module}"
        super().__init__(bits, (0,), (max(codes) + 1,), lean, lean_import)
        object.__setattr__(self, "codes", codes)
        object.__setattr__(self, "shift", shift)

    @property
    def is_integer(self) -> bool:
        """Kernels multiply the levels, floating-point numbers; codes only name them."""
        return False

    @property
    def steps(self) -> int:
        """A table is halved bit by bit: twice the vectors for each bit of a word."""
        return max(1, (1 << self.word_bits) // 32) if "[" in self.lean else 2

    def code(self, lane: int, word: int) -> int:
        """The level of the word plus the shift."""
        return self.codes[word]


class ValueCodec(Codec):
    """No codes are stored: every code is zero, in no bits, and a weight is its group's offset.

    Import it from `quantcert.formats.codecs`. It is for decoded values that fit no code: groups
    of one column, words `[rows, 0]`, scales and zero-points zero, offsets the decoded values.
    """

    def __init__(self) -> None:
        """There is one such codec."""
        super().__init__(0, (0,), (1,), "Codec.values", "QuantCert.Cert.Format.Values")

    def code(self, lane: int, word: int) -> int:
        """Zero."""
        return 0
