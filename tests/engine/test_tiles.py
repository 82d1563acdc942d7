import numpy as np
import pytest

from quantcert.engine.tiles import (
    Words,
    column_places,
    cut_planes,
    planes_of,
    segments_of,
    slot_of_place,
    streams_of,
    words_of,
)
from tests.support.integer_programs import KINDS, random_matrix, random_program

PAIRS = KINDS["pairs of 16 and 8"]


def joined(planes: np.ndarray, bits: int, count: int) -> list[int]:
    """Words by the words of `fortran/words.f90`, one at a time."""
    words, start, done = [0] * count, 0, 0
    while done < bits:
        width = max(w for w in (1, 2, 4) if w <= bits - done)
        length = count * width // 8
        for t in range(count):
            field = int(planes[start + t % length]) >> (width * (t // length))
            words[t] |= (field % 2**width) << done
        start, done = start + length, done + width
    return words


@pytest.mark.parametrize("bits", range(1, 9))
def test_planes_hold_the_words(bits):
    words = np.random.default_rng(bits).integers(0, 1 << bits, (3, 512)).astype(np.uint8)
    planes = cut_planes(words, bits)
    assert planes.shape == (3, 512 * bits // 8)
    assert [joined(row, bits, 512) for row in planes] == words.tolist()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_tiles_hold_the_codes(kind):
    matrix = random_matrix(np.random.default_rng(1), kind, 21, 150)
    words, places = words_of(matrix), column_places(matrix)
    planes = planes_of(matrix, words)
    for row, column in ((0, 0), (0, 33), (15, 63), (16, 64), (20, 149), (7, 101)):
        strip, tile, inside = row // 16, places[column] // 64, places[column] % 64
        count = 16 * (32 if words.radix else 64)
        found = joined(planes[strip, tile], words.bits, count)
        if words.radix:
            word = found[row % 16 * 32 + inside % 32]
            code = word // words.radix if inside >= 32 else word % words.radix
        else:
            code = found[row % 16 * 64 + inside]
        assert code == matrix.codes[row, column]


@pytest.mark.parametrize(("name", "count"), [("pairs of 11", 121), ("pairs of 16 and 8", 128)])
def test_the_engine_is_compared_on_every_pair_of_codes(name, count):
    matrix = random_program(KINDS[name], 16).layers[0].gate
    planes = planes_of(matrix, words_of(matrix))[:2].reshape(-1, 7 * 512 // 8)
    assert {word for tile in planes for word in joined(tile, 7, 512)} == set(range(count))


def test_odd_columns_of_two_tables_follow_the_even_ones():
    matrix = random_matrix(np.random.default_rng(1), PAIRS, 1, 70)
    assert column_places(matrix)[[0, 1, 2, 63, 64, 65, 69]].tolist() == [0, 32, 1, 63, 64, 96, 98]
    assert words_of(matrix) == Words(7, 16)


def test_segments_cover_each_slot_once():
    slots = np.array([1] * 700 + [0] * 20 + [2] * 5)
    assert segments_of(slots, 400).tolist() == [
        [0, 400, 1], [400, 176, 1], [576, 124, 1], [720, 5, 2]
    ]  # fmt: skip


def test_slots_are_groups_and_tables():
    matrix = random_matrix(np.random.default_rng(1), PAIRS, 1, 140)
    slots = slot_of_place(matrix, 192)
    assert slots[[0, 32, 64, 127, 128, 160, 134]].tolist() == [1, 2, 1, 2, 3, 4, 0]


SPREAD = ["rows, blocks of 32", "rows, blocks of 64"]


@pytest.mark.parametrize("name", SPREAD)
def test_streams_hold_the_codes(name):
    matrix = random_matrix(np.random.default_rng(1), KINDS[name], 21, 150)
    words = words_of(matrix)
    streams = streams_of(matrix, words)
    assert streams.shape == (2, 3, 64 // (2 if words.radix else 1) * words.bits // 32, 16)
    for row, column in ((0, 0), (0, 33), (15, 63), (16, 64), (20, 149), (7, 101)):
        strip, tile, inside = row // 16, column // 64, column % 64
        integers = streams[strip, tile, :, row % 16].tolist()
        stream = sum(integer << 32 * i for i, integer in enumerate(integers))
        word = stream >> words.bits * (inside // 2 if words.radix else inside) & 2**words.bits - 1
        if words.radix:
            word = word // words.radix if inside % 2 else word % words.radix
        assert word == matrix.codes[row, column]


def test_the_engine_is_compared_on_every_pair_of_neighbours():
    matrix = random_program(KINDS["rows, blocks of 32"], 16).layers[0].gate
    pairs = matrix.codes[:, ::2].astype(int) + 11 * matrix.codes[:, 1::2]
    assert set(pairs.ravel().tolist()) == set(range(121))
