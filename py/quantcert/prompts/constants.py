"""Boxes of numbers that no checkpoint stores: cosines and sines, and the constants of both GELUs.

Everything is computed in fixed point with more bits than are claimed; a claim is the nearest
midpoint with a radius of one unit, of which half is for rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Claim
from quantcert.prompts.network import Angles

_GUARD_BITS = 32
_CUBE_FACTOR = Fraction(44715, 1_000_000)  # Hendrycks and Gimpel, "GELU", 2016


def angle_boxes(frequencies: Sequence[float], length: int, scale: int) -> Angles:
    """Cosines and sines of `position * frequency`, in units of `2**-scale`.

    The frequencies are the exact values of the floating-point numbers, and none is negative.
    """
    pairs = [
        [cosine_and_sine(t * Fraction(frequency), scale) for frequency in frequencies]
        for t in range(length)
    ]
    cosines = tuple(tuple(cosine for cosine, _ in row) for row in pairs)
    sines = tuple(tuple(sine for _, sine in row) for row in pairs)
    return Angles(len(frequencies), Box(scale, cosines), Box(scale, sines))


def cosine_and_sine(x: Fraction, scale: int) -> tuple[Claim, Claim]:
    """The cosine and the sine of `x >= 0`, by their power series.

    A term is at most `exp(x)`, and so is what an error of the argument grows by: hence the bits.
    """
    extra = _GUARD_BITS + 3 * (int(x) + 1)
    work = scale + extra
    argument = (x.numerator << work) // x.denominator
    sums = [0, 0]
    term, n = 1 << work, 0
    while term:
        sums[n % 2] += term if n % 4 < 2 else -term
        n += 1
        term = (term * argument >> work) // n
    return _nearest(sums[0], extra), _nearest(sums[1], extra)


def tanh_gelu_constants(scale: int) -> Box:
    """`√(2/π)` and the factor of the cube, of the GELU by the hyperbolic tangent."""
    work = scale + _GUARD_BITS
    root = isqrt((2 << 3 * work) // pi(work))
    cube = (_CUBE_FACTOR.numerator << work) // _CUBE_FACTOR.denominator
    return Box(scale, ((_nearest(root, _GUARD_BITS), _nearest(cube, _GUARD_BITS)),))


def erf_gelu_constant(scale: int) -> Box:
    """`1/√(2π)`, of the GELU by the error function."""
    work = scale + _GUARD_BITS
    root = isqrt((1 << 3 * work) // (2 * pi(work)))
    return Box(scale, ((_nearest(root, _GUARD_BITS),),))


def pi(bits: int) -> int:
    """π in units of `2**-bits`, off by less than one: Machin, `π = 16 atan 1/5 - 4 atan 1/239`."""
    work = bits + _GUARD_BITS
    return 16 * _inverse_tangent(5, work) - 4 * _inverse_tangent(239, work) >> _GUARD_BITS


def _inverse_tangent(n: int, bits: int) -> int:
    """The arc tangent of `1/n` in units of `2**-bits`, off by less than one unit a term."""
    power, k, total = (1 << bits) // n, 1, 0
    while power:
        total += power // k if k % 4 == 1 else -(power // k)
        power, k = power // (n * n), k + 2
    return total


def _nearest(value: int, drop: int) -> Claim:
    """The nearest number of units `2**drop` times as large."""
    return Claim((value + (1 << drop - 1)) >> drop, 1)
