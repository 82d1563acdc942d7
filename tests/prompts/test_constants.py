"""Boxes of constants contain what 60 digits compute."""

import math
from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.prompts import constants

DIGITS = Context(prec=60)
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
SCALE = 150


def inside(claim, exact):
    """Whether a decimal number of 60 digits is enclosed."""
    return abs(Fraction(claim.mid, 1 << SCALE) - Fraction(exact)) <= Fraction(claim.rad, 1 << SCALE)


def test_pi_is_off_by_less_than_a_unit():
    assert abs(constants.pi(SCALE) - Fraction(PI) * 2**SCALE) < 1


def test_constants_of_the_gelus():
    ((root, cube),) = constants.tanh_gelu_constants(SCALE).claims
    assert inside(root, DIGITS.sqrt(DIGITS.divide(2, PI)))
    assert inside(cube, Decimal("0.044715"))
    ((bell,),) = constants.erf_gelu_constant(SCALE).claims
    assert inside(bell, DIGITS.divide(1, DIGITS.sqrt(DIGITS.multiply(2, PI))))


@given(st.fractions(0, 40))
def test_cosine_and_sine_are_those_of_float64(x):
    cosine, sine = constants.cosine_and_sine(x, 40)
    assert abs(cosine.mid / 2**40 - math.cos(x)) < 2**-39
    assert abs(sine.mid / 2**40 - math.sin(x)) < 2**-39


@given(st.fractions(0, 40))
def test_squares_add_to_one_with_all_bits(x):
    cosine, sine = constants.cosine_and_sine(x, SCALE)
    assert abs(cosine.mid**2 + sine.mid**2 - 4**SCALE) <= 4 << SCALE


@pytest.mark.parametrize("quarters", [1, 2, 3, 40])
def test_multiples_of_a_quarter_turn(quarters):
    half_pi = Fraction(constants.pi(SCALE + 20), 1 << SCALE + 21)
    cosine, sine = constants.cosine_and_sine(quarters * half_pi, SCALE)
    assert abs(cosine.mid - (round(math.cos(quarters * math.pi / 2)) << SCALE)) <= 1
    assert abs(sine.mid - (round(math.sin(quarters * math.pi / 2)) << SCALE)) <= 1


def test_angles_are_position_times_frequency():
    angles = constants.angle_boxes((1.0, 0.25), 3, 40)
    assert angles.half == 2
    assert angles.cos.claims[0][0].mid == 1 << 40
    assert angles.sin.claims[2][1].mid == pytest.approx(math.sin(0.5) * 2**40, abs=2)
