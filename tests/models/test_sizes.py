from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quantcert.exact.dyadic import Dyadic, rounded_up
from quantcert.models.region import Size
from quantcert.models.sizes import (
    multiply_sizes,
    size_implies,
    size_of_entries,
    tightest_size,
)

dyadics = st.builds(Dyadic, st.integers(0, 2**20), st.integers(0, 12))
sizes = st.builds(Size, dyadics, dyadics, dyadics)
dims = st.tuples(st.integers(1, 4), st.integers(1, 12))
vectors = st.lists(st.integers(-20, 20), min_size=1, max_size=9)


def exact_size(d: int, vector: list[int]) -> Size:
    """The smallest bounds of a vector, rounded up."""
    heads = [vector[i : i + d] for i in range(0, len(vector) - d + 1, d)]
    lengths = [sum(x * x for x in head) for head in heads] or [0]
    return Size(
        rounded_up(Fraction(max(map(abs, vector)))),
        rounded_root(max(lengths)),
        rounded_root(sum(x * x for x in vector)),
    )


def rounded_root(square: int) -> Dyadic:
    root = Fraction(square) ** Fraction(1, 2)
    return rounded_up(Fraction(root) * (1 + Fraction(1, 2**45)))


def holds(size: Size, d: int, vector: list[int]) -> bool:
    heads = [vector[i : i + d] for i in range(0, len(vector) - d + 1, d)]
    return (
        all(abs(x) <= size.entry.fraction for x in vector)
        and all(sum(x * x for x in head) <= size.head.fraction**2 for head in heads)
        and sum(x * x for x in vector) <= size.norm.fraction**2
    )


@given(dims, sizes)
def test_the_tightest_bounds_follow(dim, size):
    d, n = dim
    tightest = tightest_size(d, n, size)
    assert size_implies(d, n, size, tightest)
    assert size_implies(d, n, tightest, tightest_size(d, n, tightest))


@given(dims, sizes)
def test_smaller_bounds_do_not_follow(dim, size):
    d, n = dim
    tightest = tightest_size(d, n, size)
    for part in ("entry", "head", "norm"):
        value = getattr(tightest, part)
        if value.mantissa:
            less = rounded_up(value.fraction * (1 - Fraction(1, 2**30)))
            parts = {**vars(tightest), part: less}
            assert not size_implies(d, n, size, Size(**parts))


@given(st.integers(1, 4), vectors, sizes)
def test_bounds_that_follow_hold_of_the_same_vectors(d, vector, size):
    known = exact_size(d, vector)
    assert holds(known, d, vector)
    assert holds(tightest_size(d, len(vector), known), d, vector)
    if size_implies(d, len(vector), known, size):
        assert holds(size, d, vector)


@given(st.integers(1, 4), st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1))
def test_products_of_vectors_are_bounded(d, pairs):
    x, y = (list(column) for column in zip(*pairs, strict=True))
    size = multiply_sizes(exact_size(d, x), exact_size(d, y))
    assert holds(size, d, [a * b for a, b in pairs])


@given(st.integers(1, 4), vectors)
def test_bounds_from_the_largest_entry(d, vector):
    limit = Fraction(max(map(abs, vector)))
    assert holds(size_of_entries(d, len(vector), limit), d, vector)
