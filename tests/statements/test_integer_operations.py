import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantcert.integer.rounding import round_shift
from quantcert.statements.integer_operations import shift_claim

entries = st.lists(st.integers(-(1 << 45), 1 << 45), min_size=1, max_size=6)


@given(entries, st.sampled_from([127, 32767, (1 << 23) - 1]))
def test_a_claimed_shift_is_the_least_and_its_witness_needs_it(values, limit):
    vector = np.array(values, np.int64)
    shift, place = shift_claim(vector, limit)
    assert np.abs(round_shift(vector, shift)).max() <= limit
    if shift:
        assert abs(int(round_shift(vector, shift - 1)[place])) > limit
