import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.integer.narrow import narrow
from tests.support.plain_integers import narrowed

VECTORS = st.lists(st.integers(-(2**60), 2**60), min_size=1, max_size=5)


@given(VECTORS, st.sampled_from((8, 16)))
@example([127], 8)
@example([-128, 0], 8)
@example([255], 8)
@example([254, -1], 8)
@example([-255], 8)
@example([65535], 16)
def test_vectors_are_narrowed_as_stated(values, bits):
    found = narrow(np.array(values), bits)
    assert (found.codes.tolist(), int(found.shifts[0])) == narrowed(values, bits)
