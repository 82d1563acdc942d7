import math
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantcert.exact.dyadic import Dyadic, rounded_up
from quantcert.models.bounds import Bounds
from quantcert.models.net import Scoring
from quantcert.models.sizes import norm_size
from quantcert.models.variation import (
    LARGEST_CHANGE,
    check_scores,
    check_weights,
    exp_upper,
    score_change,
    total_variation,
)

changes = st.floats(0, LARGEST_CHANGE).map(lambda value: rounded_up(Fraction(value)))


@given(changes)
def test_the_exponential_is_bounded_closely(change):
    value = float(change.fraction)
    assert math.exp(value) * (1 - 1e-12) <= float(exp_upper(change).fraction)
    assert float(exp_upper(change).fraction) <= math.exp(value) * (1 + value**2 / 2**16 + 1e-12)


@given(changes)
def test_the_total_variation_is_the_smallest_that_is_accepted(change):
    tv = total_variation(change)
    assert tv is not None
    assert check_weights(change, tv)
    if tv.mantissa:
        less = tv.fraction * (1 - Fraction(1, 2**36))
        assert not check_weights(change, rounded_up(less))


def test_scores_that_do_not_change_keep_the_weights():
    assert total_variation(Dyadic(0, 0)) == Dyadic(0, 0)


def test_a_large_change_says_nothing_of_the_weights():
    assert total_variation(Dyadic(LARGEST_CHANGE + 1, 0)) is None
    assert not check_weights(Dyadic(1 << 16, 0), Dyadic(1, 0))


def test_softmax_moves_at_most_by_the_total_variation():
    rng = np.random.default_rng(3)
    for _ in range(200):
        z = rng.standard_normal(5) * 3
        change = rng.uniform(0.01, 2)
        zhat = z + rng.uniform(-change, change, 5)
        p, q = (np.exp(s) / np.exp(s).sum() for s in (z, zhat))
        tv = total_variation(rounded_up(Fraction(change)))
        assert tv is not None
        assert np.abs(p - q).sum() / 2 <= float(tv.fraction) + 1e-12


def test_the_root_and_the_cap_of_a_score_count() -> None:
    """Heads of norm up to 2, off by at most 1/4: dot products change by at most 1."""
    size, error = norm_size(Dyadic(2, 0)), norm_size(Dyadic(1, 2))
    known = Bounds(size, size, error)
    for root, change in ((4, Dyadic(1, 1)), (1, Dyadic(1, 0)), (16, Dyadic(1, 2))):
        assert check_scores(Scoring(root, None), change, known, known)
        assert not check_scores(Scoring(root - 1, None), change, known, known)
        assert not check_scores(Scoring(root, Dyadic(50, 0)), change, known, known)
        for cap in (None, Dyadic(50, 0)):
            best = score_change(Scoring(root, cap), known, known)
            assert check_scores(Scoring(root, cap), best, known, known)
            assert change.fraction <= best.fraction <= change.fraction * (1 + Fraction(1, 2**19))
