"""Claims about two networks end, with the least claim or with a word that there is none."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Claim
from quantcert.prompts.compare import _kl_sums, _kl_total, divergence, perplexity_ratio
from quantcert.prompts.exponential import exp_table

SCALE = 30
TABLE = exp_table(SCALE)


def box(*values: Fraction | int, radius: Fraction = Fraction(0)) -> Box:
    claims = (Claim(int(v * 2**SCALE), int(radius * 2**SCALE)) for v in values)
    return Box(SCALE, (tuple(claims),))


@pytest.mark.parametrize("radius", [Fraction(0), Fraction(1, 16), Fraction(1, 4)])
@pytest.mark.parametrize("second", [(1, 2, -3), (4, 0, 0)])
def test_a_divergence_is_the_least_that_is_accepted(radius, second):
    x, y = box(1, 2, 3, radius=radius), box(*second, radius=radius)
    found = divergence(TABLE, x, y, 0)
    sums = _kl_sums(found, x, y, 0)
    assert _kl_total(found, sums, x, y)[0] <= 0
    one_less = replace(found, bound=replace(found.bound, mantissa=found.bound.mantissa - 1))
    assert _kl_total(one_less, sums, x, y)[0] > 0


@pytest.mark.parametrize("radius", [Fraction(1, 2), Fraction(3)])
def test_logits_that_are_too_wide_have_no_divergence(radius):
    x, y = box(1, 2, 3, radius=radius), box(1, 2, 2, radius=radius)
    with pytest.raises(ArithmeticError, match="at position 0 are too wide"):
        divergence(TABLE, x, y, 0)


def test_a_large_ratio_is_found_and_one_with_zero_is_not():
    sure, rare = Box(200, ((Claim(1 << 200, 0),),)), Box(200, ((Claim(3, 1),),))
    ratio = perplexity_ratio(sure, rare).fraction
    assert 2**199 <= ratio <= 2**199 * (1 + Fraction(1, 2**38))
    assert math.isclose(perplexity_ratio(rare, sure).fraction, Fraction(1, 2**20))
    with pytest.raises(ArithmeticError, match="may be zero"):
        perplexity_ratio(sure, Box(200, ((Claim(1, 1),),)))
