"""Matrices that are stored or read wrongly, and what is said of them."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from quantcert.certificate import Finding, Rule, Verdict
from quantcert.containers import TensorInfo
from quantcert.formats import QuantizedMatrix, Scheme, targets
from quantcert.formats.bitstream import pack_words
from quantcert.formats.codecs import UniformCodec
from quantcert.quantizer import quantize_matrix
from quantcert.run.diagnosis import layers as module
from quantcert.run.diagnosis.layers import Diagnosis, with_diagnoses

GROUP = 16
INTERLEAVED = [0, 2, 4, 6, 1, 3, 5, 7]
SPLIT = [i // 2 + 16 * (i % 2) for i in range(32)]


def weights(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


ORIGINALS = {
    "a": weights(64, 64, seed=1),
    "b": weights(64, 64, seed=2),
    "c": weights(64, 64, seed=3),
    "wide": weights(24, 96, seed=4),
}


def quantized(original):
    """Four bits, rounded to nearest, with a zero-point for each group."""
    rows, columns = original.shape
    groups = original.reshape(rows, columns // GROUP, GROUP).astype(np.float64)
    low, high = groups.min(axis=2), groups.max(axis=2)
    scales = (high - low) / 15
    zeros = np.rint(-low / scales)
    codes = np.clip(np.rint(groups / scales[:, :, None]) + zeros[:, :, None], 0, 15)
    codes = codes.reshape(rows, columns).astype(np.uint8)
    return QuantizedMatrix(
        "m",
        Scheme("test", UniformCodec(4), GROUP),
        codes,
        scales.astype(np.float32)[:, :, None],
        zeros.astype(np.uint8)[:, :, None],
        pack_words(codes, 4),
        {},
    )


@dataclass
class Stored:
    """A quantized checkpoint in memory."""

    held: dict

    def matrices(self):
        return list(self.held)

    def shape(self, name):
        return self.held[name].shape

    def read_rows(self, name, start, stop):
        return self.held[name].rows(start, stop)


@dataclass
class Originals:
    """An original in memory."""

    held: dict

    def __contains__(self, name):
        return name in self.held

    def info(self, name):
        return TensorInfo(name, "F32", self.held[name].shape, None, 0, 0)

    def read_rows(self, name, start, stop):
        return self.held[name][start:stop]


def words(change, name="a", originals=ORIGINALS):
    """What is said of a matrix that a function has spoiled."""
    held = {each: quantized(original) for each, original in ORIGINALS.items()}
    held[name] = change(held[name])
    return Diagnosis(Stored(held), Originals(originals), name).words()


def in_columns(order):
    """Codes of columns in another order, in each block."""
    blocks = np.arange(64).reshape(-1, len(order))[:, order].reshape(-1)
    return lambda m: replace(m, codes=m.codes[:, blocks])


def zeros(step):
    return lambda m: replace(m, zero_points=(m.zero_points.astype(int) + step).astype(np.uint8))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (zeros(-1), "zero-points larger by one"),
        (zeros(1), "zero-points smaller by one"),
        (lambda m: replace(m, scales=1 / m.scales), "scales that divide instead of multiplying"),
        (lambda m: replace(m, scales=-m.scales), "scales of the other sign"),
        (in_columns([1, 0]), "neighbouring columns swapped"),
        (in_columns(INTERLEAVED), "half-bytes of each word in order"),
        (in_columns(np.argsort(INTERLEAVED)), "half-bytes of each word interleaved"),
        (in_columns(SPLIT), "columns of blocks of 32 in order"),
        (in_columns(np.argsort(SPLIT)), "blocks of 32 split into low and high halves"),
        (lambda m: replace(m, codes=m.codes ^ np.uint8(8)), "codes of the other signedness"),
        (
            lambda m: replace(
                m,
                codes=(np.rint(ORIGINALS["a"] * 2).clip(-8, 7).astype(int) % 16).astype(np.uint8),
                zero_points=0 * m.zero_points,
                scales=0 * m.scales + np.float32(0.5),
            ),
            "differences of codes and zero-points that wrapped round",
        ),
        (
            lambda m: replace(
                m,
                scales=np.roll(m.scales, 1, axis=1),
                zero_points=np.roll(m.zero_points, 1, axis=1),
            ),
            "the scales of the group after",
        ),
    ],
)
def test_a_misreading_is_named(change, said):
    found = words(change)
    assert found.startswith("it fits the original with ")
    assert said in found
    assert " of the weights' size instead of " in found


@pytest.mark.parametrize("times", [0.01, 700.0])
def test_a_missing_scale_is_told_by_its_factor(times):
    found = words(lambda m: replace(m, scales=m.scales * np.float32(times)))
    factor = float(found.partition("multiplied by ")[2].partition(":")[0])
    assert factor == pytest.approx(1 / times, rel=0.02)
    assert "a scale is missing, or applied the wrong way round" in found


def test_a_transposed_matrix_is_named():
    found = words(lambda _: quantized(np.ascontiguousarray(ORIGINALS["a"].T)))
    assert found.startswith("it is the transposed of the original (error 0.")
    wide = words(lambda _: quantized(weights(96, 32)), "wide", {"wide": weights(96, 32).T})
    assert wide.startswith("it is the transposed of the original")


def test_another_layer_is_named():
    found = words(lambda _: quantized(ORIGINALS["c"]))
    assert found.startswith("it holds the original's c (error 0.")


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (np.roll(np.arange(64), -3), "its rows are the original's, shifted by 3"),
        (
            np.arange(64)[::-1],
            "its rows are the original's reversed: row 0 is the original's row 63",
        ),
        (
            np.random.default_rng(0).permutation(64),
            "its rows are the original's in another order: row 0 is the original's row ",
        ),
    ],
)
def test_the_order_of_rows_is_told(order, said):
    original = ORIGINALS["a"]
    found = words(lambda _: quantized(original[order]))
    assert found.startswith(said)
    if "another" in said:
        assert f"row 0 is the original's row {order[0]}" in found


def test_nothing_is_said_of_what_nothing_explains():
    assert words(lambda _: quantized(weights(64, 64, seed=9))) == ""
    assert words(lambda m: m) == ""
    assert words(lambda m: replace(m, scales=m.scales * np.float32(np.nan))) == ""


def test_a_matrix_without_an_original_is_passed_over():
    assert words(lambda m: m, "a", {"b": ORIGINALS["b"]}) == ""


@dataclass(frozen=True)
class Judged:
    """What is asked of a layer's certificate."""

    tensor: str
    verdict: Verdict
    finding: Finding | None
    further: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return () if self.finding is None else (self.finding, *self.further)


def test_findings_of_the_first_layers_that_do_not_fit_are_completed(monkeypatch):
    monkeypatch.setattr(module, "_MOST_LAYERS", 2)
    held = {name: zeros(1)(quantized(original)) for name, original in ORIGINALS.items()}
    failed = Finding(Rule.ROW_ERROR, "too large", "a", row=3)
    layers = [
        Judged("a", Verdict.UNPROVED, None),
        Judged("b", Verdict.FAILED, failed),
        Judged("b", Verdict.FAILED, replace(failed, rule=Rule.STORED_VALUE)),
        Judged("c", Verdict.FAILED, failed),
        Judged("a", Verdict.FAILED, failed),
    ]
    made = with_diagnoses(Stored(held), Originals(ORIGINALS), layers)
    words = [layer.finding.message if layer.finding else "" for layer in made]
    said = "too large; it fits the original with zero-points smaller by one"
    assert [text.startswith(said) for text in words] == [False, True, False, True, False]
    assert (made[1].finding.row, words[2], words[4]) == (3, "too large", "too large")
    assert [[f.rule for f in layer.further] for layer in made[:3]] == [[], [Rule.MISREAD], []]
    late = with_diagnoses(Stored(held), Originals(ORIGINALS), layers, lambda tensor: tensor == "a")
    assert [f.rule for f in late[4].further] == [Rule.MISREAD]
    assert with_diagnoses(Stored(held), None, layers) == layers


def test_a_proved_layer_fails_if_some_columns_of_every_block_err_by_steps():
    original = weights(64, 192, seed=5)
    matrix = quantized(original)
    layers = [Judged("w", Verdict.PROVED, None)]
    for places, blocks, fails in (([10, 21], 6, True), ([], 6, False), ([10], 4, False)):
        codes = matrix.codes.copy()
        columns = np.add.outer(32 * np.arange(blocks), places).reshape(-1).astype(int)
        codes[:, columns] &= 9  # bits in the middle are lost
        held = {"w": replace(matrix, codes=codes)}
        (layer,) = with_diagnoses(Stored(held), Originals({"w": original}), layers)
        assert (layer.verdict is Verdict.FAILED) is fails
        if fails:
            assert layer.finding.rule is Rule.MISREAD
            assert "of every 32 err by more than most of a step" in layer.finding.message
            assert [f" {p} (" in layer.finding.message for p in (10, 11, 21)] == [True, False, True]


@pytest.mark.parametrize("name", targets())
def test_columns_with_larger_steps_of_their_own_are_no_fault(name):
    """Odd columns may have scales of their own, which a few of them make large."""
    original = weights(64, 384, seed=3)
    few = np.isin(np.arange(384) % 32, (29, 31))
    original[:, few] *= 8
    original[:, ~few & (np.arange(384) % 2 > 0)] /= 100
    held = {"w": quantize_matrix(original, targets()[name], 128, "w")}
    layers = [Judged("w", Verdict.PROVED, None)]
    assert with_diagnoses(Stored(held), Originals({"w": original}), layers) == layers


def test_outliers_of_few_rows_are_no_fault():
    original = weights(7, 192, seed=5)
    matrix = quantized(original)
    codes = matrix.codes.copy()
    codes[:, 10::32] &= 9
    held = {"w": replace(matrix, codes=codes)}
    layers = [Judged("w", Verdict.PROVED, None)]
    assert with_diagnoses(Stored(held), Originals({"w": original}), layers) == layers


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m, ""),
        (zeros(1), "zero-points smaller by one"),
        (in_columns([1, 0]), "neighbouring columns swapped"),
        (lambda m: replace(m, codes=m.codes // 4 * 4), ""),  # coarse, but no misreading
        (lambda m: replace(m, scales=m.scales * np.float32(np.nan)), ""),
    ],
)
def test_a_proved_layer_fails_if_a_misreading_explains_its_errors(change, said):
    held = {"a": change(quantized(ORIGINALS["a"]))}
    layers = [Judged("a", Verdict.PROVED, None)]
    (layer,) = with_diagnoses(Stored(held), Originals(ORIGINALS), layers)
    assert layer.verdict is (Verdict.FAILED if said else Verdict.PROVED)
    if said:
        assert (layer.finding.rule, layer.finding.tensor) == (Rule.MISREAD, "a")
        assert f"steps of its grid on average; it fits the original with {said}" in (
            layer.finding.message
        )
    assert with_diagnoses(Stored(held), None, layers) == layers
    assert with_diagnoses(Stored(held), Originals({}), layers) == layers


def test_an_overflow_does_not_keep_a_misreading_from_being_seen():
    held = {"a": zeros(1)(quantized(ORIGINALS["a"]))}
    overflow = Finding(Rule.ACCUMULATOR, "too narrow", "a")
    layers = [Judged("a", Verdict.FAILED, overflow)]
    (layer,) = with_diagnoses(Stored(held), Originals(ORIGINALS), layers)
    assert layer.finding == overflow
    assert [f.rule for f in layer.further] == [Rule.MISREAD]
