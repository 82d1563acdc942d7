"""Exact products of integer matrices and vectors of long integers, as products of float64 matrices.

Both factors are cut into limbs so short that every sum of products is a whole number below `2**53`:
float64 is then exact, in whatever order the sums are taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quantcert.prompts.network import Integers

_LIMB = 16  # bits
_LIMB_BYTES = _LIMB // 8
_EXACT_BITS = 53
_MORE_LIMBS = 8  # that a sum of products has beyond those of the vector, at most

Floats = NDArray[np.float64]


def matrix_products(matrix: Integers, vectors: Sequence[Sequence[int]]) -> list[list[int]]:
    """`matrix @ v` for each of the vectors; the matrix is `[rows, columns]`."""
    if matrix.dtype == object or not len(vectors) or not matrix.size:
        return [list(matrix @ np.array(vector, dtype=object)) for vector in vectors]
    limbs = _limbs(vectors)
    count = limbs.shape[0] + _MORE_LIMBS
    sums = np.zeros((count, len(matrix), len(vectors)), dtype=np.int64)
    flat = limbs.transpose(2, 0, 1).reshape(matrix.shape[1], -1)
    for place, piece in enumerate(_pieces(matrix)):
        found = (piece @ flat).astype(np.int64).reshape(len(matrix), *limbs.shape[:2])
        sums[place : place + limbs.shape[0]] += found.transpose(1, 0, 2)
    return _joined(sums)


def _limbs(vectors: Sequence[Sequence[int]]) -> Floats:
    """Two's complement, the highest limb with its sign: `[limbs, vectors, columns]`."""
    longest = max((abs(v).bit_length() for vector in vectors for v in vector), default=0)
    size = _LIMB_BYTES * (longest // _LIMB + 1)
    data = b"".join(v.to_bytes(size, "little", signed=True) for row in vectors for v in row)
    words = np.frombuffer(data, "<u2").reshape(len(vectors), -1, size // _LIMB_BYTES)
    found = words.astype(np.float64)
    found[..., -1] -= np.where(words[..., -1] >> _LIMB - 1, float(1 << _LIMB), 0.0)
    return found.transpose(2, 0, 1)


def _pieces(matrix: Integers) -> Iterator[Floats]:
    """The matrix as a sum of pieces times powers of `2**16`, short enough for exact sums."""
    room = _EXACT_BITS - _LIMB - int(matrix.shape[1]).bit_length()
    rest = matrix
    while int(np.abs(rest).max()) >> room:
        yield (rest & (1 << _LIMB) - 1).astype(np.float64)
        rest = rest >> _LIMB
    yield rest.astype(np.float64)


def _joined(sums: NDArray[np.int64]) -> list[list[int]]:
    """The numbers whose limbs, not yet reduced, are `[limbs, rows, vectors]`: a list a vector."""
    for low, high in pairwise(sums):
        high += low >> _LIMB
        low &= (1 << _LIMB) - 1
    words = (sums & (1 << _LIMB) - 1).astype("<u2").transpose(2, 1, 0)
    size = _LIMB_BYTES * len(sums)
    return [
        [
            int.from_bytes(data[at : at + size], "little", signed=True)
            for at in range(0, len(data), size)
        ]
        for data in (row.tobytes() for row in words)
    ]
