import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from quantcert.exact import row_maxima, row_square_sums, row_sums

matrices = arrays.arrays(
    np.uint64,
    st.tuples(st.integers(1, 3), st.integers(0, 9)),
    elements=st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 5), st.just(2**64 - 1)),
)


@given(matrices)
@example(np.full((1, 9), 2**64 - 1, dtype=np.uint64))
@example(np.zeros((2, 0), dtype=np.uint64))
def test_sums_are_exact_whatever_their_size(magnitudes):
    rows = magnitudes.tolist()
    assert row_sums(magnitudes) == [sum(row) for row in rows]
    assert row_maxima(magnitudes) == [max(row, default=0) for row in rows]
    assert row_square_sums(magnitudes) == [sum(x * x for x in row) for row in rows]


@pytest.mark.parametrize("columns", [1, 7, 8, 255, 256, 4096])
@pytest.mark.parametrize("bits", [0, 1, 20, 26, 27, 31, 32, 52, 54, 55, 63])
def test_the_largest_entries_of_each_width_do_not_overflow(columns, bits):
    """The limbs and the path of the sum change where `bits` and `columns` meet 64 bits."""
    top = (1 << bits) - 1
    magnitudes = np.full((2, columns), top, dtype=np.uint64)
    assert row_sums(magnitudes, bits) == [columns * top] * 2
    assert row_square_sums(magnitudes, bits) == [columns * top * top] * 2
