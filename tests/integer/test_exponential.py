import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.integer.exponential import half_power, power_table
from tests.support.plain_integers import power

TABLE = power_table()


def test_the_table_is_rounded_right():
    assert TABLE.tolist() == [round(2.0 ** (24 - h / 256)) for h in range(257)]


@given(st.integers(0, 2**40))
@example(0)
@example(2**16 - 1)
@example(31 * 2**16)
@example(31 * 2**16 - 1)
def test_powers_are_as_stated(argument):
    assert half_power(TABLE, np.array([argument])).tolist() == [power(argument)]


def test_powers_are_near_the_real_ones_and_fall():
    arguments = np.arange(0, 4 << 16, 7)
    found = half_power(TABLE, arguments)
    assert np.abs(found - 2.0 ** (24 - arguments / 2**16)).max() < 18
    assert (np.diff(found) <= 0).all()
