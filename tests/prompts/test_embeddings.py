"""Embeddings of two encoders: boxes contain the means, bounds hold and are sharp."""

import math
from fractions import Fraction

import numpy as np

from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Claim
from quantcert.prompts.embeddings import largest_cosine, least_cosine, mean_pool

SCALE = 40


def box(values: np.ndarray, radius: int = 2, scale: int = SCALE) -> Box:
    """Boxes around `values` [positions, dim]."""
    rows = (tuple(Claim(round(float(v) * 2**scale), radius) for v in row) for row in values)
    return Box(scale, tuple(rows))


def cosine(x: np.ndarray, y: np.ndarray) -> float:
    return float(x @ y / math.sqrt((x @ x) * (y @ y)))


def test_means_contain_those_of_all_ends():
    values = np.random.default_rng(3).standard_normal((3, 5))
    x = box(values, radius=7)
    mean = mean_pool(x)
    for i, claim in enumerate(mean.claims[0]):
        for sign in (-1, 0, 1):
            exact = Fraction(sum(row[i].mid + sign * row[i].rad for row in x.claims), 3)
            assert abs(exact - claim.mid) <= claim.rad
        assert claim.rad <= 8


def test_bounds_hold_the_cosine_between_them():
    generator = np.random.default_rng(4)
    x = generator.standard_normal(9)
    for distance in (0.0, 0.01, 0.3, 1.0):
        y = x + distance * generator.standard_normal(9)
        first, second = box(x[None]), box(y[None])
        least, largest = least_cosine(first, second), largest_cosine(first, second)
        assert float(least.fraction) - 1e-12 <= cosine(x, y) <= float(largest) + 1e-12
        assert largest - least.fraction < Fraction(1, 10**9)


def test_radii_widen_the_bounds():
    x, y = np.array([[3.0, 4.0]]), np.array([[4.0, 3.0]])
    pairs = [(box(x, radius), box(y, radius)) for radius in (0, 1 << 30)]
    narrow, wide = (least_cosine(*pair).fraction for pair in pairs)
    assert narrow == Fraction(int(Fraction(24, 25) * 2**40), 2**40)
    assert wide < narrow < largest_cosine(*pairs[1])
    assert Fraction(24, 25) <= largest_cosine(*pairs[0]) <= Fraction(24, 25) + Fraction(1, 2**39)


def test_a_vector_that_may_be_zero_or_point_away_has_no_bound():
    x, zero = box(np.array([[3.0, 4.0]])), box(np.zeros((1, 2)))
    assert least_cosine(x, zero) is None
    assert largest_cosine(x, zero) == 1
    assert least_cosine(x, box(np.array([[-3.0, 1.0]]))) is None
    assert largest_cosine(x, box(np.array([[-3.0, 1.0]]))) < Fraction(1, 10**9)
