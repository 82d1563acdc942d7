"""Ranges, layer errors and logits as they are recorded, against sums done exactly."""

import itertools
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from quantcert.forward import BlockWeights, Weights
from quantcert.forward import recorder as recorder_module
from quantcert.forward.measurement import LayerErrors, Range
from quantcert.forward.recorder import (
    BlockRecorder,
    LogitRecorder,
    RangeRecorder,
    largest,
    worst_case,
)
from quantcert.models.net import MatrixUse
from quantcert.pairing.parts import TensorPart


class Matrix:
    """Weights that are one matrix."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def shape(self, name: str) -> tuple[int, ...]:
        return self.values.shape

    def rows(self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()) -> np.ndarray:
        return self.values[start:stop]

    def vector(self, name: str) -> np.ndarray:
        raise NotImplementedError


def test_ranges_grow_over_windows() -> None:
    """Entry, head and norm may come from different positions; a part of a head is no head."""
    ranges = RangeRecorder(2)
    ranges.point("p", np.array([[3.0, 4.0, 0.0, 0.0, -6.0]]))
    assert ranges.points["p"] == Range(6.0, 5.0, math.sqrt(61))
    ranges.point("p", np.array([[0.0, 0.0, 5.0, 5.0, 0.0], [1.0, 0.0, 0.0, 0.0, 0.0]]))
    assert ranges.points["p"] == Range(6.0, math.sqrt(50), math.sqrt(61))
    ranges.point("p", np.zeros((1, 5)))
    assert ranges.points["p"] == Range(6.0, math.sqrt(50), math.sqrt(61))
    ranges.norm("n", np.array([[2.0], [0.5]]))
    ranges.norm("n", np.array([[1.0]]))
    ranges.gap("router", np.array([0.25, 0.125]))
    ranges.gap("router", np.array([0.5]))
    assert ranges.norms == {"n": 0.5, "router": 0.125}


def test_no_head_in_a_short_vector() -> None:
    ranges = RangeRecorder(4)
    ranges.point("p", np.array([[3.0, 4.0]]))
    assert ranges.points["p"] == Range(4.0, 0.0, 5.0)


def test_layer_errors() -> None:
    rng = np.random.default_rng(3)
    original, quantized = (Matrix(rng.integers(-8, 9, (4, 3)) / 4) for _ in range(2))
    sources: list[Weights] = [original, quantized]
    blocks = [BlockWeights(source) for source in sources]
    recorder = BlockRecorder("b", RangeRecorder(1), *blocks, {"w"})
    inputs = rng.integers(-8, 9, (2, 5, 3)) / 4
    for x in inputs:
        recorder.linear(MatrixUse(TensorPart("w"), 4, 3), x, x @ original.values.T)
        recorder.linear(MatrixUse(TensorPart("not quantized"), 3, 3), x, x)
    error = original.values - quantized.values
    assert recorder.layers == (
        LayerErrors(
            block="b",
            tensor="w",
            input=largest(inputs),
            error=largest(inputs.reshape(10, 3) @ error.T),
            worst_case=max(sum(abs(Fraction(e)) for e in row) for row in error),
        ),
    )


@pytest.mark.parametrize("seed", range(20))
def test_worst_case_is_the_row_sum_and_the_worst(seed: int) -> None:
    """The bound of the theorem, the largest absolute row sum, is attained: the ratio is 1."""
    rng = np.random.default_rng(seed)
    original, quantized = rng.integers(-99, 99, (2, 5, 4)) / 16
    attained = worst_case(original, quantized)
    error = original - quantized
    assert attained == max(sum(abs(Fraction(e)) for e in row) for row in error)
    corners = itertools.product((-1.0, 1.0), repeat=4)
    assert attained == max(largest(error @ np.array(corner)) for corner in corners)


def test_logits() -> None:
    """Two tokens are predicted from three positions; probabilities 1/2, 1/4 against 1/4, 1/2."""
    tokens = np.array([0, 1, 0])
    before = np.log(np.array([[2.0, 2.0], [1.0, 3.0], [7.0, 1.0]]))
    after = np.log(np.array([[3.0, 1.0], [1.0, 1.0], [7.0, 1.0]]))
    recorder = LogitRecorder()
    recorder.add(tokens, before, after)
    errors = recorder.errors()
    assert errors is not None
    assert errors.difference == pytest.approx(math.log(3))
    assert float(errors.probability_ratio) == pytest.approx(2)
    assert float(errors.original_perplexity) == pytest.approx(math.sqrt(2 * 4))
    assert float(errors.quantized_perplexity) == pytest.approx(math.sqrt(4 * 2))
    recorder.add(np.array([1, 1]), np.zeros((2, 2)), np.array([[1e4, 0.0], [0.0, 0.0]]))
    errors = recorder.errors()
    assert errors is not None
    assert errors.probability_ratio > Decimal("1e4000")
    assert float(errors.original_perplexity) == pytest.approx((8 * 2) ** (1 / 3))


def test_long_windows_are_compared_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    tokens, logits = rng.integers(0, 5, 150), rng.standard_normal((2, 150, 5))
    whole, pieces = LogitRecorder(), LogitRecorder()
    pieces.add(tokens, *logits)
    monkeypatch.setattr(recorder_module, "_POSITIONS", 1000)
    whole.add(tokens, *logits)
    found, expected = (vars(recorder.errors()) for recorder in (pieces, whole))
    assert found.keys() == expected.keys()
    assert all(float(found[key]) == pytest.approx(float(expected[key])) for key in found)


def test_no_prediction_no_errors() -> None:
    recorder = LogitRecorder()
    assert recorder.errors() is None
    recorder.add(np.array([1]), np.zeros((1, 2)), np.zeros((1, 2)))
    assert recorder.errors() is None
