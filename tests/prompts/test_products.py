"""Products by way of float64 are those of whole numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.prompts.products import matrix_products


def exact(matrix, vectors):
    rows = [[int(v) for v in row] for row in matrix]
    return [[sum(w * x for w, x in zip(row, v, strict=True)) for row in rows] for v in vectors]


@given(st.integers(1, 62), st.integers(0, 300), st.integers(1, 5), st.integers(0, 2**32))
def test_products_of_random_numbers_are_exact(weight_bits, bits, columns, seed):
    random = np.random.default_rng(seed)
    top = (1 << weight_bits) - 1
    matrix = random.integers(-top, top, (3, columns), dtype=np.int64, endpoint=True)
    vectors = [
        [
            int.from_bytes(random.bytes(40), "little") % (2 << bits) - (1 << bits)
            for _ in range(columns)
        ]
        for _ in range(2)
    ]
    assert matrix_products(matrix, vectors) == exact(matrix, vectors)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("weight", [(1 << 26) - 1, (1 << 62) - 1, -((1 << 62) - 1)])
def test_largest_sums_are_exact(sign, weight):
    """All limbs are as large as they can be."""
    matrix = np.full((2, 1536), weight, dtype=np.int64)
    vectors = [[sign * ((1 << 320) - 1)] * 1536, [sign * (1 << 320)] * 1536]
    assert matrix_products(matrix, vectors) == exact(matrix, vectors)


def test_numbers_beyond_64_bits_are_exact():
    matrix = np.array([[1 << 90, -3]], dtype=object)
    assert matrix_products(matrix, [[5, 7], [0, 1]]) == exact(matrix, [[5, 7], [0, 1]])
