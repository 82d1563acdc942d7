"""The numbers of a claim: the worst row, the trivial bound, requirements, vacuity."""

from fractions import Fraction

import pytest

from quantcert.requirements import LayerRequirement
from quantcert.statements.layer import LayerClaim, layer_claim

RULE = LayerRequirement("*", Fraction(3, 2), None, Fraction(1, 2))


def claim(errors: tuple[int, ...], weights: tuple[int, ...], rule: LayerRequirement = RULE):
    return layer_claim((len(errors), 5), 4, errors, weights, rule)


def test_the_worst_rows_give_bound_and_trivial_bound() -> None:
    found = claim((3, 8, 8), (20, 10, 40))
    assert (found.worst_row, found.row_sum_max) == (1, 8)
    assert (found.trivial_row, found.trivial_sum) == (2, 40)
    assert found.bound.fraction == Fraction(8, 16) * Fraction(3, 2)
    assert found.trivial_bound.fraction == Fraction(40, 16) * Fraction(3, 2)
    assert found.required == found.trivial_bound.fraction / 2
    assert found.requirement.fraction <= found.required


@pytest.mark.parametrize(("error", "meets"), [(20, True), (21, False)])
def test_a_requirement_is_met_up_to_equality(error: int, meets: bool) -> None:
    assert claim((error,), (40,)).meets_requirement is meets


def test_an_input_range_that_is_not_dyadic_is_rounded_up() -> None:
    rule = LayerRequirement("*", Fraction(1, 3), Fraction(1), None)
    found = claim((1,), (2,), rule).input_abs_max.fraction
    assert Fraction(1, 3) < found < Fraction(1, 3) + Fraction(1, 2**31)


@pytest.mark.parametrize(
    ("error", "weight", "beats", "vacuous"),
    [(3, 4, True, False), (4, 4, False, True), (5, 4, False, True), (0, 0, False, False)],
)
def test_vacuity(error: int, weight: int, beats: bool, vacuous: bool) -> None:
    found: LayerClaim = claim((error,), (weight,))
    assert (found.beats_zeros, found.is_vacuous) == (beats, vacuous)
