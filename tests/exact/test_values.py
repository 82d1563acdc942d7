from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.errors import ExportError
from quantcert.exact.values import exact_values, largest_difference
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.packed import uniform_matrix
from quantcert.formats.scheme import Scheme

NUMBERS = st.floats(-(2.0**100), 2.0**100, width=32)

WIDE = st.floats(-(2.0**100), 2.0**100)


def matrix_of(scales: np.ndarray, offsets: np.ndarray | None = None) -> QuantizedMatrix:
    """Codes 0 to 7 of two groups, zero-points 3."""
    scheme = Scheme("test", UniformCodec(3), 4)
    codes = np.arange(8, dtype=np.uint8)[None]
    made = uniform_matrix("w", scheme, codes, scales, np.full(scales.shape, 3, dtype=np.uint8))
    if offsets is None:
        return made
    return QuantizedMatrix(**{**vars(made), "offsets": offsets[:, :, None]})


@given(st.tuples(NUMBERS, NUMBERS))
def test_values_are_the_products(scales: tuple[float, float]) -> None:
    values = exact_values(matrix_of(np.array([scales], dtype=np.float32)))
    for column, value in enumerate(values[0].tolist()):
        assert Fraction(value) == Fraction(scales[column // 4]) * (column - 3)


def test_offsets_are_added_or_refused() -> None:
    scales, offsets = np.array([[1.0, 2.0]]), np.array([[0.5, -3.0]])
    assert exact_values(matrix_of(scales, offsets))[0].tolist() == [
        -2.5,
        -1.5,
        -0.5,
        0.5,
        -1,
        1,
        3,
        5,
    ]
    with pytest.raises(ExportError, match="w: weights have more bits than float64"):
        exact_values(matrix_of(scales, np.array([[2.0**-60, 0.0]])))


def test_a_product_of_too_many_bits_is_refused() -> None:
    with pytest.raises(ExportError, match="more bits than float64"):
        exact_values(matrix_of(np.array([[1 + 2.0**-52, 1.0]])))
    assert exact_values(matrix_of(np.array([[1 + 2.0**-49, 1.0]]))).shape == (1, 8)


@given(st.lists(st.tuples(WIDE, WIDE), min_size=1, max_size=6))
@example([(1.0 + 2.0**-52, 0.25 + 2.0**-54)])
def test_differences_are_exact(pairs: list[tuple[float, float]]) -> None:
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    errors = [abs(Fraction(a) - Fraction(b)) for a, b in pairs]
    assert largest_difference(left, right) == (sum(error > 0 for error in errors), max(errors))
