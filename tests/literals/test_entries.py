"""Weights and errors are exact: the nearest float64 and the rest add up to them."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.formats.codecs import TableCodec, UniformCodec
from quantcert.literals import Entries, chunk_entries, entries, geometry
from tests.support.codecs import signed_matrix
from tests.support.matrices import exact_errors, random_weights

CODECS = [UniformCodec(3), UniformCodec(8), TableCodec(2, (-(1 << 28), 3, 0, 1 << 27))]


def exact(found: Entries) -> list[list[Fraction]]:
    return [
        [Fraction(v) + Fraction(r) for v, r in zip(*rows, strict=True)]
        for rows in zip(found.value.tolist(), found.rest.tolist(), strict=True)
    ]


@given(
    st.sampled_from(CODECS),
    st.sampled_from([np.float16, np.float32, np.float64]),
    st.sampled_from([0, 30]),
    st.booleans(),
    st.integers(0, 2**32 - 1),
)
def test_errors_are_exact(codec, dtype, spread, shifted, seed):
    rng = np.random.default_rng(seed)
    spread = min(spread, 8) if dtype == np.float16 else spread
    matrix = signed_matrix(rng, codec, (2, 33), 40, dtype, spread)
    if not shifted:
        matrix = replace(matrix, offsets=None)
    weights = random_weights(seed, 2, 33, np.float32, spread)
    shape = geometry(33, matrix.scheme)
    numbers, errors = chunk_entries(weights, matrix, shape)
    wanted = exact_errors(weights, matrix)
    found = exact(errors)
    assert [row[:33] for row in exact(numbers)] == [
        [Fraction(float(w)) for w in r] for r in weights
    ]
    for row, wanted_row in zip(found, wanted, strict=True):
        assert not any(row[33:])
        for value, error in zip(row, wanted_row, strict=False):
            assert abs(value - error) <= abs(error) / 2**100


@pytest.mark.parametrize("narrow", [True, False])
def test_offsets_are_subtracted_on_both_paths(monkeypatch, narrow):
    if not narrow:
        monkeypatch.setattr(entries, "NARROW_BITS", 1)
    matrix = signed_matrix(np.random.default_rng(3), UniformCodec(4), (3, 8), 4, np.float16)
    weights = random_weights(3, 3, 8, np.float16)
    _, errors = chunk_entries(weights, matrix, geometry(8, matrix.scheme))
    assert exact(errors) == exact_errors(weights, matrix)
