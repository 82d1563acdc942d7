from fractions import Fraction

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.integer.constants import norm_constants
from quantcert.integer.norm import rms_norm
from tests.support.plain_integers import normed

NORM = norm_constants([Fraction(1), Fraction(-3, 7), Fraction(5, 2)], Fraction(1, 100000), 20)


@given(st.lists(st.integers(-(2**58), 2**58), min_size=3, max_size=3))
@example([0, 0, 0])
@example([1, 0, -1])
@example([2**23, 0, 0])
@example([-(2**23), 2**23 - 1, 0])
def test_norms_are_as_stated(values):
    expected = normed(values, NORM.factors.tolist(), NORM.epsilon, 20)
    assert rms_norm(NORM, np.array([values]), 20)[0].tolist() == expected


def test_a_norm_is_near_the_real_one():
    x = np.array([[3.0, -1.0, 0.5]])
    gamma = np.array([1, -3 / 7, 5 / 2])
    real = gamma * x / np.sqrt((x * x).mean() + 1e-5)
    found = rms_norm(NORM, (x * 2**20).astype(np.int64), 20) / 2**20
    assert np.abs(found - real).max() < 2e-5
