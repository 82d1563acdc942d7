import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.integer.attention import Scores, attend
from quantcert.integer.exponential import power_table
from quantcert.integer.narrow import Narrow
from tests.support.plain_integers import attended

SCORES = Scores(47274, power_table())
CODES = st.lists(st.integers(-32767, 32767), min_size=2, max_size=2)
VECTORS = st.tuples(CODES, st.integers(0, 24))


def together(vectors):
    codes, shifts = zip(*vectors, strict=True)
    return Narrow(np.array(codes), np.array(shifts)[:, None])


@given(VECTORS, st.lists(st.tuples(VECTORS, VECTORS), min_size=1, max_size=4))
@example(([3, 4], 0), [(([5, 6], 0), ([7, -8], 0))])
@example(([9, 9], 9), [(([5, 6], 9), ([7, -8], 3)), (([5, 6], 9), ([7, -8], 12))])
def test_a_head_attends_as_stated(query, pairs):
    keys, values = zip(*pairs, strict=True)
    one = Narrow(np.array(query[0]), np.array([query[1]]))
    found = attend(SCORES, one, together(keys), together(values), 20)
    assert found.tolist() == attended(query, keys, values, SCORES.factor, 20)
