"""Exact numbers as short decimal text, rounded in the direction that keeps a claim true."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction


def upper(value: Fraction, digits: int = 4) -> str:
    """A decimal number of at most `digits` significant digits that is at least `value`."""
    return _rounded(value, digits, ROUND_CEILING)


def lower(value: Fraction, digits: int = 4) -> str:
    """A decimal number of at most `digits` significant digits that is at most `value`."""
    return _rounded(value, digits, ROUND_FLOOR)


def _rounded(value: Fraction, digits: int, rounding: str) -> str:
    context = Context(prec=digits, rounding=rounding)
    quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    short = quotient.normalize(context)
    return f"{short:f}" if -7 < short.adjusted() < 7 else f"{short:E}"
