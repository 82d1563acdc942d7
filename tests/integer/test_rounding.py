import math

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.integer.rounding import root_floor, round_div, round_shift
from tests.support.plain_integers import divided, shifted

SMALL = st.integers(-(2**40), 2**40)


@given(SMALL, st.integers(-20, 45))
@example(-1, 1)
@example(1, 1)
@example(-3, 2)
def test_shifts_round_half_up(value, shift):
    assert round_shift(np.array([value]), shift).tolist() == [shifted(value, shift)]


@given(SMALL, st.integers(1, 2**40))
@example(-1, 2)
@example(1, 2)
def test_divisions_round_half_up(value, divisor):
    assert round_div(np.array([value]), divisor).tolist() == [divided(value, divisor)]


@given(st.integers(0, 2**31 - 1), st.integers(-2, 2))
@example(2**31 - 1, -1)
@example(94906267, -1)
def test_roots_are_exact_beside_squares(root, step):
    value = max(0, root * root + step)
    assert root_floor(np.array([value])).tolist() == [math.isqrt(value)]
