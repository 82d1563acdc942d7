"""Proved upper bounds of the largest eigenvalue of integer Gram matrices.

With a lower triangular L, scaled to integers, let `R = 4^e (λ I - G) - L Lᵀ`. For every vector x,
`4^e (λ ‖x‖² - xᵀ G x) = ‖Lᵀ x‖² + xᵀ R x`, and `|xᵀ R x|` is at most `‖x‖²` times the largest sum
of |R| over a row, as R is symmetric. So `xᵀ G x <= (λ + 4^-e max row sum |R|) ‖x‖²`. Floating
point only proposes λ and L; R is computed exactly: every product of matrices has integer entries
and partial sums below 2^53, which float64 represents, whatever the order of the summation.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

EXACT_BITS = 53
"""Integers up to 2**53 are float64 numbers, and so are sums of such integers up to there."""

_LARGEST = 62  # bits of an eigenvalue, so that differences stay within int64
_MARGINS = (2.0**-12, 2.0**-9, 2.0**-6, 2.0**-3, 1.0)

Gram = NDArray[np.float64]
"""Symmetric matrices `[..., n, n]` of integers below 2**53."""


def check_exact(square_sums: NDArray[np.float64]) -> None:
    """Refuse integers whose product with their own transpose might not be exact.

    By Cauchy and Schwarz no partial sum of the product exceeds the largest of the sums of squares.
    They are computed in float64 themselves; their relative error is far below one half.

    Raises:
        ArithmeticError: if a partial sum could exceed 2**53.
    """
    largest = float(square_sums.max(initial=0.0))
    if not largest < 2.0 ** (EXACT_BITS - 1):
        raise ArithmeticError(f"products up to {largest} are not exact in float64")


def largest_eigenvalue(gram: Gram) -> Fraction:
    """At least the largest eigenvalue of each of the matrices `[m, n, n]`, positive semidefinite.

    Raises:
        ArithmeticError: if the entries are too large for exact arithmetic.
    """
    if not gram.size or not gram.any():
        return Fraction(0)
    proposal = float(np.linalg.eigvalsh(gram).max())
    if proposal >= 2.0 ** (_LARGEST - 2):
        raise ArithmeticError(f"an eigenvalue of about {proposal} is too large")
    for eigenvalue in _candidates(proposal):
        factor = _factor(gram, eigenvalue)
        if factor is not None:
            return eigenvalue + _residual(gram, eigenvalue, factor)
    raise ArithmeticError(f"no factor for an eigenvalue of about {proposal}")


def _candidates(proposal: float) -> Iterator[int]:
    """Integers above the proposal, ever further."""
    yield from (int(proposal * (1 + margin)) + 2 for margin in _MARGINS)


def _factor(gram: Gram, eigenvalue: int) -> NDArray[np.float64] | None:
    """The Cholesky factor of `eigenvalue * I - gram` in float64, if it can be computed."""
    try:
        factor = np.linalg.cholesky(float(eigenvalue) * np.eye(gram.shape[-1]) - gram)
    except np.linalg.LinAlgError:
        return None
    return factor.astype(np.float64)


def _residual(gram: Gram, eigenvalue: int, factor: NDArray[np.float64]) -> Fraction:
    """The largest row sum of |R|, divided by 4^e; exact."""
    shift = (EXACT_BITS - 2 - eigenvalue.bit_length()) // 2
    integers = np.rint(np.ldexp(factor, shift))
    check_exact((integers * integers).sum(axis=-1))
    product = (integers @ np.swapaxes(integers, -1, -2)).astype(np.int64)
    size = gram.shape[-1]
    difference = np.int64(eigenvalue) * np.eye(size, dtype=np.int64) - gram.astype(np.int64)
    if shift >= 0:
        residual = (difference << np.int64(2 * shift)) - product
    else:
        residual = difference - (product << np.int64(-2 * shift))
    sizes = np.abs(residual)
    if int(sizes.max()).bit_length() + size.bit_length() > _LARGEST:
        raise ArithmeticError("the residual of a factor is too large")
    return Fraction(int(sizes.sum(axis=-1).max()), 1 << (2 * max(0, shift)))
