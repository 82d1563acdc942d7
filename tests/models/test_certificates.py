from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from quantcert.exact.norms import MeasuredNorms, NormBounds
from quantcert.exact.vectors import pack_vector
from quantcert.models.certificates import matrix_cert, vector_cert

floats = st.floats(width=32, allow_nan=False, allow_infinity=False)


@given(arrays.arrays(np.float32, st.integers(0, 9), elements=floats))
def test_a_vector_is_bounded_by_its_size(values):
    cert = vector_cert(pack_vector(values))
    exact = [Fraction(float(value)) for value in values]
    assert cert.dim == len(values)
    assert all(abs(value) <= cert.size.entry.fraction for value in exact)
    assert sum(value * value for value in exact) <= cert.size.norm.fraction**2
    assert cert.size.head == cert.size.norm


def test_measured_norms_are_rounded_up():
    values = [Fraction(k, 3) for k in range(1, 16)]
    parts = [NormBounds(*values[i : i + 5], "Gram") for i in (0, 5, 10)]
    cert = matrix_cert(MeasuredNorms(4, 6, *parts))
    assert (cert.rows, cert.columns) == (4, 6)
    found = [
        number.fraction
        for norms in (cert.original, cert.quantized, cert.error)
        for number in vars(norms).values()
    ]
    for exact, rounded in zip(values, found, strict=True):
        assert exact <= rounded <= exact * (1 + Fraction(1, 2**38))
