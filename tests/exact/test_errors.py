from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantcert.exact import RowErrorStream, code_differences, row_errors, to_int64
from quantcert.exact.errors import rescale
from quantcert.formats.pair35.codes import ALT43
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

seeds = st.integers(0, 2**32 - 1)


@st.composite
def cases(draw):
    """Weights and codes of any format; exponents from one binade to the whole dtype."""
    rng = np.random.default_rng(draw(seeds))
    fmt, rows = draw(formats), draw(st.integers(1, 4))
    columns, group_size = draw(st.integers(1, 40)), draw(group_sizes)
    dtype = draw(float_dtypes)
    if draw(st.booleans()):
        weights = random_finite(rng, dtype, (rows, columns))
    else:
        weights = (rng.standard_normal((rows, columns)) * 2.0 ** draw(st.integers(-8, 8))).astype(
            dtype
        )
    scale_dtype = draw(st.sampled_from([np.dtype(np.float16), np.dtype(np.float32)]))
    shape = (rows, -(-columns // group_size), len(fmt.levels))
    scales = random_scales(rng, scale_dtype, shape)
    return weights, make_matrix(rng, fmt, rows, columns, group_size, scales)


@given(cases(), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_column_sums_equal_those_of_exact_fractions_however_rows_are_given(case, step):
    weights, matrix = case
    stream = RowErrorStream(columns=True)
    for start in range(0, len(weights), step):
        stop = min(start + step, len(weights))
        stream.add(weights[start:stop], matrix.rows(start, stop))
    errors = stream.result()
    unit = Fraction(1, 2**errors.p)
    columns = zip(*exact_errors(weights, matrix), strict=True)
    assert [x * unit for x in errors.column_sum_abs] == [sum(map(abs, c)) for c in columns]
    sizes = [sum(map(abs, column)) for column in zip(*fractions(weights), strict=True)]
    assert [x * unit for x in errors.weight_column_sum_abs] == sizes


@given(cases())
@settings(max_examples=200, deadline=None)
def test_row_sums_equal_those_of_exact_fractions(case):
    weights, matrix = case
    errors = row_errors(weights, matrix)
    unit = Fraction(1, 2**errors.p)
    exact = exact_errors(weights, matrix)
    assert [x * unit for x in errors.sum_abs] == [sum(map(abs, row)) for row in exact]
    assert [x * unit for x in errors.max_abs] == [max(map(abs, row)) for row in exact]
    assert [x * unit**2 for x in errors.sum_sq] == [sum(e * e for e in row) for row in exact]
    sizes = [sum(map(abs, row)) for row in fractions(weights)]
    assert [x * unit for x in errors.weight_sum_abs] == sizes
    largest = [max(map(abs, row)) for row in fractions(weights)]
    assert [x * unit for x in errors.weight_max_abs] == largest
    assert errors.column_sum_abs == errors.weight_column_sum_abs == ()
    stored = [*fractions(weights), *fractions(matrix.scales.reshape(len(weights), -1))]
    assert 2**errors.p == max(value.denominator for row in stored for value in row)


@given(cases(), seeds)
@settings(deadline=None)
def test_the_row_bound_holds_for_integer_vectors_and_is_attained_at_the_sign_vector(case, seed):
    weights, matrix = case
    errors = row_errors(weights, matrix)
    exact = exact_errors(weights, matrix)
    vector = np.random.default_rng(seed).integers(-127, 128, weights.shape[1]).tolist()
    limit = max(map(abs, vector))
    for row, total in zip(exact, errors.sum_abs, strict=True):
        bound = Fraction(total, 2**errors.p)
        assert abs(sum(e * x for e, x in zip(row, vector, strict=True))) <= bound * limit
        signs = [1 if e >= 0 else -1 for e in row]
        assert sum(e * s for e, s in zip(row, signs, strict=True)) == bound


@given(cases(), seeds)
@settings(deadline=None)
def test_the_integer_kernel_with_scales_is_the_exact_dot_product(case, seed):
    """Per group and lane: scale * (sum of code * x - zero_point * sum of x), in int64."""
    _, matrix = case
    rows, columns = matrix.shape
    x = np.random.default_rng(seed).integers(-128, 128, columns)
    lanes = len(matrix.codec.levels)
    totals = [Fraction(0)] * rows
    for group in range(matrix.scales.shape[1]):
        end = min(columns, (group + 1) * matrix.group_size)
        for lane in range(lanes):
            part = slice(group * matrix.group_size + lane, end, lanes)
            products = matrix.codes[:, part].astype(np.int64) @ x[part]
            corrections = matrix.zero_points[:, group, lane].astype(np.int64) * x[part].sum()
            for row, value in enumerate((products - corrections).tolist()):
                totals[row] += Fraction(float(matrix.scales[row, group, lane])) * value
    for row, entries in enumerate(decoded(matrix)):
        assert totals[row] == sum(w * int(v) for w, v in zip(entries, x, strict=True))
    assert np.all(np.abs(code_differences(matrix)) <= 15)


@given(cases(), st.integers(0, 4))
@settings(deadline=None)
def test_blocks_of_rows_add_up_to_the_whole(case, cut):
    weights, matrix = case
    cut = min(cut, len(weights))
    stream = RowErrorStream()
    stream.add(weights[:cut], matrix.rows(0, cut))
    stream.add(weights[cut:], matrix.rows(cut, len(weights)))
    assert stream.result() == row_errors(weights, matrix)


def test_rows_that_are_added_in_parts_have_the_sums_of_whole_rows():
    rng = np.random.default_rng(5)
    weights = rng.standard_normal((3, 96)).astype(np.float32)
    matrix = make_matrix(rng, ALT43, 3, 96, 32, rng.random((3, 3, 2)).astype(np.float16))
    stream = RowErrorStream()
    for row in range(3):
        for start, stop in ((0, 64), (64, 96)):
            part = matrix.rows(row, row + 1).columns(start, stop)
            stream.add(weights[row : row + 1, start:stop], part)
    whole = row_errors(weights, matrix)
    assert stream.result().joined(2) == whole
    assert whole.joined(1) is whole


def test_a_matrix_of_many_blocks_is_summed_in_the_order_of_its_rows():
    rng = np.random.default_rng(2)
    weights = rng.standard_normal((300, 512)).astype(np.float32)
    scales = np.full((300, 4, 2), 2.0**-5, dtype=np.float16)
    matrix = make_matrix(rng, ALT43, 300, 512, 128, scales)
    errors = row_errors(weights, matrix)
    differences = code_differences(matrix).astype(object)
    exact = to_int64(weights, errors.p).astype(object) - differences * 2 ** (errors.p - 5)
    assert errors.sum_abs == tuple(abs(exact).sum(axis=1))
    assert errors.sum_sq == tuple((exact * exact).sum(axis=1))


def test_a_larger_p_scales_the_sums_and_a_smaller_one_is_refused():
    rng = np.random.default_rng(3)
    weights = np.array([[0.75, 2.0]], dtype=np.float32)
    matrix = make_matrix(rng, ALT43, 1, 2, 2, np.full((1, 1, 2), 0.5, dtype=np.float16))
    natural, finer = row_errors(weights, matrix), row_errors(weights, matrix, p=10)
    assert (natural.p, natural.weight_sum_abs, finer.weight_sum_abs) == (2, (11,), (11 << 8,))
    assert finer.sum_sq == tuple(value << 16 for value in natural.sum_sq)
    with pytest.raises(ValueError, match="p = 1 is too small, the matrix needs 2"):
        row_errors(weights, matrix, p=1)


def test_shapes_that_differ_are_refused():
    matrix = make_matrix(np.random.default_rng(0), ALT43, 2, 4, 2)
    with pytest.raises(ValueError, match=r"shape \(2, 3\), codes of shape \(2, 4\)"):
        row_errors(np.zeros((2, 3), dtype=np.float32), matrix)


def test_rescaling_never_drops_a_bit():
    assert rescale([4, 8], -2) == [1, 2]
    assert rescale([1], 3) == [8]
    with pytest.raises(ArithmeticError, match=r"no multiple of 2\*\*2"):
        rescale([4, 6], -2)
