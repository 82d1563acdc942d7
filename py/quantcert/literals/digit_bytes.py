"""Digits of whole bytes: as they lie in a literal, and as 64-bit limbs to compute with."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

LIMB_BITS = 64
_LIMB_BYTES = 8

Digits = NDArray[np.uint64]
"""Digits as limbs, lowest first, in the last axis."""


def limb_count(width: int) -> int:
    """Limbs of a digit of `width` bits."""
    return -(-width // LIMB_BITS)


def to_bytes(digits: Digits, width: int) -> memoryview:
    """The digits one after another, `width / 8` bytes each, lowest byte first.

    Raises ValueError if a digit does not fit.
    """
    source = np.ascontiguousarray(digits, dtype="<u8")
    if not width % LIMB_BITS:
        return source.data.cast("B")
    if np.bitwise_or.reduce(source[..., -1], axis=None) >> np.uint64(width % LIMB_BITS):
        raise ValueError(f"a number does not fit in a digit of {width} bits")
    count, size = prod(source.shape[:-1]), width // 8
    result = np.empty(count * size + _LIMB_BYTES, np.uint8)
    if width < LIMB_BITS:  # each limb is written over the zeros of the one before it
        np.copyto(_limbs_at_digits(result, count, size), source.reshape(count))
    else:
        for whole, packed in _pieces(source, result, count, size):
            np.copyto(packed, whole)
    return result.data[: count * size]


def from_bytes(data: bytes | memoryview, sizes: tuple[int, ...], width: int) -> Digits:
    """The digits `[*sizes, limbs]` of bytes as `to_bytes` makes them; zeros at the end may lack."""
    limbs, count, size = limb_count(width), prod(sizes), width // 8
    stored = np.zeros(count * size + _LIMB_BYTES, np.uint8)
    stored[: len(data)] = np.frombuffer(data, np.uint8)
    if not width % LIMB_BITS:
        return stored[: count * size].view("<u8").reshape(*sizes, limbs)
    result = np.zeros((*sizes, limbs), "<u8")
    if width < LIMB_BITS:  # a limb that begins with a digit ends with some of the next
        np.copyto(result.reshape(count), _limbs_at_digits(stored, count, size))
        result &= np.uint64((1 << width) - 1)
    else:
        for whole, packed in _pieces(result, stored, count, size):
            np.copyto(whole, packed)
    return result


def _limbs_at_digits(packed: NDArray[np.uint8], count: int, size: int) -> NDArray[np.uint64]:
    """The limbs that begin where the digits of `size` bytes do."""
    return np.ndarray((count,), "<u8", packed.data, 0, (size,))


def packed_columns(width: int, entries: NDArray[Any]) -> NDArray[np.uint8]:
    """The columns of natural numbers `[rows, columns]`, in digits of `width` bits and whole limbs.

    Entries are int64 or Python's integers. `width` is a number of bytes and no entry has more bits.
    """
    rows, count = entries.shape
    size = width // 8
    found = np.zeros((count, -(-rows * size // _LIMB_BYTES) * _LIMB_BYTES), dtype=np.uint8)
    stored = _little_endian(entries)[..., :size]
    found[:, : rows * size].reshape(count, rows, size)[..., : stored.shape[-1]] = stored
    return found


def _little_endian(entries: NDArray[Any]) -> NDArray[np.uint8]:
    """The bytes of every entry: `[columns, rows, bytes]`."""
    turned = np.ascontiguousarray(entries.T)
    if turned.dtype != object:
        return turned.astype("<i8").view(np.uint8).reshape(*turned.shape, _LIMB_BYTES)
    size = max(1, -(-max(int(v).bit_length() for v in turned.flat) // 8))
    data = b"".join(int(v).to_bytes(size, "little") for v in turned.flat)
    return np.frombuffer(data, np.uint8).reshape(*turned.shape, size)


def _pieces(
    digits: Digits, packed: NDArray[np.uint8], count: int, size: int
) -> Iterator[tuple[NDArray[np.unsignedinteger], NDArray[np.unsignedinteger]]]:
    """The same bytes of every digit, as few at a time as machine words have: both places."""
    stride, offset = _LIMB_BYTES * digits.shape[-1], 0
    for word in (8, 4, 2, 1):
        while offset + word <= size:
            yield (
                np.ndarray((count,), f"<u{word}", digits.data, offset, (stride,)),
                np.ndarray((count,), f"<u{word}", packed.data, offset, (size,)),
            )
            offset += word
