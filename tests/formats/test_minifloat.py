"""Every code of every type against the independent types of `ml_dtypes`."""

from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest

from quantcert.formats.minifloat import E2M1, E4M3, E5M2, E8M0, INFINITY, NAN, table_of_floats

TYPES = {
    "E2M1": (E2M1, ml_dtypes.float4_e2m1fn),
    "E4M3": (E4M3, ml_dtypes.float8_e4m3fn),
    "E5M2": (E5M2, ml_dtypes.float8_e5m2),
    "E8M0": (E8M0, ml_dtypes.float8_e8m0fnu),
}


def peer_values(bits, dtype):
    """What `ml_dtypes` says of every code."""
    return np.arange(1 << bits, dtype=np.uint8).view(dtype).astype(np.float64)


@pytest.mark.parametrize("name", TYPES)
def test_every_code_has_the_value_of_the_independent_type(name):
    small, dtype = TYPES[name]
    expected = peer_values(small.bits, dtype)
    assert len(small.levels) == len(expected) == 1 << small.bits
    for code, value in enumerate(expected):
        if np.isfinite(value):
            assert Fraction(small.levels[code], 1 << small.unit) == Fraction(value), code
            assert code not in small.special
        else:
            assert small.special[code] == (NAN if np.isnan(value) else INFINITY), code
            assert small.levels[code] == 0
    finite = np.isfinite(expected)
    assert np.array_equal(small.values[finite], expected[finite])
    assert np.isnan(small.values[~finite]).all()


def test_the_unit_is_no_finer_than_needed():
    for small in (E2M1, E4M3, E5M2):
        assert min(abs(level) for level in small.levels if level) == 1


def test_the_first_code_that_is_no_number_is_named():
    codes = np.zeros((2, 3), dtype=np.uint8)
    assert E5M2.first_special(codes) is None
    codes[1, 1], codes[1, 2] = 0xFC, 0x7F
    assert E5M2.first_special(codes) == ((1, 1), INFINITY)
    assert E4M3.first_special(codes) == ((1, 2), NAN)
    decoded = E5M2.decode(codes)
    assert decoded.shape == (2, 3)
    assert np.isnan(decoded).tolist() == [[False] * 3, [False, True, True]]


def test_a_table_of_floats_is_exact():
    floats = [-1.0, 0.0, float(np.float32(0.1)), 0.75]
    table = table_of_floats("mine", floats)
    assert (table.bits, table.unit) == (2, 27)
    assert [Fraction(level, 1 << table.unit) for level in table.levels] == [*map(Fraction, floats)]
    assert table.values.tolist() == floats


@pytest.mark.parametrize("floats", [[0.0, 1.0, 2.0], [0.0, float("inf")], [0.0, float("nan")]])
def test_what_is_no_table_is_refused(floats):
    with pytest.raises(ValueError, match=r"mine: . floats are no table"):
        table_of_floats("mine", floats)
