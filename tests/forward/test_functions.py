"""The functions of a network: against their formulas, and at the edges of float64."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.forward.functions import (
    attention,
    gelu,
    gelu_tanh,
    largest_scores,
    log_softmax,
    padded_positions,
    relu,
    rms_norm,
    rope,
    silu,
    soft_cap,
    softmax,
    visible_positions,
)
from quantcert.models.net import Attention, Input

entries = st.floats(-1e3, 1e3)


@given(st.lists(entries, min_size=1, max_size=20))
def test_functions_of_an_entry(values: list[float]) -> None:
    x = np.array([values])
    assert relu(x)[0].tolist() == [max(value, 0.0) for value in values]
    tanhs = gelu_tanh(x)[0], soft_cap(x, 7.5)[0]
    for value, g, s, t, c in zip(values, gelu(x)[0], silu(x)[0], *tanhs, strict=True):
        inner = math.sqrt(2 / math.pi) * (value + 0.044715 * value**3)
        assert t == pytest.approx(value * (1 + math.tanh(inner)) / 2, rel=1e-14, abs=1e-12)
        assert c == pytest.approx(7.5 * math.tanh(value / 7.5), rel=1e-14)
        assert g == pytest.approx(value * math.erfc(-value / math.sqrt(2)) / 2, abs=1e-13)
        expected = value / (1 + math.exp(-value)) if value > -700 else 0.0
        assert s == pytest.approx(expected, rel=1e-14, abs=1e-290)


def test_nothing_overflows() -> None:
    x = np.array([[-1e308, -800.0, 0.0, 800.0, 1e308]])
    assert silu(x)[0].tolist() == [0.0, -800.0 * math.exp(-800), 0.0, 800.0, 1e308]
    for function in (gelu, gelu_tanh):
        assert function(x)[0].tolist() == [0.0, 0.0, 0.0, 800.0, 1e308]
    assert soft_cap(x, 30.0)[0].tolist() == [-30.0, -30.0, 0.0, 30.0, 30.0]
    assert softmax(x / 2)[0].tolist() == [0.0, 0.0, 0.0, 0.0, 1.0]


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=9), st.data())
def test_softmax(values: list[float], data: st.DataObject) -> None:
    visible = data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    visible[0] = True
    powers = [math.exp(v) if shown else 0.0 for v, shown in zip(values, visible, strict=True)]
    expected = np.array(powers) / math.fsum(powers)
    np.testing.assert_allclose(softmax(np.array(values), np.array(visible)), expected, atol=1e-14)
    whole = softmax(np.array(values))
    np.testing.assert_allclose(np.exp(log_softmax(np.array(values))), whole, rtol=1e-12)


@given(st.lists(st.sampled_from([-1.0, 0.0, -0.0, 0.5, 2.0]), min_size=1, max_size=9), st.data())
def test_largest_scores(values: list[float], data: st.DataObject) -> None:
    """A score is among the `k` largest if fewer than `k` others are preferred to it."""
    k = data.draw(st.integers(1, len(values)))
    expected = [
        sum(v > z or (v == z and j < i) for j, v in enumerate(values)) < k
        for i, z in enumerate(values)
    ]
    rows = np.array([values, values[::-1]])
    assert largest_scores(rows, k)[0].tolist() == expected
    assert largest_scores(rows, k).sum(axis=1).tolist() == [k, k]


def test_rms_norm() -> None:
    normed = rms_norm(np.array([[3.0, -4.0]]), 0.25, np.array([1.0, 2.0]))
    rms = math.sqrt(12.5 + 0.25)
    np.testing.assert_allclose(normed, [[3 / rms, -8 / rms]], rtol=1e-15)


FREQUENCIES = (1.0, 0.2, 0.05)


def test_rope_is_an_isometry_of_heads_and_depends_on_differences_only() -> None:
    rng = np.random.default_rng(1)
    q, k = rng.standard_normal((2, 1, 12))
    many = rope(np.repeat(np.concatenate((q, k)), 1, axis=0), 2, 3, FREQUENCIES)
    assert many[0].tolist() == q[0].tolist()
    queries, keys = (rope(np.repeat(v, 9, axis=0), 2, 3, FREQUENCIES) for v in (q, k))
    heads = queries.reshape(9, 2, 6), keys.reshape(9, 2, 6)
    np.testing.assert_allclose(
        np.square(heads[0]).sum(axis=2), np.tile(np.square(q.reshape(2, 6)).sum(axis=1), (9, 1))
    )
    scores = np.einsum("thd,uhd->htu", *heads)
    np.testing.assert_allclose(scores[:, 2, 0], scores[:, 8, 6])
    assert not np.allclose(scores[:, 2, 0], scores[:, 0, 2])


def test_first_position_of_causal_attention_sees_itself_alone() -> None:
    rng = np.random.default_rng(2)
    q, k, v = rng.standard_normal((3, 4, 6))
    causal, everything = (
        attention(q, k, v, Attention(3, 1, 2, mask, Input(), Input(), Input()))
        for mask in ("causal", "full")
    )
    np.testing.assert_allclose(causal[0], v[0], rtol=1e-15)
    np.testing.assert_allclose(causal[-1], everything[-1], rtol=1e-14)
    assert not np.allclose(causal[0], everything[0])


def test_a_window_ends_at_the_position_itself() -> None:
    assert visible_positions(4, "full") is None
    for mask, first in (("causal", [0, 0, 0, 0]), (1, [0, 1, 2, 3]), (3, [0, 0, 0, 1])):
        visible = visible_positions(4, mask)
        assert visible is not None
        seen = [np.flatnonzero(row).tolist() for row in visible]
        assert seen == [list(range(start, t + 1)) for t, start in enumerate(first)]


def test_padding_has_its_own_position_and_is_not_counted() -> None:
    tokens = np.array([5, 1, 7, 7, 1, 0])
    assert padded_positions(tokens, 1).tolist() == [2, 1, 3, 4, 1, 5]


def test_gelu_tanh_has_the_laws_of_gelu() -> None:
    """Its largest slope is 1.12899...: differences of neighbours on a fine grid."""
    x = np.linspace(-8, 8, 1_600_001)
    y = gelu_tanh(x)
    slopes = np.abs(np.diff(y)) / np.diff(x)
    assert 1.1289 < slopes.max() < 1.13
    assert (np.abs(y) <= np.abs(x)).all()
