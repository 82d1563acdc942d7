from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantcert.exact.spectral import check_exact, largest_eigenvalue


@st.composite
def factors(draw):
    """Integer matrices [m, k, n] whose Gram matrices are exact, of any size of entries."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (draw(st.integers(1, 3)), draw(st.integers(1, 6)), draw(st.integers(1, 5)))
    limit = 1 << draw(st.integers(0, 20))
    return rng.integers(-limit, limit + 1, shape).astype(np.float64)


def form(matrix: np.ndarray, vector: list[int]) -> int:
    rows = [[int(value) for value in row] for row in matrix]
    images = [sum(a * b for a, b in zip(row, vector, strict=True)) for row in rows]
    return sum(image * image for image in images)


@given(factors(), st.data())
@settings(max_examples=200)
def test_no_vector_exceeds_the_eigenvalue(matrices, data):
    bound = largest_eigenvalue(matrices.swapaxes(1, 2) @ matrices)
    size = matrices.shape[2]
    vector = data.draw(st.lists(st.integers(-9, 9), min_size=size, max_size=size))
    for matrix in matrices:
        assert form(matrix, vector) <= bound * sum(x * x for x in vector)


@given(factors())
def test_the_bound_is_close_to_the_eigenvalue(matrices):
    gram = matrices.swapaxes(1, 2) @ matrices
    exact = np.linalg.eigvalsh(gram).max()
    assert exact * (1 - 1e-9) <= float(largest_eigenvalue(gram)) <= exact * 1.001 + 6


def test_a_factor_that_is_far_off_only_makes_the_bound_larger(monkeypatch):
    rng = np.random.default_rng(5)
    matrix = rng.integers(-9, 10, (1, 8, 4)).astype(np.float64)
    gram = matrix.swapaxes(1, 2) @ matrix
    honest = largest_eigenvalue(gram)
    monkeypatch.setattr(np.linalg, "cholesky", lambda a: np.ones_like(a))
    top = np.linalg.eigvalsh(gram)[0]
    assert largest_eigenvalue(gram) > max(honest, Fraction(float(top.max())))


def test_eigenvalues_beyond_53_bits_are_bounded_too():
    matrix = np.diag([2.0**26, 1.0])[None]
    assert 2**52 <= largest_eigenvalue(matrix @ matrix) <= 2**52 * 1.001
    large = np.full((1, 64, 64), 2.0**52)
    assert 2**58 <= largest_eigenvalue(large) <= 2**58 * 1.001


def test_what_float64_cannot_hold_is_refused():
    with pytest.raises(ArithmeticError, match="not exact"):
        check_exact(np.array([1.0, 2.0**52]))
    check_exact(np.array([2.0**51]))
    with pytest.raises(ArithmeticError, match="too large"):
        largest_eigenvalue(np.full((1, 1 << 10, 1 << 10), 2.0**53))


def test_zeros_have_the_eigenvalue_zero():
    assert largest_eigenvalue(np.zeros((2, 3, 3))) == 0
