"""The layout of GPTQ words, field by field."""

import numpy as np
import pytest

from quantcert.formats.gptq.layout import fields_of, zero_points_of


def words(*numbers: int) -> np.ndarray:
    return np.array([numbers], dtype=np.uint32).view(np.int32)


def test_fields_begin_at_the_lowest_bit():
    assert fields_of(words(0x76543210), 4, planar=False).tolist() == [list(range(8))]
    assert fields_of(words(0xFEDCBA98), 4, planar=False)[0, :2].tolist() == [8, 9]


def test_fields_of_three_bits_lie_in_two_words():
    """Field 10 has two bits in the first word, field 21 one in the second."""
    fields = fields_of(words(0b11 << 30, 1 << 31, 0), 3, planar=False)[0]
    assert (fields[10], fields[21]) == (0b011, 0b001)
    fields = fields_of(words(0, 1, 0b11), 3, planar=False)[0]
    assert (fields[10], fields[21]) == (0b100, 0b110)


@pytest.mark.parametrize("bits", range(2, 9))
def test_every_bit_of_a_plane_belongs_to_one_field(bits):
    """Bit `i` of the words of 32 fields, one at a time, in both forms."""
    for planar in (True, False):
        seen = set()
        for bit in range(32 * bits):
            block = [0] * bits
            block[bit // 32] = 1 << (bit % 32)
            fields = fields_of(words(*block), bits, planar)[0]
            (place,) = np.flatnonzero(fields)
            seen.add((int(place), int(fields[place])))
        assert seen == {(place, 1 << bit) for place in range(32) for bit in range(bits)}


@pytest.mark.parametrize("bits", [2, 4, 8])
def test_both_forms_of_a_single_plane_are_one(bits):
    block = np.random.default_rng(bits).integers(-(2**31), 2**31, (3, bits)).astype(np.int32)
    np.testing.assert_array_equal(fields_of(block, bits, True), fields_of(block, bits, False))


def test_planes_hold_the_low_bits_first():
    fields = fields_of(words(0b01_10_11, 0, 0b110), 3, planar=True)[0]
    assert fields[:4].tolist() == [0b011, 0b110, 0b101, 0]


@pytest.mark.parametrize("bits", range(2, 9))
def test_version_1_stores_zero_points_less_one(bits):
    fields = np.arange(1 << bits, dtype=np.uint16).astype(np.uint8)
    assert zero_points_of(fields, bits, 1).tolist() == [*range(1, 1 << bits), 0]
    assert zero_points_of(fields, bits, 2).tolist() == fields.tolist()
