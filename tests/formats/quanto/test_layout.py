import numpy as np
import pytest

from quantcert.formats.quanto.layout import byte_rows, codes_of


@pytest.mark.parametrize("bits", [2, 4])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 9])
def test_rows_are_fields_one_after_another(bits, count):
    codes = np.random.default_rng(count).integers(0, 1 << bits, (count, 3)).astype(np.uint8)
    rows = byte_rows(count, bits)
    stored = np.zeros((rows, 3), np.uint8)
    for row, field in enumerate(codes):
        stored[row % rows] |= field << (bits * (row // rows))
    for start in range(count + 1):
        for stop in range(start, count + 1):
            found = codes_of(lambda a, b: stored[a:b], bits, rows, start, stop)
            np.testing.assert_array_equal(found, codes[start:stop])
