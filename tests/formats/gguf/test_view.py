"""Tensors of a file under the names of the original, changed and unchanged."""

import numpy as np

from quantcert.formats.gguf.view import less_one


def test_one_is_subtracted_exactly() -> None:
    """In float64 where float32 does not hold all of the results."""
    stored = np.array([1.5, 0.25, -3.0, 1.0], np.float32)
    assert less_one(stored).dtype == np.float32
    assert np.array_equal(less_one(stored), [0.5, -0.75, -4.0, 0.0])
    small = np.array([1.5, 2.0**-30], np.float32)
    assert less_one(small).dtype == np.float64
    assert less_one(small).tolist() == [0.5, 2.0**-30 - 1]


def test_what_float64_does_not_hold_and_what_is_not_finite_stays_no_number() -> None:
    found = less_one(np.array([2.0**-60, 1.0, np.inf, np.nan], np.float32))
    assert np.isnan(found[0])
    assert found[1] == 0
    assert np.isinf(found[2])
    assert np.isnan(found[3])
