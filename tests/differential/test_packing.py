"""Packed rows of codes and of words, against packing and unpacking in Lean."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from quantcert.formats.bitstream import pack_words, unpack_words
from quantcert.formats.pair35.codes import PAIR_CODECS, PairCodec
from quantcert.formats.pair35.packing import pack_pairs, pad_columns, unpack_pairs
from quantcert.lean import ModuleVerdict
from tests.support.kernel_cases import Case, Kernel, Property

IMPORTS = ("QuantCert.Cert.Packing.Cases",)
ROWS_HOLD = Property(
    IMPORTS, "PackCasesHold [{}]", "checkPackCases_sound (by decide +kernel)", together=100
)
WORDS_HOLD = Property(
    IMPORTS, "WordCasesHold [{}]", "checkWordCases_sound (by decide +kernel)", together=100
)
COUNT = 192


def number(array: np.ndarray) -> int:
    """The little-endian number of the bytes of an array."""
    return int.from_bytes(array.tobytes(), "little")


@dataclass(frozen=True)
class Row:
    """The fields of `PackCase`: `codes` has four bits a code, `stream` is the row's bytes."""

    layout: str
    pad: int
    count: int
    codes: int
    stream: int

    def case(self, origin: str) -> Case:
        numbers = f"{self.layout}, {self.pad}, {self.count}, {self.codes}, {self.stream}"
        return Case(origin, f"⟨{numbers}⟩")


def packed_row(rng: np.random.Generator, fmt: PairCodec, count: int) -> Row:
    """A random row of codes, packed, and the codes that come back."""
    levels = [fmt.pair_levels[column % 2] for column in range(count)]
    codes = rng.integers(0, levels).astype(np.uint8)[None]
    pad = rng.integers(0, fmt.pair_levels[1], 1).astype(np.uint8)
    packed = pack_pairs(pad_columns(codes, pad), fmt)
    returned = unpack_pairs(packed, count, fmt)[0].tolist()
    together = sum(code << 4 * column for column, code in enumerate(returned))
    return Row(fmt.name, int(pad[0]), count, together, number(packed))


@dataclass(frozen=True)
class Words:
    """The fields of `WordCase`: words of `width` bits and their bytes."""

    width: int
    words: tuple[int, ...]
    stream: int

    def case(self, origin: str) -> Case:
        return Case(origin, f"⟨{self.width}, {list(self.words)}, {self.stream}⟩")


def packed_words(rng: np.random.Generator, width: int, count: int) -> Words:
    """Random words, packed, as they come back."""
    words = rng.integers(0, 1 << width, (1, count)).astype(np.uint8)
    packed = pack_words(words, width)
    returned = unpack_words(packed, count, width)[0]
    return Words(width, tuple(returned.tolist()), number(packed))


@pytest.mark.parametrize("fmt", PAIR_CODECS.values(), ids=PAIR_CODECS)
def test_rows_of_codes_are_packed_and_unpacked_alike(kernel: Kernel, fmt: PairCodec):
    """Every number of columns from 1 to 64, odd ones included."""
    cases = []
    for seed in range(COUNT):
        columns = 1 + seed % 64
        row = packed_row(np.random.default_rng(seed), fmt, columns)
        cases.append(row.case(f"seed {seed}, {fmt.name}, {columns} columns"))
    kernel.confirm(ROWS_HOLD, cases)


def test_words_of_every_width_are_packed_and_unpacked_alike(kernel: Kernel):
    cases = []
    for seed in range(COUNT):
        width, count = 1 + seed % 8, seed // 8
        words = packed_words(np.random.default_rng(seed), width, count)
        cases.append(words.case(f"seed {seed}, {count} words of {width} bits"))
    kernel.confirm(WORDS_HOLD, cases)


@pytest.mark.parametrize("fmt", PAIR_CODECS.values(), ids=PAIR_CODECS)
def test_a_wrong_row_is_refused(kernel: Kernel, fmt: PairCodec):
    right = packed_row(np.random.default_rng(0), fmt, 9)
    wrong = [
        replace(right, layout="pair11" if fmt.name == "alt43" else "alt43"),
        replace(right, pad=right.pad ^ 1),
        replace(right, count=7),
        replace(right, codes=right.codes ^ 1 << 20),
        replace(right, stream=right.stream ^ 1),
        replace(right, stream=right.stream | 1 << 39),
        replace(right, stream=right.stream | 1 << 40),
    ]
    cases = [row.case("") for row in [right, *wrong]]
    expected = [ModuleVerdict.ACCEPTED] + [ModuleVerdict.REJECTED] * len(wrong)
    assert kernel.verdicts(ROWS_HOLD, cases) == expected


def test_wrong_words_are_refused(kernel: Kernel):
    right = packed_words(np.random.default_rng(0), 5, 7)
    wrong = [
        replace(right, width=6),
        replace(right, words=right.words[:-1]),
        replace(right, words=(right.words[0] ^ 16, *right.words[1:])),
        replace(right, stream=right.stream ^ 1 << 34),
        replace(right, stream=right.stream | 1 << 35),
    ]
    cases = [words.case("") for words in [right, *wrong]]
    expected = [ModuleVerdict.ACCEPTED] + [ModuleVerdict.REJECTED] * len(wrong)
    assert kernel.verdicts(WORDS_HOLD, cases) == expected
