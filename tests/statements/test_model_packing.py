"""Packed claims: the fields that `packedBounds` in the Lean library reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.exact.dyadic import Dyadic
from quantcert.models.bounds import Bounds
from quantcert.models.region import Size
from quantcert.statements.model_packing import is_packable, packed_claims

NUMBERS = st.builds(Dyadic, st.integers(0, 2**48 - 1), st.integers(0, 2**16 - 1))
SIZES = st.builds(Size, NUMBERS, NUMBERS, NUMBERS)
BOUNDS = st.builds(Bounds, SIZES, SIZES, SIZES)


def read(packed: int, index: int) -> Bounds:
    """`packedBounds packed index`, as the Lean library defines it."""

    def number(i: int) -> Dyadic:
        return Dyadic((packed >> 64 * i) % 2**48, (packed >> (64 * i + 48)) % 2**16)

    def size(i: int) -> Size:
        return Size(number(i), number(i + 1), number(i + 2))

    return Bounds(size(9 * index), size(9 * index + 3), size(9 * index + 6))


@given(st.lists(BOUNDS, max_size=4))
def test_every_claim_is_read_back(claims: list[Bounds]) -> None:
    packed = packed_claims(claims)
    assert [read(packed, index) for index in range(len(claims))] == claims


@pytest.mark.parametrize("number", [Dyadic(2**48, 0), Dyadic(1, 2**16)])
def test_a_number_that_does_not_fit_is_not_packable(number: Dyadic) -> None:
    zero = Dyadic(0, 0)
    size = Size(zero, number, zero)
    claim = Bounds(Size(zero, zero, zero), size, Size(zero, zero, zero))
    assert not is_packable(claim)
    with pytest.raises(ValueError, match="does not fit a field"):
        packed_claims([claim])
