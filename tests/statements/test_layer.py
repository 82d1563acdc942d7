"""The numbers of a claim: the worst line, the trivial bound, tolerances, vacuity."""

from fractions import Fraction

import pytest

from quantcert.exact import RowErrors
from quantcert.requirements import LayerRequirement
from quantcert.roles import Role, Use
from quantcert.statements.layer import LayerClaim, ShareClaim, UseClaim, layer_claim

ABSOLUTE = LayerRequirement("*", Fraction(3, 2), Fraction(15, 8), None)
RELATIVE = LayerRequirement("*", Fraction(3, 2), None, Fraction(1, 2), negligible=Fraction(0))


def claim(
    errors: tuple[int, ...],
    weights: tuple[int, ...],
    rule: LayerRequirement = ABSOLUTE,
    role: Role = Role.LINEAR,
) -> LayerClaim:
    """A claim in units of 2^-4; columns have ten times the sums of the rows."""
    sums = RowErrors(
        p=4,
        sum_abs=errors,
        max_abs=tuple(error // 2 for error in errors),
        sum_sq=(),
        weight_sum_abs=weights,
        weight_max_abs=tuple(weight // 4 for weight in weights),
        column_sum_abs=tuple(error * 10 for error in errors),
        weight_column_sum_abs=tuple(weight * 10 for weight in weights),
    )
    return layer_claim((len(errors), 5), sums, rule, (role,))


def rows(found: LayerClaim) -> UseClaim:
    return found.by_use[Use.ROWS]


def share(found: LayerClaim) -> ShareClaim:
    (only,) = found.shares.values()
    return only


def test_the_worst_rows_give_bound_and_trivial_bound() -> None:
    found = rows(claim((3, 8, 8), (20, 10, 40)))
    assert (found.worst_line, found.error_max) == (1, 8)
    assert (found.heaviest_line, found.size_max) == (2, 40)
    assert found.bound.fraction == Fraction(8, 16) * Fraction(3, 2)
    assert found.trivial_bound.fraction == Fraction(40, 16) * Fraction(3, 2)
    assert found.required == Fraction(15, 8)
    assert found.requirement is not None
    assert found.requirement.fraction <= found.required


@pytest.mark.parametrize(("error", "meets"), [(20, True), (21, False)])
@pytest.mark.parametrize("rule", [ABSOLUTE, RELATIVE])
def test_a_requirement_is_met_up_to_equality(
    error: int, meets: bool, rule: LayerRequirement
) -> None:
    assert claim((error,), (40,), rule).meets_requirement is meets


def test_a_heavy_row_excuses_nothing_in_a_light_one() -> None:
    found = share(claim((100, 6, 3, 0), (1000, 10, 6, 0), RELATIVE))
    assert (found.failing, found.worst, found.lines) == (1, 1, 4)
    assert (found.error, found.size, found.allowed) == (6, 10, 5)


def test_the_worst_row_is_the_one_nearest_its_allowance_if_all_keep_theirs() -> None:
    found = share(claim((100, 4, 2), (1000, 10, 4), RELATIVE))
    assert (found.met, found.worst) == (True, 2)


def test_a_row_of_zeros_must_stay_zero_but_for_what_is_negligible() -> None:
    exact = share(claim((4, 1), (1000, 0), RELATIVE))
    assert (exact.failing, exact.worst) == (1, 1)
    rule = LayerRequirement("*", Fraction(1), None, Fraction(1, 2), negligible=Fraction(1, 1000))
    assert share(claim((4, 1), (1000, 0), rule)).met
    assert not share(claim((4, 2), (1000, 0), rule)).met


def test_outputs_of_a_transposed_matrix_are_its_columns() -> None:
    found = claim((3, 8), (20, 10), RELATIVE, Role.TRANSPOSED)
    (use,) = found.uses
    assert (use.use, use.error_max, use.size_max) == (Use.COLUMNS, 80, 200)
    assert list(found.shares) == [Use.COLUMNS]
    assert (share(found).failing, share(found).worst) == (1, 1)


def test_a_looked_up_entry_has_no_input() -> None:
    found = claim((3, 8), (20, 10), RELATIVE, Role.LOOKUP)
    (use,) = found.uses
    assert (use.error_max, use.worst_line, use.size_max, use.heaviest_line) == (4, 1, 5, 0)
    assert use.bound.fraction == Fraction(4, 16)
    assert list(found.shares) == [Use.ROWS]
    assert share(found).worst == 1


def test_both_directions_are_claimed_of_a_matrix_that_is_not_known() -> None:
    found = claim((3, 8), (20, 16), RELATIVE, Role.MATRIX)
    assert list(found.by_use) == [Use.ROWS, Use.COLUMNS]
    columns = found.by_use[Use.COLUMNS]
    assert columns.share is None
    assert columns.required == columns.trivial_bound.fraction / 2
    assert list(found.shares) == [Use.ROWS]


def test_an_input_range_that_is_not_dyadic_is_rounded_up() -> None:
    rule = LayerRequirement("*", Fraction(1, 3), Fraction(1), None)
    found = claim((1,), (2,), rule).input_abs_max.fraction
    assert Fraction(1, 3) < found < Fraction(1, 3) + Fraction(1, 2**31)


@pytest.mark.parametrize(
    ("error", "weight", "beats", "vacuous"),
    [(3, 4, True, False), (4, 4, False, True), (5, 4, False, True), (0, 0, False, False)],
)
def test_vacuity(error: int, weight: int, beats: bool, vacuous: bool) -> None:
    found = rows(claim((error,), (weight,)))
    assert (found.beats_zeros, found.is_vacuous) == (beats, vacuous)
