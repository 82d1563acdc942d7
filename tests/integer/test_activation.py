import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.integer.activation import gated, silu
from quantcert.integer.exponential import power_table
from tests.support import plain_integers as plain

TABLE = power_table()
WIDE = st.integers(-(2**36), 2**36)


@given(st.lists(st.tuples(WIDE, WIDE), min_size=1, max_size=4))
@example([(0, 5), (1, 1), (-1, -1)])
@example([(2**30 - 1, 2**30), (2**36, -(2**36))])
@example([(-(2**24), 3 << 20)])
def test_gates_are_as_stated(pairs):
    gate, up = (np.array(side) for side in zip(*pairs, strict=True))
    assert gated(TABLE, gate, up, 20).tolist() == plain.gated(gate.tolist(), up.tolist(), 20)


def test_silu_is_near_the_real_one():
    x = np.linspace(-20, 20, 1001)
    found = silu(TABLE, np.round(x * 2**20).astype(np.int64), 20) / 2**20
    assert np.abs(found - x / (1 + np.exp(-x))).max() < 1e-5
