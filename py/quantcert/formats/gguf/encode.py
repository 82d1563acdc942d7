"""Exact weights as blocks of a type, where one holds them: nothing is rounded, nothing searched.

Weights are integers in units of `2**-24`, the smallest step of a float16. Those of a block are
multiples of their greatest common divisor, which gives the scale; a float16 with 11 significant
bits may be a part of it. What does not fit is refused, and `decoded_values` tells whether a block
stands for the weights that it was made of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.gguf.blocks import Bytes
from quantcert.formats.gguf.values import decoded_values

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

_UNIT_BITS = 24
_LIMIT = 2.0**52
_PARTS = (1, 3, 5, 7, 9, 11, 13, 15)
"""What a divisor is divided by to leave few bits; powers of two leave as many."""

_PRIMES = (2, 3, 5, 7)
"""What codes of few columns may have in common, so that their factor is too large."""


def encoded(weights: Floats, kind: str) -> Bytes | None:
    """Rows of bytes, `[rows, bytes of a row]`, that stand for exactly these weights.

    Args:
        weights: `[rows, columns]`.
        kind: a key of `ENCODERS`.

    Returns:
        None if there are none, or none are found.
    """
    encoder = ENCODERS[kind]
    if weights.shape[1] % encoder.columns:
        return None
    units = weights * 2.0**_UNIT_BITS
    if not (np.abs(units) < _LIMIT).all() or (units != np.rint(units)).any():
        return None
    blocks = encoder.encode(units.astype(np.int64).reshape(-1, encoder.columns))
    if blocks is None:
        return None
    data = blocks.reshape(len(weights), -1)
    with np.errstate(all="ignore"):
        same = np.array_equal(decoded_values(data, kind).astype(np.float64), weights)
    return data if same else None


def _divisors(units: Integers) -> Integers:
    """The greatest common divisor of each row, `[rows, 1]`; 1 if all are zero."""
    return np.maximum(np.gcd.reduce(np.abs(units), axis=1, keepdims=True), 1)


def _halves(units: Integers) -> NDArray[np.float16]:
    with np.errstate(over="ignore"):
        return (units * 2.0**-_UNIT_BITS).astype("<f2")


def _is_half(units: Integers) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = _halves(units).astype(np.float64) == units * 2.0**-_UNIT_BITS
    return same


def _steps(divisors: Integers, largest: Integers, most: int) -> Integers:
    """Divisors, or parts of them, that a float16 holds and of which no number has too many.

    Args:
        divisors: `[blocks, 1]`.
        largest: `[blocks, 1]`, the largest magnitude of each block.
        most: how many steps a magnitude may have.

    Returns:
        `[blocks, 1]`; 0 where there are none.
    """
    found = np.zeros_like(divisors)
    for part in _PARTS:
        step = divisors // part
        fits = (divisors % part == 0) & _is_half(step) & (largest <= most * step)
        found = np.where((found == 0) & fits, step, found)
    return found


def _signed(units: Integers, half: int) -> tuple[Bytes, NDArray[np.float16]] | None:
    """Codes from 0 to `2 half - 1` less `half` and scales of blocks; a scale may be negative."""
    divisors, largest = _divisors(units), np.abs(units).max(axis=1, keepdims=True)
    steps = _steps(divisors, largest, half)
    if not steps.all():
        return None
    codes = units // steps
    steps = np.where(codes.max(axis=1, keepdims=True) >= half, -steps, steps)
    codes = units // steps
    if codes.size and not -half <= codes.min() <= codes.max() < half:
        return None
    scales = _halves(np.where(largest == 0, 0, steps))
    return (codes + half).astype(np.uint8), scales


def _above_least(units: Integers, levels: int) -> tuple[Bytes, Bytes] | None:
    """Codes of at most `levels` and `d`, `m` of blocks: what is above the least number of each."""
    least = units.min(axis=1, keepdims=True)
    above = units - least
    steps = _steps(_divisors(above), above.max(axis=1, keepdims=True), levels - 1)
    if not steps.all() or not _is_half(least).all():
        return None
    heads = np.concatenate([_halves(steps), _halves(least)], axis=1).view(np.uint8)
    return (above // steps).astype(np.uint8), heads


def _nibbles(codes: Bytes) -> Bytes:
    """Column j in the low half of byte j, column j + 16 in the high half."""
    low: Bytes = codes & np.uint8(15)
    return low[:, :16] | low[:, 16:] << np.uint8(4)


def _fifth_bits(codes: Bytes) -> Bytes:
    return np.packbits(codes >> np.uint8(4), axis=1, bitorder="little")


def _q4_0(units: Integers) -> Bytes | None:
    found = _signed(units, 8)
    if found is None:
        return None
    codes, scales = found
    return np.concatenate([scales.view(np.uint8), _nibbles(codes)], axis=1)


def _q5_0(units: Integers) -> Bytes | None:
    found = _signed(units, 16)
    if found is None:
        return None
    codes, scales = found
    return np.concatenate([scales.view(np.uint8), _fifth_bits(codes), _nibbles(codes)], axis=1)


def _q4_1(units: Integers) -> Bytes | None:
    found = _above_least(units, 16)
    if found is None:
        return None
    codes, heads = found
    return np.concatenate([heads, _nibbles(codes)], axis=1)


def _q5_1(units: Integers) -> Bytes | None:
    found = _above_least(units, 32)
    if found is None:
        return None
    codes, heads = found
    return np.concatenate([heads, _fifth_bits(codes), _nibbles(codes)], axis=1)


def _q8_0(units: Integers) -> Bytes | None:
    found = _signed(units, 128)
    if found is None:
        return None
    codes, scales = found
    return np.concatenate([scales.view(np.uint8), codes ^ np.uint8(128)], axis=1)


def _q6_k(units: Integers) -> Bytes | None:
    """Codes of 6 bits; 16 columns share an integer of 8 bits, 256 a float16."""
    found = _nested(units, 32, 127)
    if found is None:
        return None
    codes, factors, scales = found
    wide = codes.reshape(-1, 2, 128)
    low = wide[:, :, :64] & np.uint8(15) | (wide[:, :, 64:] & np.uint8(15)) << np.uint8(4)
    high = _pairs(codes >> np.uint8(4))
    parts = (low, high, factors.astype(np.int8).view(np.uint8), scales.view(np.uint8))
    return np.concatenate([part.reshape(len(units), -1) for part in parts], axis=1)


def _q3_k(units: Integers) -> Bytes | None:
    """Codes of 3 bits; 16 columns share an integer from -32 to 31, 256 a float16."""
    found = _nested(units, 4, 31)
    if found is None:
        return None
    codes, factors, scales = found
    tops = (codes >> np.uint8(2)).reshape(-1, 8, 32)
    mask = np.packbits(tops, axis=1, bitorder="little")
    six = (factors + 32).astype(np.uint8)
    low = six[:, :8] & np.uint8(15) | (six[:, 8:] & np.uint8(15)) << np.uint8(4)
    quarters = (six >> np.uint8(4)).reshape(-1, 4, 4)
    shifts = np.array([0, 2, 4, 6], dtype=np.uint8)[:, None]
    high = np.bitwise_or.reduce(quarters << shifts, axis=1)
    parts = (mask, _pairs(codes & np.uint8(3)), low, high, scales.view(np.uint8))
    return np.concatenate([part.reshape(len(units), -1) for part in parts], axis=1)


def _pairs(fields: Bytes) -> Bytes:
    """Fields of two bits: those of columns j, 32 + j, 64 + j, 96 + j of 128 in byte j of 32."""
    four = fields.reshape(-1, 2, 4, 32)
    shifts = np.array([0, 2, 4, 6], dtype=np.uint8)[:, None]
    found: Bytes = np.bitwise_or.reduce(four << shifts, axis=2)
    return found


def _nested(
    units: Integers, half: int, most: int
) -> tuple[Bytes, Integers, NDArray[np.float16]] | None:
    """Codes plus `half`, factors of 16 columns up to `most` and scales, of blocks of 256.

    Factors may be negative, so that codes go from `-half + 1` to `half` too.
    """
    groups = units.reshape(-1, 16)
    steps = _divisors(groups)
    empty = ~groups.any(axis=1, keepdims=True)
    steps = np.where(empty, 0, steps).reshape(len(units), 16)
    outer = _steps(_divisors(steps), steps.max(axis=1, keepdims=True), most * half)
    if not outer.all():
        return None
    factors = (steps // outer).reshape(-1, 1)
    codes = np.where(factors == 0, 0, groups // np.maximum(steps.reshape(-1, 1), 1))
    for part in _PRIMES:
        largest = np.abs(codes).max(axis=1, keepdims=True)
        divided = (factors > most) & (factors % part == 0) & (largest * part < half)
        factors = np.where(divided, factors // part, factors)
        codes = np.where(divided, codes * part, codes)
    if factors.size and factors.max() > most:
        return None
    flipped = codes.max(axis=1, keepdims=True) >= half
    codes, factors = np.where(flipped, -codes, codes), np.where(flipped, -factors, factors)
    if codes.size and not -half <= codes.min() <= codes.max() < half:
        return None
    shifted = (codes + half).astype(np.uint8).reshape(len(units), 256)
    return shifted, factors.reshape(len(units), 16), _halves(outer)


@dataclass(frozen=True)
class Encoder:
    """Makes blocks of integer weights `[blocks, columns]`; None if a block cannot hold them."""

    columns: int
    encode: Callable[[Integers], Bytes | None]


ENCODERS = {
    "Q3_K": Encoder(256, _q3_k),
    "Q4_0": Encoder(32, _q4_0),
    "Q4_1": Encoder(32, _q4_1),
    "Q5_0": Encoder(32, _q5_0),
    "Q5_1": Encoder(32, _q5_1),
    "Q6_K": Encoder(256, _q6_k),
    "Q8_0": Encoder(32, _q8_0),
}
"""The types that weights can be encoded in, small ones first."""
