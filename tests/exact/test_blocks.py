from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.exact import blocks
from quantcert.formats.codecs import TableCodec, UniformCodec
from quantcert.formats.pair35.codes import ALT43
from tests.support.codecs import signed_matrix
from tests.support.matrices import FLOAT_DTYPES, exact_errors, make_matrix, random_weights


def sums_of(weights: np.ndarray, matrix) -> list[Fraction]:
    return [
        Fraction(value, 2**part.unit)
        for part in blocks.block_sums(weights, matrix)
        for value in part.sum_abs
    ]


def case(rows: int, exponents: dict[int, int]):
    """Ordinary weights except for one number of a given exponent in some rows."""
    rng = np.random.default_rng(5)
    weights = rng.standard_normal((rows, 8)).astype(np.float32)
    for row, exponent in exponents.items():
        weights[row, 3] = 2.0**exponent
    scales = np.full((rows, 2, 2), 0.25, dtype=np.float16)
    return weights, make_matrix(rng, ALT43, rows, 8, 4, scales)


def test_a_block_with_few_extreme_rows_is_halved_until_few_rows_go_the_wide_way(monkeypatch):
    weights, matrix = case(128, {77: -140, 78: 60})
    widths = []
    wide = blocks._wide
    monkeypatch.setattr(blocks, "_wide", lambda w, *rest: widths.append(len(w)) or wide(w, *rest))
    exact = exact_errors(weights, matrix)
    assert sums_of(weights, matrix) == [sum(map(abs, row)) for row in exact]
    assert widths == [16]


@pytest.mark.parametrize(("top", "path"), [(62, "_narrow"), (63, "_wide")])
def test_the_path_changes_where_int64_ends(monkeypatch, top, path):
    """A magnitude of 62 bits in units of 2^-12 (the scales') is the last that stays narrow."""
    weights, matrix = case(1, {})
    weights[:] = 0
    weights[0, 0] = -(2.0 ** (top - 12)) * (1 - 2**-24)
    other = "_wide" if path == "_narrow" else "_narrow"
    monkeypatch.setattr(blocks, other, None)
    assert sums_of(weights, matrix) == [sum(map(abs, exact_errors(weights, matrix)[0]))]


def test_the_smallest_p_is_the_same_on_both_paths(monkeypatch):
    weights, matrix = case(3, {})
    weights[0] = 2.0**-30
    (narrow,) = blocks.block_sums(weights, matrix)
    monkeypatch.setattr(blocks, "NARROW_BITS", 1)
    (wide,) = blocks.block_sums(weights, matrix)
    assert narrow == wide
    exact = [Fraction(float(w)) for w in weights.ravel()]
    assert 2**narrow.p == max(value.denominator for value in exact)


def test_scales_leave_room_for_the_factor_of_the_code():
    """The weights make the unit 2^-35: the scale has 62 bits, fifteen times it has 66."""
    rng = np.random.default_rng(1)
    scales = np.full((2, 1, 2), 2.0**26 * (2 - 2**-23), dtype=np.float32)
    matrix = make_matrix(rng, ALT43, 2, 40, 64, scales)
    weights = np.full((2, 40), 2.0**-12, dtype=np.float32)
    weights *= rng.choice([1, 3], weights.shape)
    exact = exact_errors(weights, matrix)
    assert sums_of(weights, matrix) == [sum(map(abs, row)) for row in exact]


@given(
    st.sampled_from([UniformCodec(8), TableCodec(2, (-(1 << 28), 3, 0, 1 << 27))]),
    st.sampled_from([*FLOAT_DTYPES, np.dtype(np.float64)]),
    st.sampled_from([0, 2, 40]),
    st.integers(0, 2**32 - 1),
)
def test_scales_and_offsets_of_either_sign(codec, dtype, spread, seed):
    """In 64 bits where numbers have few of them, in limbs where they have many."""
    rng = np.random.default_rng(seed)
    spread = min(spread, 8) if dtype == np.float16 else spread
    matrix = signed_matrix(rng, codec, (3, 7), 2, dtype, spread)
    weights = random_weights(seed, 3, 7, np.float32, spread)
    exact = exact_errors(weights, matrix)
    assert sums_of(weights, matrix) == [sum(map(abs, row)) for row in exact]
    values = [
        Fraction(float(x)) for x in [*weights.flat, *matrix.scales.flat, *matrix.offsets.flat]
    ]
    denominator = max(value.denominator for value in values)
    assert (
        max(part.p for part in blocks.block_sums(weights, matrix)) == denominator.bit_length() - 1
    )
