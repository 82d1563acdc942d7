"""Frequencies of each kind of rotary embedding; outputs are compared in `tests/forward`."""

import math
from fractions import Fraction

import pytest

from quantcert.models.config import NotSupportedError
from quantcert.models.rotary import FREQUENCIES, ORIGINAL, THETA, Rotary

NUMBERS = {
    THETA: 10000.0,
    "factor": 4.0,
    ORIGINAL: 64.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "beta_fast": 32.0,
    "beta_slow": 1.0,
    "truncate": 1.0,
    "partial_rotary_factor": 0.5,
}


def frequencies(kind: str, head_dim: int = 8, **changes: float) -> tuple[float, ...]:
    lists = ((1.0, 2.0, 4.0, 8.0), (9.0,) * 4) if kind == "longrope" else ((), ())
    return Rotary(kind, NUMBERS | changes, *lists).frequencies(head_dim)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("default", (1.0, 0.1, 0.01, 0.001)),
        ("linear", (0.25, 0.025, 0.0025, 0.00025)),
        ("dynamic", (1.0, 0.1, 0.01, 0.001)),
        ("longrope", (1.0, 0.05, 0.0025, 0.000125)),
        ("proportional", (0.25, 0.025, 0.0, 0.0)),
    ],
)
def test_frequencies(kind: str, expected: tuple[float, ...]) -> None:
    assert frequencies(kind) == pytest.approx(expected, rel=1e-15)


def test_long_waves_of_llama3_are_divided_and_short_ones_kept() -> None:
    """At 1.6 waves in the old length, 0.2 of the frequency is kept and 0.8 divided."""
    theta = (2 * math.pi * 1.6 / 64) ** -4
    first, second, third, fourth = frequencies("llama3", rope_theta=theta)
    assert first == 1.0
    assert second == pytest.approx(theta**-0.25 * (0.2 + 0.8 / 4), rel=1e-14)
    assert (third, fourth) == pytest.approx((theta**-0.5 / 4, theta**-0.75 / 4), rel=1e-14)


def test_yarn_divides_the_last_frequencies_and_keeps_the_first() -> None:
    plain = frequencies("default", 64)
    scaled = frequencies("yarn", 64)
    ratios = [a / b for a, b in zip(scaled, plain, strict=True)]
    assert ratios[0] == 1.0
    assert ratios[-1] == pytest.approx(0.25)
    assert ratios == sorted(ratios, reverse=True)
    assert len(set(ratios)) > 3


@pytest.mark.parametrize("kind", FREQUENCIES)
def test_a_head_of_an_odd_number_of_entries_cannot_be_rotated(kind: str) -> None:
    with pytest.raises(NotSupportedError, match="head_dim must be even, is 7"):
        frequencies(kind, 7)


def test_what_the_reference_implementation_cannot_compute() -> None:
    with pytest.raises(NotSupportedError, match="above 2 for rope_type dynamic"):
        frequencies("dynamic", 2)
    with pytest.raises(NotSupportedError, match=r"high_freq_factor must be above 4.0, is 4.0"):
        frequencies("llama3", low_freq_factor=4.0)
    with pytest.raises(NotSupportedError, match="short_factor must have 8 numbers, has 4"):
        frequencies("longrope", 16)


def test_longrope_is_for_texts_of_the_old_length() -> None:
    rotary = Rotary("longrope", NUMBERS, (1.0,), (2.0,))
    assert rotary.max_length == Fraction(64)
    assert Rotary("yarn", NUMBERS).max_length is None
    assert str(rotary).startswith("longrope, beta_fast 32.0,")
    assert str(rotary).endswith("1 short and 1 long factors")
