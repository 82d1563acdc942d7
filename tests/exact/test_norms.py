from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantcert.exact import decode_float64, norms
from quantcert.exact.floats import scale_to_float64
from quantcert.exact.norms import ZERO_NORMS, NormBounds, measure_norms
from tests.support.matrices import (
    decoded,
    exact_errors,
    float_dtypes,
    formats,
    fractions,
    group_sizes,
    make_matrix,
    random_finite,
    random_scales,
)


@st.composite
def cases(draw):
    """Weights and codes of any format; exponents from one binade to the whole dtype."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    fmt, rows = draw(formats), draw(st.integers(1, 9))
    columns, group_size = draw(st.integers(1, 12)), draw(group_sizes)
    dtype = draw(float_dtypes)
    if draw(st.booleans()):
        weights = random_finite(rng, dtype, (rows, columns))
    else:
        weights = rng.standard_normal((rows, columns)).astype(dtype)
    scale_dtype = draw(st.sampled_from([np.dtype(np.float16), np.dtype(np.float32)]))
    shape = (rows, -(-columns // group_size), len(fmt.levels))
    scales = random_scales(rng, scale_dtype, shape)
    return weights, make_matrix(rng, fmt, rows, columns, group_size, scales)


def measure(weights, matrix, head_dim=2, block=None):
    def original(start, stop):
        return scale_to_float64(weights[start:stop], 0)

    def quantized(start, stop):
        return decode_float64(matrix.rows(start, stop))

    with pytest.MonkeyPatch.context() as patch:
        if block is not None:
            patch.setattr(norms, "_BLOCK_ELEMENTS", block)
        decoded = None if matrix is None else quantized
        return measure_norms(original, decoded, *weights.shape, head_dim)


def check_bounds(found: NormBounds, exact: list[list[Fraction]], vector: list[int]) -> None:
    """The bounds hold of a matrix of exact numbers; the operator norms at a vector."""
    assert found.max_abs >= max(abs(x) for row in exact for x in row)
    assert found.row_sum >= max(sum(map(abs, row)) for row in exact)
    assert found.row_norm**2 >= max(sum(x * x for x in row) for row in exact)
    images = [sum(a * b for a, b in zip(row, vector, strict=True)) ** 2 for row in exact]
    length = sum(x * x for x in vector)
    assert found.op_norm**2 * length >= sum(images)
    for start in range(0, len(images) - 1, 2):
        assert found.head_norm**2 * length >= sum(images[start : start + 2])


@given(cases(), st.data())
@settings(max_examples=150)
def test_norms_bound_the_exact_matrices(case, data):
    weights, matrix = case
    size = weights.shape[1]
    vector = data.draw(st.lists(st.integers(-9, 9), min_size=size, max_size=size))
    found = measure(weights, matrix, block=data.draw(st.sampled_from([1, 30, None])))
    assert (found.rows, found.columns) == weights.shape
    check_bounds(found.original, fractions(weights), vector)
    check_bounds(found.quantized, decoded(matrix), vector)
    check_bounds(found.error, exact_errors(weights, matrix), vector)


def random_matrix(shape: tuple[int, int], outlier: float = 1.0) -> np.ndarray:
    weights = np.random.default_rng(3).standard_normal(shape).astype(np.float32)
    weights[0, 0] *= outlier
    return weights


@pytest.mark.parametrize("shape", [(60, 40), (40, 60), (64, 64), (300, 20), (6, 500)])
@pytest.mark.parametrize("outlier", [1.0, 100.0])
@pytest.mark.parametrize("block", [200, None])
def test_norms_are_within_two_percent_of_the_spectral_norms(shape, outlier, block):
    weights = random_matrix(shape, outlier)
    found = measure(weights, None, head_dim=6, block=block).original
    exact = weights.astype(np.float64)
    heads = [exact[i : i + 6] for i in range(0, shape[0] - 5, 6)]
    expected = {
        "max_abs": np.abs(exact).max(),
        "row_sum": np.abs(exact).sum(axis=1).max(),
        "row_norm": np.linalg.norm(exact, axis=1).max(),
        "head_norm": max(np.linalg.norm(head, 2) for head in heads),
        "op_norm": np.linalg.norm(exact, 2),
    }
    for name, value in expected.items():
        bound = float(getattr(found, name))
        assert value * (1 - 1e-9) <= bound <= value * 1.02, name


def test_the_best_of_three_bounds_is_taken_and_named():
    # one entry: Frobenius is exact; equal entries: Frobenius and Schur are; random ones: Gram
    single = np.zeros((4, 3), dtype=np.float32)
    single[2, 1] = 3
    assert measure(single, None).original.method == "Frobenius"
    assert measure(single, None).original.op_norm == 3 * (1 + Fraction(1, 2**52))
    identity = np.eye(8, dtype=np.float32)
    assert measure(identity, None).original.method == "Schur"
    assert measure(identity, None).original.op_norm <= 1 + Fraction(1, 2**40)
    assert measure(random_matrix((60, 40)), None).original.method == "Gram"


def test_a_matrix_that_is_not_quantized_has_no_error():
    found = measure(random_matrix((5, 7)), None)
    assert found.quantized == found.original
    assert found.error == ZERO_NORMS


def test_zeros_have_norms_of_zero():
    assert measure(np.zeros((4, 3), dtype=np.float32), None).original == ZERO_NORMS


def test_products_that_are_not_exact_are_refused(monkeypatch):
    monkeypatch.setattr("quantcert.exact.operator._LINE_BITS", 30)
    with pytest.raises(ArithmeticError, match="not exact"):
        measure(random_matrix((60, 40)), None)
