from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantcert.errors import QuantizeError
from quantcert.exact import row_errors
from quantcert.formats.bitstream import unpack_words
from quantcert.formats.pair35 import search
from quantcert.formats.pair35.codes import ALT43, PAIR11
from quantcert.formats.pair35.packing import unpack_pairs
from quantcert.quantizer import matrix as module
from quantcert.quantizer import quantize_matrix
from tests.support.matrices import (
    decoded,
    float_dtypes,
    formats,
    fractions,
    group_sizes,
    random_finite,
    target_of,
)

seeds = st.integers(0, 2**32 - 1)


@st.composite
def matrices(draw):
    """Any weights: ordinary ones, all exponents, whole groups of one kind."""
    rng = np.random.default_rng(draw(seeds))
    shape = draw(st.integers(1, 4)), draw(st.integers(1, 40))
    dtype = draw(float_dtypes)
    kind = draw(st.sampled_from(["normal", "any bits", "zeros", "constant", "positive", "spikes"]))
    normal = rng.standard_normal(shape)
    values = {
        "normal": normal,
        "any bits": random_finite(rng, dtype, shape),
        "zeros": np.zeros(shape),
        "constant": np.full(shape, normal[0, 0]),
        "positive": np.abs(normal),
        "spikes": np.where(rng.random(shape) < 0.1, normal * 1000, 0.0),
    }[kind]
    return values.astype(dtype)


@given(matrices(), formats, group_sizes)
@settings(max_examples=200, deadline=None)
def test_what_is_stored_is_in_range_and_unpacks_to_what_was_chosen(weights, fmt, group_size):
    matrix = quantize_matrix(weights, target_of(fmt), group_size, "m")
    rows, columns = weights.shape
    assert matrix.shape == weights.shape
    assert matrix.scales.shape == (rows, -(-columns // group_size), len(fmt.levels))
    limits = np.finfo(matrix.scales.dtype)
    assert np.all(matrix.scales >= limits.smallest_normal)
    assert np.all(np.isfinite(matrix.scales))
    assert np.all(matrix.zero_points < np.array(fmt.levels))
    for lane, levels in enumerate(fmt.levels):
        assert matrix.codes[:, lane :: len(fmt.levels)].max(initial=0) < levels
    np.testing.assert_array_equal(unpack_pairs(matrix.words, columns, fmt), matrix.codes)
    flat = unpack_words(matrix.stored["zeros"], matrix.zero_points[0].size, 4)
    np.testing.assert_array_equal(flat.reshape(matrix.zero_points.shape), matrix.zero_points)
    if columns % 2:
        filler = unpack_pairs(matrix.words, columns + 1, fmt)[:, -1]
        np.testing.assert_array_equal(filler, matrix.zero_points[:, -1, fmt.tables[columns % 2]])


@given(matrices(), formats, group_sizes)
@settings(max_examples=100, deadline=None)
def test_every_code_is_a_nearest_one(weights, fmt, group_size):
    """Ties may go either way, and float64 division may miss by a little more than nothing."""
    matrix = quantize_matrix(weights, target_of(fmt), group_size)
    for row, (originals, values) in enumerate(
        zip(fractions(weights), decoded(matrix), strict=True)
    ):
        for column, (original, value) in enumerate(zip(originals, values, strict=True)):
            lane = column % len(fmt.levels)
            scale = Fraction(float(matrix.scales[row, column // group_size, lane]))
            code = int(matrix.codes[row, column])
            slack = abs(original) / 2**50
            if code > 0:
                assert abs(original - value) <= abs(original - (value - scale)) + slack
            if code < fmt.levels[lane] - 1:
                assert abs(original - value) <= abs(original - (value + scale)) + slack


@given(matrices(), formats, group_sizes)
@settings(max_examples=100, deadline=None)
def test_the_clip_search_is_never_worse_than_the_full_range(weights, fmt, group_size):
    searched = row_errors(weights, quantize_matrix(weights, target_of(fmt), group_size))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "SHRINK_FACTORS", (1.0,))
        full = row_errors(weights, quantize_matrix(weights, target_of(fmt), group_size))
    for ours, theirs in zip(searched.sum_sq, full.sum_sq, strict=True):
        slack = Fraction(theirs, 2**40)
        assert Fraction(ours, 4**searched.p) <= (theirs + slack) / 4**full.p


def test_the_clip_search_helps_where_one_weight_sticks_out():
    weights = np.random.default_rng(0).standard_normal((4, 128)).astype(np.float32)
    weights[:, 5] = 6
    target = target_of(PAIR11)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "SHRINK_FACTORS", (1.0,))
        full = sum(row_errors(weights, quantize_matrix(weights, target, 128), p=60).sum_sq)
    searched = sum(row_errors(weights, quantize_matrix(weights, target, 128), p=60).sum_sq)
    assert searched < 0.97 * full


@pytest.mark.parametrize("fmt", [ALT43, PAIR11], ids=lambda fmt: fmt.name)
def test_zeros_have_scale_one_and_zero_codes_and_zero_points(fmt):
    weights = np.ones((2, 6), dtype=np.float32)
    weights[1, :4] = 0
    matrix = quantize_matrix(weights, target_of(fmt), 4)
    assert np.all(matrix.scales[1, 0] == 1)
    assert not matrix.zero_points[1, 0].any()
    assert not matrix.codes[1, :4].any()


@pytest.mark.parametrize(
    ("largest", "dtype"),
    [
        (1.0, np.float16),
        (2.0**-14 * 10, np.float16),
        (2.0**-14 * 9.99, np.float32),
        (65504.0 * 10, np.float16),
        (65504.0 * 10.01, np.float32),
        (3.4e38, np.float32),
        (1.5e-45, np.float32),
    ],
)
def test_scales_are_float32_exactly_when_float16_has_no_normal_number_for_one(largest, dtype):
    weights = np.zeros((300, 512), dtype=np.float32)
    weights[0, 0] = 1.0
    weights[299, 511] = -largest
    assert target_of(PAIR11).scale_dtype(weights, 128) == dtype
    matrix = quantize_matrix(weights, target_of(PAIR11), 128)
    assert matrix.scales.dtype == dtype
    assert decoded(matrix.rows(0, 1))[0][0] == pytest.approx(1.0, rel=0.001)


def test_the_extremes_of_float32_are_quantized():
    limits = np.finfo(np.float32)
    weights = np.array([[limits.max, -limits.max], [1.5e-45, 0]], dtype=np.float32)
    for fmt in (ALT43, PAIR11):
        matrix = quantize_matrix(weights, target_of(fmt), 2)
        exact = decoded(matrix)
        assert abs(exact[0][0] - Fraction(float(limits.max))) < float(limits.max) * 0.5
        assert exact[1] == [0, 0]


def test_blocks_of_rows_do_not_show(monkeypatch):
    weights = np.random.default_rng(0).standard_normal((50, 30)).astype(ml_dtypes.bfloat16)
    whole = quantize_matrix(weights, target_of(ALT43), 8)
    monkeypatch.setattr(module, "_BLOCK_ELEMENTS", 1)
    by_row = quantize_matrix(weights, target_of(ALT43), 8)
    np.testing.assert_array_equal(whole.words, by_row.words)
    np.testing.assert_array_equal(whole.scales, by_row.scales)


@pytest.mark.parametrize(
    ("weights", "group_size", "message"),
    [
        (np.ones((1, 2), np.float32), 3, "group size 3 must be an even integer, at least 2"),
        (np.ones((1, 2), np.float32), 0, "group size 0 must be"),
        (np.ones((1, 0), np.float32), 2, r"tensor t: shape \[1, 0\] is not a matrix"),
        (np.ones(3, np.float32), 2, r"tensor t: shape \[3\] is not a matrix"),
        (np.array([[1, np.nan]], np.float32), 2, "tensor t: the array holds a NaN or an infinity"),
        (np.ones((1, 2), np.int8), 2, "tensor t: dtype int8 cannot be decoded"),
    ],
)
def test_what_cannot_be_quantized_is_refused(weights, group_size, message):
    with pytest.raises(QuantizeError, match=message):
        quantize_matrix(weights, target_of(PAIR11), group_size, "t")
