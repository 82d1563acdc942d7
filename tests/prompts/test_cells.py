"""Cells enclose what they say, and claims are the least that Lean accepts."""

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.prompts import cells
from quantcert.prompts.cells import Cell

SIZES = st.integers(0, 1 << 80)
CELLS = st.builds(Cell, SIZES, SIZES, st.integers(0, 1 << 20))
SHARES = st.fractions(-1, 1)


def point(cell: Cell, share: Fraction) -> Fraction:
    """A number that the cell encloses."""
    return cell.mid + share * cell.rad


def holds(cell: Cell, x: Fraction) -> bool:
    return abs(x - cell.mid) <= cell.rad


@given(CELLS, CELLS, SHARES, SHARES)
@example(Cell(0, 5, 7), Cell(0, 5, 7), Fraction(1), Fraction(-1))
def test_products_and_sums_enclose(c, d, s, t):
    x, y = point(c, s), point(d, t)
    assert holds(cells.mul(c, d), x * y)
    assert holds(cells.add(c, cells.negative(d)), x - y)


@given(CELLS, SHARES, st.integers(0, 90))
@example(Cell(7, 8, 0), Fraction(0), 3)
def test_rounding_is_outward(c, share, s):
    x = point(c, share) / 2**s
    assert holds(cells.rounded(c, s), x)
    mid, rad = cells.covering(c, s)
    assert abs(x - mid) <= rad


@given(CELLS, st.integers(0, 90))
@example(Cell(8, 0, 0), 3)
def test_a_covering_claim_is_the_least_around_its_midpoint(c, s):
    mid, rad = cells.covering(c, s)
    assert abs(c.mid - (mid << s)) + c.rad > rad - 1 << s or rad == 0


@given(CELLS, st.integers(1, 1 << 60), st.integers(0, 1 << 20), SHARES, SHARES, st.integers(0, 80))
def test_quotients_enclose(c, low, rad, s, t, q):
    denominator = Cell(low + rad, 0, rad)
    mid, radius = cells.quotient(q, c, denominator)
    x = point(c, s) / point(denominator, t) * 2**q
    assert abs(x - mid) <= radius


@given(st.integers(1, 1 << 60), st.integers(0, 1 << 20), SHARES, st.integers(1, 100))
@example(4, 0, Fraction(0), 1)
def test_inverse_roots_enclose(low, rad, share, n):
    p, q = 20, 40
    squares = Cell(low + rad, 0, rad)
    mid, radius = cells.inverse_root(n, p, q, squares)
    x = point(squares, share) / n / 2**p
    assert max(mid - radius, 0) ** 2 * x <= 4**q <= (mid + radius) ** 2 * x


@given(CELLS, SHARES, st.integers(0, 40), st.integers(0, 40))
def test_other_units_enclose(c, share, p, q):
    assert holds(cells.convert(c, p, q), point(c, share) * Fraction(2) ** (q - p))


@given(CELLS, CELLS, st.integers(0, 40), st.integers(0, 40))
def test_sums_are_in_the_finer_unit(c, d, p, q):
    mid = Fraction(c.mid, 1 << p) + Fraction(d.mid, 1 << q)
    assert cells.add_at(p, q, c, d).mid == mid * 2 ** max(p, q)
