"""Blocks that stand for given weights, decoded by llama.cpp itself."""

import numpy as np
import pytest

from quantcert.formats.gguf.encode import ENCODERS, encoded
from quantcert.formats.gguf.kinds import BLOCK_KINDS
from tests.support import llama_cpp

RNG = np.random.default_rng(5)
LEVELS = {
    "Q3_K": (-4, 4),
    "Q4_0": (-8, 8),
    "Q5_0": (-16, 16),
    "Q6_K": (-32, 32),
    "Q8_0": (-128, 128),
}
GROUPS = {"Q3_K": (16, 31), "Q6_K": (16, 127)}


def weights_of(kind: str, rows: int = 6) -> np.ndarray:
    """Random multiples of float16 scales, with factors of groups if the type has any."""
    low, high = LEVELS[kind]
    size = BLOCK_KINDS[kind].columns
    codes = RNG.integers(low, high, (rows, 2, size))
    if kind in GROUPS:
        group, most = GROUPS[kind]
        factors = RNG.integers(1, most + 1, (rows, 2, size // group))
        factors *= RNG.choice([-1, 1], factors.shape)
        codes = codes * np.repeat(factors, group, axis=2)
    scales = RNG.standard_normal((rows, 2, 1)).astype(np.float16).astype(np.float64)
    return (codes * scales).reshape(rows, -1)


def weights_with_least(levels: int, rows: int = 6) -> np.ndarray:
    codes = RNG.integers(0, levels, (rows, 2, 32))
    codes[:, :, 0] = 0
    halves = RNG.standard_normal((2, rows, 2, 1)).astype(np.float16).astype(np.float64)
    return (codes * np.abs(halves[0]) + halves[1]).reshape(rows, -1)


def decoded_by_llama_cpp(data: np.ndarray, kind: str, columns: int) -> np.ndarray:
    return llama_cpp.dequantize(data, BLOCK_KINDS[kind].number, columns)


@pytest.mark.parametrize("kind", LEVELS)
def test_multiples_of_scales_are_held(kind: str) -> None:
    weights = weights_of(kind)
    weights[3] = 0
    data = encoded(weights, kind)
    assert data is not None
    found = decoded_by_llama_cpp(data, kind, weights.shape[1])
    np.testing.assert_array_equal(found.astype(np.float64), weights)


@pytest.mark.parametrize(("kind", "levels"), [("Q4_1", 16), ("Q5_1", 32)])
def test_multiples_above_a_least_number_are_held(kind: str, levels: int) -> None:
    weights = weights_with_least(levels)
    data = encoded(weights, kind)
    assert data is not None
    found = decoded_by_llama_cpp(data, kind, weights.shape[1])
    np.testing.assert_array_equal(found, weights.astype(np.float32))


@pytest.mark.parametrize("kind", ENCODERS)
def test_what_does_not_fit_is_refused(kind: str) -> None:
    columns = ENCODERS[kind].columns
    assert encoded(RNG.standard_normal((2, columns)), kind) is None
    assert encoded(np.zeros((2, columns + 1)), kind) is None
    assert encoded(np.full((2, columns), 2.0**-26), kind) is None
    assert encoded(np.full((2, columns), 2.0**30), kind) is None


@pytest.mark.parametrize(("kind", "level"), [("Q4_0", 9), ("Q5_0", 17), ("Q8_0", 129)])
def test_a_level_too_many_is_refused(kind: str, level: int) -> None:
    weights = np.zeros((1, 32))
    weights[0, :2] = level, 1
    assert encoded(weights, kind) is None
    weights[0, 0] = level - 1
    assert encoded(weights, kind) is not None
    weights[0, :2] = 1 - level, 1
    assert encoded(weights, kind) is not None
    weights[0, :3] = level - 1, 1 - level, 1
    assert encoded(weights, kind) is None


def test_a_group_of_equal_codes_takes_a_smaller_factor() -> None:
    """All multiples of 8 times 16, which a byte does not hold; other groups need the unit."""
    weights = np.zeros((1, 256))
    weights[0, :2] = 128, -128
    weights[0, 16:18] = 31, 1
    data = encoded(weights, "Q6_K")
    assert data is not None
    np.testing.assert_array_equal(decoded_by_llama_cpp(data, "Q6_K", 256), weights)
