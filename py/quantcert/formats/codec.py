"""How the codes of a stored matrix are packed into words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Codec(ABC):
    """Words of a fixed number of bits, each with the codes of neighbouring columns.

    Column `i` of a row is lane `i % lanes` of word `i // lanes`. The words of a row are one bit
    stream, least significant bit first (see `quantcert.formats.bitstream`).

    Attributes:
        word_bits: bits of a word, at most 8.
        tables: the table of scales and zero-points that each lane reads, numbered from 0.
        levels: for each table, the number of codes; a code or zero-point is below it.
        lean: the Lean term of the codec, a `Codec` of `lean/QuantCert/Spec/Weights/Codec.lean`.
        lean_import: the Lean module that can check chunks whose codes it packs.
    """

    word_bits: int
    tables: tuple[int, ...]
    levels: tuple[int, ...]
    lean: str
    lean_import: str

    @abstractmethod
    def code(self, lane: int, word: int) -> int:
        """The code that a word holds in a lane."""

    @property
    def is_integer(self) -> bool:
        """Whether codes are what kernels add up the products of, in an accumulator of integers."""
        return True

    @property
    def steps(self) -> int:
        """How many times more vectors than for plain codes the kernel makes to decode a column."""
        return 1

    @property
    def lanes(self) -> int:
        """Neighbouring columns that share a word."""
        return len(self.tables)

    @cached_property
    def table_cycle(self) -> tuple[int, ...]:
        """The shortest sequence of tables that neighbouring columns read again and again."""
        sizes = (n for n in range(1, self.lanes + 1) if self.lanes % n == 0)
        return next(
            self.tables[:n] for n in sizes if self.tables[:n] * (self.lanes // n) == self.tables
        )

    @property
    def widest(self) -> int:
        """Largest |code - zero_point|."""
        return max(self.levels) - 1

    @property
    def code_bits(self) -> int:
        """Bits of the largest code, and of the largest |code - zero_point|."""
        return self.widest.bit_length()

    def word_count(self, columns: int) -> int:
        """Words of a row: `ceil(columns / lanes)`."""
        return -(-columns // self.lanes)

    def packed_code(self, row: int, column: int) -> int:
        """The code of a column in a row of words, given as one number, the first word lowest."""
        word = (row >> (self.word_bits * (column // self.lanes))) & ((1 << self.word_bits) - 1)
        return self.code(column % self.lanes, word)

    def fillers(self, words: NDArray[np.uint8], columns: int) -> NDArray[Any]:
        """The codes that fill up the last word of each row.

        Args:
            words: `[rows, ceil(word_bits * word_count / 8)]` uint8, rows of words.
            columns: columns of the matrix.

        Returns:
            `[rows, fillers]`; none if whole words hold the columns.
        """
        count = self.word_count(columns)
        if not self.word_bits:
            return np.zeros((len(words), count * self.lanes - columns), dtype=np.uint8)
        byte, shift = divmod((count - 1) * self.word_bits, 8)
        last = words[:, byte].astype(np.uint16)
        if byte + 1 < words.shape[1]:
            last |= words[:, byte + 1].astype(np.uint16) << np.uint16(8)
        last = (last >> np.uint16(shift)) & np.uint16((1 << self.word_bits) - 1)
        lanes = range(columns - (count - 1) * self.lanes, self.lanes)
        codes = np.empty((len(words), len(lanes)), dtype=np.min_scalar_type(self.widest))
        for place, lane in enumerate(lanes):
            codes[:, place] = codes_of_words(self, lane)[last]
        return codes


@cache
def codes_of_words(codec: Codec, lane: int) -> NDArray[Any]:
    """The code of every word in a lane, `[2**word_bits]`, unsigned, as narrow as holds them."""
    codes = [codec.code(lane, word) for word in range(1 << codec.word_bits)]
    return np.array(codes, np.min_scalar_type(codec.widest))
