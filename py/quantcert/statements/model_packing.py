"""Claims of a plan packed into one natural number: see `lean/QuantCert/Cert/Model/Packed.lean`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quantcert.exact.dyadic import Dyadic
from quantcert.models.bounds import Bounds

_MANTISSA_BITS = 48
_SCALE_BITS = 16
_FIELD_BITS = _MANTISSA_BITS + _SCALE_BITS


def packed_claims(claims: Sequence[Bounds]) -> int:
    """Nine fields of 64 bits for each claim, the first in the lowest bits.

    Raises ValueError for a claim that is not packable.
    """
    packed = 0
    for place, number in enumerate(n for claim in claims for n in _numbers(claim)):
        if not _fits(number):
            raise ValueError(f"{number} does not fit a field")
        field = number.mantissa | number.p << _MANTISSA_BITS
        packed |= field << _FIELD_BITS * place
    return packed


def is_packable(claim: Bounds) -> bool:
    """Whether all numbers of a claim fit their fields."""
    return all(map(_fits, _numbers(claim)))


def _numbers(claim: Bounds) -> Iterator[Dyadic]:
    for size in (claim.original, claim.quantized, claim.error):
        yield from (size.entry, size.head, size.norm)


def _fits(number: Dyadic) -> bool:
    return number.mantissa < 1 << _MANTISSA_BITS and number.p < 1 << _SCALE_BITS
