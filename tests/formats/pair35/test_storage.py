import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantcert.formats.pair35.storage import pair_scheme, stored_names, stored_shapes
from tests.support.matrices import formats, group_sizes, make_matrix


@given(formats, st.integers(1, 4), st.integers(1, 50), group_sizes)
def test_stored_shapes_are_those_of_the_stored_arrays(fmt, rows, columns, group_size):
    matrix = make_matrix(np.random.default_rng(0), fmt, rows, columns, group_size)
    shapes = tuple(array.shape for array in matrix.stored.values())
    assert stored_shapes(rows, columns, fmt, group_size) == shapes


def test_the_names_of_the_stored_arrays():
    assert stored_names("w") == ("w_packed", "w_scale", "w_zero_point")


@given(formats, group_sizes)
def test_claims_speak_of_stored_arrays(fmt, group_size):
    matrix = make_matrix(np.random.default_rng(0), fmt, 2, 9, group_size)
    scheme = pair_scheme(fmt, group_size, "F16")
    assert [claim.kind for claim in scheme.length_claims(2, 9)] == [
        "packed-length",
        "zero-point-length",
    ]
    claims = {claim.kind: claim.arrays for claim in scheme.range_claims(9)}
    assert claims == {"packed-pairs": ("words",), "zero-points-valid": ("zeros",)}
    assert {role for roles in claims.values() for role in roles} <= set(matrix.stored)
