import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.integer.activation import LOG2_E
from quantcert.integer.constants import (
    log2_e_times,
    norm_constants,
    rotation_table,
    rounded_root,
    score_factor,
)


@given(st.fractions(0, 10**6))
def test_roots_are_rounded_half_up(value):
    root = rounded_root(value)
    assert root == 0 or (root - Fraction(1, 2)) ** 2 <= value
    assert value < (root + Fraction(1, 2)) ** 2


def test_logarithms():
    assert log2_e_times(Fraction(1)) == LOG2_E == round(math.log2(math.e) * 2**16)
    assert score_factor(64) == round(math.log2(math.e) / 8 * 2**16)


def test_constants_of_a_norm():
    norm = norm_constants([Fraction(1), Fraction(-1, 2)], Fraction(1, 100), 20)
    assert norm.factors.tolist() == [round(2**16.5), -round(2**15.5)]
    assert norm.epsilon == round(0.02 * 4.0**20)


@pytest.mark.parametrize("scale", [1.0, 1.25])
def test_tables_of_angles(scale):
    table = rotation_table((1.0, 0.25), scale, 5)
    for t in range(5):
        for i, f in enumerate((1.0, 0.25)):
            assert abs(table.cosines[t, i] - scale * math.cos(t * f) * 2**15) <= 0.5000001
            assert abs(table.sines[t, i] - scale * math.sin(t * f) * 2**15) <= 0.5000001
    assert table.cosines.dtype == np.int64
