import numpy as np
import pytest

from quantcert.formats.bitsandbytes.layout import (
    block_of_groups,
    byte_range,
    codes_of,
    group_size,
    nested_scales,
)

BYTES = np.array([0x01, 0x23, 0x45, 0x67], np.uint8)


def test_even_elements_lie_in_the_upper_half():
    assert codes_of(BYTES, 0, 8).tolist() == list(range(8))


@pytest.mark.parametrize("first", range(8))
def test_codes_may_begin_and_end_within_a_byte(first):
    for last in range(first, 9):
        low, high = byte_range(first, last)
        assert codes_of(BYTES[low:high], first, last - first).tolist() == list(range(first, last))


@pytest.mark.parametrize(("columns", "block"), [(8, 4), (4, 8), (6, 4), (5, 4), (9, 6), (1, 3)])
def test_every_element_reads_the_scale_of_its_block(columns, block):
    size, rows = group_size(columns, block), 7
    for start in range(rows):
        for stop in range(start + 1, rows + 1):
            places, first, last = block_of_groups(start, stop, columns, block)
            for row in range(start, stop):
                for column in range(columns):
                    found = first + places[row - start, column // size]
                    assert found == (row * columns + column) // block < last


def test_nested_scales_are_rounded_twice_to_float32():
    table = np.linspace(-1, 1, 256, dtype=np.float32)
    codes, scales = np.array([3, 250], np.uint8), np.array([0.1, 0.3], np.float32)
    made = nested_scales(codes, table, scales, np.array([1, 0]), np.float32(0.7))
    assert made.dtype == np.float32
    for value, code, scale in zip(made, codes, scales[::-1], strict=True):
        product = np.float32(float(table[code]) * float(scale))
        assert value == np.float32(float(product) + float(np.float32(0.7)))
