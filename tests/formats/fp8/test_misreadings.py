import ml_dtypes
import numpy as np

from quantcert.formats import Scheme
from quantcert.formats.arrays import table_codec, table_matrix
from quantcert.formats.fp8.misreadings import MISREADINGS
from quantcert.formats.minifloat import E4M3, E5M2
from tests.support.foreign import decoded

OTHER_TYPE, OTHER_BIAS = (reading.reread for reading in MISREADINGS)
VALUES = np.array([[1.5, -0.25, 96.0, 0.0], [3.0, 2.0**-9, -20.0, 7.0]])


def read(words, small=E4M3):
    scales = np.array([[0.5], [3.0]], np.float32)
    return table_matrix("w", Scheme("x", table_codec(small), 4), words, scales, small, {})


def test_codes_are_reread_as_another_type():
    stored = VALUES.astype(ml_dtypes.float8_e5m2)
    wanted = stored.astype(np.float64) * [[0.5], [3.0]]
    np.testing.assert_array_equal(decoded(OTHER_TYPE(read(stored.view(np.uint8)))), wanted)


def test_another_bias_halves_every_number():
    stored = VALUES.astype(ml_dtypes.float8_e4m3fnuz)
    wanted = stored.astype(np.float64) * [[0.5], [3.0]]
    np.testing.assert_array_equal(decoded(OTHER_BIAS(read(stored.view(np.uint8)))), wanted)


def test_other_types_are_left():
    other = read(np.zeros((2, 4), np.uint8), E5M2)
    assert OTHER_TYPE(other) is None
    assert OTHER_BIAS(other) is None
