"""What each operation makes of the bounds of activations.

Mirrors `Bounds` in `lean/QuantCert/Cert/Model/Step.lean`: exact arithmetic, and the smallest where
several bounds of the same number are known.
"""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.exact.dyadic import Dyadic, plus, smaller, times
from quantcert.models.certificates import MatrixCert, MatrixNorms
from quantcert.models.region import Size
from quantcert.models.sizes import (
    NO_SIZE,
    add_sizes,
    multiply_sizes,
    norm_size,
    scale_size,
    size_implies,
    smaller_size,
    tightest_size,
    whole_size,
)

SOFT_CAP_LIPSCHITZ = Dyadic(1048577, 20)
"""A Lipschitz constant of soft caps: `1 + 2**-20`."""


@dataclass(frozen=True)
class Bounds:
    """Bounds of the original activation, of the quantized one and of their difference."""

    original: Size
    quantized: Size
    error: Size


def exact_bounds(size: Size) -> Bounds:
    """Bounds of equal activations."""
    return Bounds(size, size, NO_SIZE)


NOTHING = exact_bounds(NO_SIZE)
"""What a model that reads tokens starts from: `Bounds.nothing`."""


def tighten(s: Bounds) -> Bounds:
    """Quantized is at most original plus error, error at most original plus quantized."""
    return Bounds(
        s.original,
        smaller_size(s.quantized, add_sizes(s.original, s.error)),
        smaller_size(s.error, add_sizes(s.original, s.quantized)),
    )


def accepts(d: int, n: int, s: Bounds, claim: Bounds) -> bool:
    """Whether the bounds `claim` of `n` entries follow from `s`."""
    known = tighten(s)
    return (
        size_implies(d, n, known.original, claim.original)
        and size_implies(d, n, known.quantized, claim.quantized)
        and size_implies(d, n, known.error, claim.error)
    )


def best_claim(d: int, n: int, s: Bounds) -> Bounds:
    """The smallest bounds of `n` entries that `accepts` lets follow from `s`, rounded up."""
    known = tighten(s)
    return Bounds(
        tightest_size(d, n, known.original),
        tightest_size(d, n, known.quantized),
        tightest_size(d, n, known.error),
    )


def apply_norms(norms: MatrixNorms, s: Size) -> Size:
    """Bounds of the matrix times a vector with bounds `s`."""
    return Size(
        smaller(times(norms.row_sum, s.entry), times(norms.row_norm, s.norm)),
        times(norms.head_norm, s.norm),
        times(norms.op_norm, s.norm),
    )


def row_size(norms: MatrixNorms) -> Size:
    """Bounds of a row of the matrix."""
    return Size(norms.max_abs, norms.row_norm, norms.row_norm)


def lookup_step(m: MatrixCert) -> Bounds:
    """A row of an embedding."""
    return Bounds(row_size(m.original), row_size(m.quantized), row_size(m.error))


def linear_step(m: MatrixCert, s: Bounds) -> Bounds:
    """A linear layer: `W x - Ŵ x̂` is `E x + Ŵ (x - x̂)` and also `E x̂ + W (x - x̂)`."""
    return Bounds(
        apply_norms(m.original, s.original),
        apply_norms(m.quantized, s.quantized),
        smaller_size(
            add_sizes(apply_norms(m.error, s.original), apply_norms(m.quantized, s.error)),
            add_sizes(apply_norms(m.error, s.quantized), apply_norms(m.original, s.error)),
        ),
    )


def bias_step(v: Size, s: Bounds) -> Bounds:
    """A vector is added."""
    return Bounds(add_sizes(s.original, v), add_sizes(s.quantized, v), s.error)


def norm_step(limit: Size, offset: Size, gain: Dyadic, s: Bounds) -> Bounds:
    """A norm with outputs up to `limit` plus an offset, which multiplies errors by `gain`."""
    output = add_sizes(limit, offset)
    return Bounds(output, output, norm_size(times(gain, s.error.norm)))


def norm_heads_step(heads: int, limit: Dyadic, gain: Dyadic, s: Bounds) -> Bounds:
    """A norm of each head with outputs up to `limit`, which multiplies errors by `gain`."""
    output = whole_size(heads, norm_size(limit))
    error = norm_size(times(gain, s.error.head))
    return Bounds(output, output, whole_size(heads, error))


def scale_step(c: Dyadic, s: Bounds) -> Bounds:
    """A product with a number."""
    return Bounds(scale_size(c, s.original), scale_size(c, s.quantized), scale_size(c, s.error))


def activate_step(lipschitz: Dyadic, s: Bounds) -> Bounds:
    """A function that grows no entry and has this Lipschitz constant."""
    return Bounds(s.original, s.quantized, scale_size(lipschitz, s.error))


def cap_size(c: Dyadic, s: Size) -> Size:
    """Bounds after the soft cap `c`."""
    size = scale_size(SOFT_CAP_LIPSCHITZ, s)
    return Size(smaller(size.entry, c), size.head, size.norm)


def soft_cap_step(c: Dyadic, s: Bounds) -> Bounds:
    """The soft cap `c` of each entry."""
    error = scale_size(SOFT_CAP_LIPSCHITZ, s.error)
    return Bounds(cap_size(c, s.original), cap_size(c, s.quantized), error)


def add_step(s: Bounds, t: Bounds) -> Bounds:
    """A sum."""
    return Bounds(
        add_sizes(s.original, t.original),
        add_sizes(s.quantized, t.quantized),
        add_sizes(s.error, t.error),
    )


def mul_step(s: Bounds, t: Bounds) -> Bounds:
    """A product: `x y - x̂ ŷ` is `x (y - ŷ) + (x - x̂) ŷ` and also `x̂ (y - ŷ) + (x - x̂) y`."""
    return Bounds(
        multiply_sizes(s.original, t.original),
        multiply_sizes(s.quantized, t.quantized),
        smaller_size(
            add_sizes(multiply_sizes(s.original, t.error), multiply_sizes(s.error, t.quantized)),
            add_sizes(multiply_sizes(s.quantized, t.error), multiply_sizes(s.error, t.original)),
        ),
    )


def rope_size(s: Size) -> Size:
    """A rotation of every head keeps the norms."""
    return Size(smaller(s.head, plus(s.entry, s.entry)), s.head, s.norm)


def rope_step(s: Bounds) -> Bounds:
    """Rotary embedding."""
    return Bounds(rope_size(s.original), rope_size(s.quantized), rope_size(s.error))


def score_error(q: Bounds, k: Bounds) -> Dyadic:
    """Bound of the change of a query times a key."""
    return smaller(
        plus(times(q.original.head, k.error.head), times(q.error.head, k.quantized.head)),
        plus(times(q.quantized.head, k.error.head), times(q.error.head, k.original.head)),
    )


def average_error(tv: Dyadic, v: Bounds) -> Size:
    """Averages of vectors `v` with weights whose total variation is at most `tv`."""
    return add_sizes(v.error, scale_size(plus(tv, tv), smaller_size(v.original, v.quantized)))


def average_step(tv: Dyadic, known: bool, v: Bounds) -> Bounds:
    """Without a bound of the weights, an average is still an average."""
    error = average_error(tv, v) if known else add_sizes(v.original, v.quantized)
    return Bounds(v.original, v.quantized, error)


def attention_step(heads: int, tv: Dyadic, known: bool, v: Bounds) -> Bounds:
    """Attention: the norm of the whole is at most the sum of the norms of the heads."""
    average = average_step(tv, known, v)
    return Bounds(
        whole_size(heads, average.original),
        whole_size(heads, average.quantized),
        whole_size(heads, average.error),
    )


def region_step(size: Size, s: Bounds) -> Bounds:
    """What is assumed of the original activation may be used."""
    return Bounds(smaller_size(s.original, size), s.quantized, s.error)
