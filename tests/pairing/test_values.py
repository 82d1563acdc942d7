"""Exact comparison of stored tensors, and the search for what is not finite."""

from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.errors import StoredValueError
from quantcert.pairing import values
from quantcert.pairing.values import first_difference, first_not_finite, refuse_not_finite
from tests.support.checkpoints import write_checkpoint

NAN, INFINITY = float("nan"), float("inf")


def stored(folder: Path, **tensors: np.ndarray) -> Checkpoint:
    return open_checkpoint(write_checkpoint(folder, tensors))


def test_the_first_difference_is_found_beyond_a_block(tmp_path, monkeypatch):
    monkeypatch.setattr(values, "_BLOCK_ELEMENTS", 4)
    left = np.arange(12, dtype=np.float32).reshape(3, 4)
    right = left.copy()
    right[2, 1] = right[2, 3] = 0.5
    found = stored(tmp_path, left=left, right=right)
    assert first_difference(found, found, "left", "right") == ([2, 1], "9.0", "0.5")
    assert first_difference(found, found, "left", "left") is None


@given(st.lists(st.floats(width=16, allow_nan=False, allow_infinity=False), max_size=5))
def test_a_wider_dtype_holds_the_same_numbers(tmp_path_factory, numbers):
    half = np.array(numbers, np.float16)
    found = stored(tmp_path_factory.mktemp("values"), half=half, single=half.astype(np.float32))
    assert first_difference(found, found, "half", "single") is None


def test_rounding_and_relabelling_are_differences_the_sign_of_zero_is_none(tmp_path):
    half = np.array([-0.0, 1.0, 1.0009765625], np.float16)  # 1 + 2^-10
    found = stored(
        tmp_path,
        half=half,
        rounded=half.astype(ml_dtypes.bfloat16),
        relabelled=half.view(ml_dtypes.bfloat16),
        zero=abs(half),
        bits=np.array([True, False]),
        others=np.array([True, True]),
        whole=np.array(2**53 + 1),
        next=np.array(2**53),
    )

    def difference(left: str, right: str) -> object:
        return first_difference(found, found, left, right)

    assert difference("half", "rounded") == ([2], "1.0009765625", "1.0")
    assert difference("half", "relabelled") == ([1], "1.0", "0.0078125")
    assert difference("half", "zero") is None
    assert difference("bits", "others") == ([1], "False", "True")
    assert difference("whole", "next") == ([], "9007199254740993", "9007199254740992")


@pytest.mark.parametrize("dtype", [np.float16, ml_dtypes.bfloat16, np.float32, np.float64])
@pytest.mark.parametrize("value", [NAN, INFINITY, -INFINITY])
def test_what_is_not_finite_is_found(tmp_path, monkeypatch, dtype, value):
    monkeypatch.setattr(values, "_BLOCK_ELEMENTS", 4)
    numbers = np.ones((2, 3), dtype)
    numbers[1, 1:] = value
    found = stored(tmp_path, spoiled=numbers, whole=np.ones((2, 3), dtype), steps=np.arange(9))
    position, seen = first_not_finite(found, "spoiled") or ([], 0.0)
    assert (position, str(seen)) == ([1, 1], str(value))
    assert first_not_finite(found, "whole") is None
    assert first_not_finite(found, "steps") is None
    refuse_not_finite(found, "whole")
    with pytest.raises(StoredValueError, match=r"tensor spoiled: element \[1, 1\] is -?(nan|inf)"):
        refuse_not_finite(found, "spoiled")


@pytest.mark.parametrize(("dtype", "bits"), [("<f2", 0x7D00), ("<f4", 0x7FA0_0000)])
def test_a_signalling_nan_is_found_without_a_warning(tmp_path, dtype, bits):
    bad = np.array([[bits]], dtype.replace("f", "u")).view(dtype)
    assert first_not_finite(stored(tmp_path, w=bad), "w") is not None
    assert first_difference(stored(tmp_path / "b", w=bad), stored(tmp_path / "c", w=bad), "w")
