import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantcert.run.diagnosis.reading import decode_float
from tests.support.matrices import decoded, formats, make_matrix


@given(formats, st.integers(1, 9), st.integers(0, 99))
def test_decoding_is_that_of_every_table(fmt, columns, seed):
    matrix = make_matrix(np.random.default_rng(seed), fmt, 2, columns, 4)
    exact = [[float(value) for value in row] for row in decoded(matrix)]
    assert decode_float(matrix).tolist() == exact
