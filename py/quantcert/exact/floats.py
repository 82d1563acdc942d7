"""Floating-point numbers as exact integers in units of 2^-p.

Every finite float16, bfloat16, float32 or float64 is `significand * 2**exponent` with integers,
hence an integer in units of 2^-p once p is large enough (IEEE 754-2019, 3.4; bfloat16 is the upper
half of a float32). Nothing here rounds: what cannot be represented is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ml_dtypes
import numpy as np
from numpy.typing import NDArray

_FAR = 1 << 16  # above every exponent

NARROW_BITS = 62
"""Magnitudes below 2**62 take the int64 path: a difference of two still fits in an int64."""


@dataclass(frozen=True)
class FloatLayout:
    """Bits of a floating-point dtype: sign, exponent field, fraction field.

    Attributes:
        unsigned: NumPy name of the unsigned integer of the same size.
        exponent_bits: bits of the exponent field.
        fraction_bits: bits of the fraction field.
    """

    unsigned: str
    exponent_bits: int
    fraction_bits: int

    @property
    def unit_exponent(self) -> int:
        """Exponent of the last fraction bit of a subnormal: all numbers are multiples of it."""
        return 2 - (1 << (self.exponent_bits - 1)) - self.fraction_bits

    @property
    def infinity(self) -> int:
        """Bits of positive infinity; finite magnitudes have smaller bits."""
        return ((1 << self.exponent_bits) - 1) << self.fraction_bits


_LAYOUTS: dict[np.dtype[Any], FloatLayout] = {
    np.dtype(np.float16): FloatLayout("<u2", 5, 10),
    np.dtype(ml_dtypes.bfloat16): FloatLayout("<u2", 8, 7),
    np.dtype(np.float32): FloatLayout("<u4", 8, 23),
    np.dtype(np.float64): FloatLayout("<u8", 11, 52),
}


@dataclass(frozen=True)
class Span:
    """Where the bits of an array's non-zero numbers lie.

    Attributes:
        low: every number is a multiple of `2**low`.
        high: every magnitude is below `2**high`.
    """

    low: int
    high: int

    @property
    def p(self) -> int:
        """A p that makes every number an integer in units of 2^-p; never negative."""
        return max(0, -self.low)

    def bits(self, p: int) -> int:
        """Bits that hold every magnitude in units of 2^-p."""
        return max(0, self.high + p)


ZERO_SPAN = Span(low=0, high=0)
"""Span of an array that holds nothing but zeros."""


def float_layout(dtype: np.dtype[Any]) -> FloatLayout:
    """Layout of float16, bfloat16, float32 or float64.

    Raises:
        ValueError: for another dtype.
    """
    try:
        return _LAYOUTS[dtype]
    except KeyError:
        names = ", ".join(str(known) for known in _LAYOUTS)
        raise ValueError(f"dtype {dtype} cannot be decoded (one of {names})") from None


def span(values: NDArray[Any]) -> Span:
    """Bounds on the bits of an array, from its smallest and largest non-zero magnitudes.

    The lower bound for float64, whose numbers are mostly products of shorter ones, is exact.

    Args:
        values: float16, bfloat16, float32 or float64, any shape.

    Raises:
        ValueError: for another dtype, or a NaN or an infinity.
    """
    layout = float_layout(values.dtype)
    bits = values.view(layout.unsigned)
    magnitudes = bits << bits.dtype.type(1)  # drops the sign
    largest = int(magnitudes.max(initial=0)) >> 1
    if largest >= layout.infinity:
        raise ValueError("the array holds a NaN or an infinity")
    if largest == 0:
        return ZERO_SPAN
    magnitudes -= bits.dtype.type(1)  # zero wraps round to the largest integer
    smallest = (int(magnitudes.min()) + 1) >> 1
    low = layout.unit_exponent + max(0, (smallest >> layout.fraction_bits) - 1)
    if values.dtype == np.float64:
        low = _lowest(values)
    top = layout.unit_exponent + max(0, (largest >> layout.fraction_bits) - 1)
    return Span(low, top + layout.fraction_bits + 1)


def trailing_zeros(integers: NDArray[np.int64]) -> int:
    """Largest t <= 64 such that `2**t` divides every integer; 64 if all are zero."""
    union = int(np.bitwise_or.reduce(integers, axis=None)) & ((1 << 64) - 1)
    return (union & -union).bit_length() - 1 if union else 64


def smallest_p(values: NDArray[Any]) -> int:
    """The smallest p >= 0 that makes every number an integer in units of 2^-p.

    Args:
        values: float16, bfloat16, float32 or float64, any shape.

    Raises:
        ValueError: as `span`.
    """
    span(values)
    return max(0, -_lowest(values))


def _lowest(values: NDArray[Any]) -> int:
    """The largest power of two of which every number is a multiple; for zeros, a large one."""
    significands, exponents = split(values)
    zeros = np.bitwise_count((significands & -significands) - 1)
    lowest = np.where(significands == 0, _FAR, exponents + zeros)
    return int(lowest.min(initial=_FAR))


def split(values: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Signed significands and exponents: `value == significand * 2**exponent`, for finite values.

    Args:
        values: float16, bfloat16, float32 or float64, any shape.

    Returns:
        Two int64 arrays of the same shape; the significand of a zero is 0.

    Raises:
        ValueError: for another dtype.
    """
    layout = float_layout(values.dtype)
    bits = values.view(layout.unsigned).astype(np.int64)
    field = (bits >> layout.fraction_bits) & ((1 << layout.exponent_bits) - 1)
    fraction = bits & ((1 << layout.fraction_bits) - 1)
    significand = fraction | ((field != 0).astype(np.int64) << layout.fraction_bits)
    negative = (bits >> (layout.exponent_bits + layout.fraction_bits)) & 1
    exponent = layout.unit_exponent + np.maximum(field - 1, 0)
    return np.where(negative == 1, -significand, significand), exponent


def to_int64(values: NDArray[Any], p: int) -> NDArray[np.int64]:
    """The numbers as integers in units of 2^-p.

    Multiplying a float64 by a power of two is exact as long as the exponent stays in range, which
    `span` guarantees; so the product is the integer itself, and converting it to int64 is exact
    as well.

    Args:
        values: float16, bfloat16, float32 or float64, any shape.
        p: at least `smallest_p(values)` and so that every magnitude is below 2**(62 - p).

    Raises:
        ValueError: if a number is not an integer in units of 2^-p, or too large, or not finite.
    """
    bounds = span(values)
    if bounds.bits(p) > NARROW_BITS:
        raise ValueError(
            f"magnitudes up to 2**{bounds.high} in units of 2**-{p} exceed {NARROW_BITS} bits"
        )
    if bounds.p > p and smallest_p(values) > p:
        raise ValueError(f"p = {p} is too small, the numbers need {smallest_p(values)}")
    return scale_to_int64(values, p)


def scale_to_int64(values: NDArray[Any], p: int) -> NDArray[np.int64]:
    """`to_int64` without its checks, for callers that hold the array's `span`."""
    return scale_to_float64(values, p).astype(np.int64)


def scale_to_float64(values: NDArray[Any], p: int) -> NDArray[np.float64]:
    """`value * 2**p`, exact if float64 has it; p at most 800 unless they are float64."""
    scaled: NDArray[np.float64]
    if values.dtype == np.float64:
        scaled = np.ldexp(values, p)
        return scaled
    if values.dtype == ml_dtypes.bfloat16:
        values = (values.view("<u2").astype("<u4") << np.uint32(16)).view("<f4")
    scaled = np.multiply(values, np.float64(2.0**p), dtype=np.float64)
    return scaled
