"""The numbers of one layer's claim: input range, and for each of its uses bounds and tolerances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quantcert.exact import RowErrors
from quantcert.exact.dyadic import Dyadic, dyadic_above, dyadic_below, exact_dyadic
from quantcert.requirements import LayerRequirement
from quantcert.roles import Role, Use, uses

_INPUT_BITS = 32
_EXCESS_BITS = 64
_ONE = Dyadic(1, 0)


@dataclass(frozen=True)
class ShareClaim:
    """Each line (row or column) against itself: its errors add up to at most `num / den` of the sum
    of its own |w|, plus `floor` units of 2^-p.

    Of `lines` lines `failing` do not keep this. `worst` is the line whose sum of errors, `error`,
    is the largest part of what is `allowed`, units of 2^-p; `size` is the sum of its |w|.
    """

    num: int
    den: int
    floor: int
    lines: int
    failing: int
    worst: int
    error: int
    size: int

    @property
    def share(self) -> Fraction:
        """The allowed share."""
        return Fraction(self.num, self.den)

    @property
    def allowed(self) -> Fraction:
        """What the worst line may err, units of 2^-p."""
        return self.share * self.size + self.floor

    @property
    def met(self) -> bool:
        """Whether all lines keep it."""
        return not self.failing

    def __str__(self) -> str:
        """The Lean term."""
        return f"⟨{self.num}, {self.den}, {self.floor}⟩"


@dataclass(frozen=True)
class UseClaim:
    """What is claimed of one use of a matrix.

    `error_max` is the largest error of a line, `size_max` the largest size, units of 2^-p, in the
    lines `worst_line` and `heaviest_line`: the sum over a row or column of |w - w_hat| and of |w|,
    or the largest of them in a row that is looked up. `bound` and `trivial_bound` are these times
    the input range. `required` is the largest allowed bound, `requirement` the same rounded down to
    the unit of `bound`; None where each line has a `share` of its own.
    """

    use: Use
    error_max: int
    worst_line: int
    size_max: int
    heaviest_line: int
    input_abs_max: Dyadic
    bound: Dyadic
    trivial_bound: Dyadic
    required: Fraction | None
    requirement: Dyadic | None
    share: ShareClaim | None

    @property
    def keeps_bound(self) -> bool:
        """Whether the bound is at most what is required of it."""
        return self.required is None or self.bound.fraction <= self.required

    @property
    def meets_requirement(self) -> bool:
        """Whether the bound, and each line's share, is at most what is required."""
        return self.keeps_bound and (self.share is None or self.share.met)

    @property
    def beats_zeros(self) -> bool:
        """Whether a layer of zeros would not meet the bound."""
        return self.bound.fraction < self.trivial_bound.fraction

    @property
    def is_vacuous(self) -> bool:
        """Whether the bound says nothing: a layer of zeros would meet it, and it is not exact."""
        return self.bound.mantissa > 0 and not self.beats_zeros

    def facts(self) -> dict[str, object]:
        """The values that the templates ask for."""
        return dict(vars(self))


@dataclass(frozen=True)
class LayerClaim:
    """What is claimed of a layer [rows, columns] whose sums are in units of 2^-p.

    `row_sum_max` is the largest sum of |w - w_hat| over a row. `input_abs_max` is the required
    input range, rounded up to a dyadic number if it is not one.
    """

    rows: int
    columns: int
    p: int
    row_sum_max: int
    input_abs_max: Dyadic
    uses: tuple[UseClaim, ...]

    @property
    def by_use(self) -> Mapping[Use, UseClaim]:
        """The claims by what they are about."""
        return {claim.use: claim for claim in self.uses}

    @property
    def shares(self) -> Mapping[Use, ShareClaim]:
        """The shares that are asked for, of rows or columns; looked-up rows are rows."""
        found: dict[Use, ShareClaim] = {}
        for claim in self.uses:
            if claim.share is not None:
                found[Use.COLUMNS if claim.use is Use.COLUMNS else Use.ROWS] = claim.share
        return found

    @property
    def meets_requirement(self) -> bool:
        """Whether every use does."""
        return all(claim.meets_requirement for claim in self.uses)

    def facts(self) -> dict[str, object]:
        """The values that the templates ask for, of whatever use."""
        return {
            "rows": self.rows,
            "columns": self.columns,
            "p": self.p,
            "row_sum_max": self.row_sum_max,
        }


def layer_claim(
    shape: tuple[int, int], errors: RowErrors, rule: LayerRequirement, roles: tuple[Role, ...]
) -> LayerClaim:
    """The claim for a layer with these roles, from its exact sums.

    A relative tolerance is a share of each line's own size. Where both directions are claimed
    because the role is not known, columns have one tolerance, a share of the heaviest column: a
    column of small weights is no output of `W x`, and shares its scales with larger ones.
    """
    limit = exact_dyadic(rule.input_abs_max) or dyadic_above(rule.input_abs_max, _INPUT_BITS)
    claims = []
    for use in uses(roles):
        own_lines = use is not Use.COLUMNS or Role.TRANSPOSED in roles
        claims.append(_use_claim(use, errors, rule, limit, own_lines))
    return LayerClaim(*shape, errors.p, max(errors.sum_abs), limit, tuple(claims))


def _use_claim(
    use: Use, errors: RowErrors, rule: LayerRequirement, limit: Dyadic, own_lines: bool
) -> UseClaim:
    numbers, sizes = _lines(use, errors)
    worst, heaviest = _largest(numbers), _largest(sizes)
    factor = _ONE if use is Use.ENTRIES else limit
    unit = errors.p + factor.p
    trivial = Dyadic(sizes[heaviest] * factor.mantissa, unit)
    required, share = rule.max_row_error, None
    if rule.max_relative_error is not None:
        if own_lines:
            share = _share(*_line_sums(use, errors), rule.max_relative_error, rule.negligible)
        else:
            required = rule.max_relative_error * trivial.fraction
    return UseClaim(
        use=use,
        error_max=numbers[worst],
        worst_line=worst,
        size_max=sizes[heaviest],
        heaviest_line=heaviest,
        input_abs_max=factor,
        bound=Dyadic(numbers[worst] * factor.mantissa, unit),
        trivial_bound=trivial,
        required=required,
        requirement=None if required is None else dyadic_below(required, unit),
        share=share,
    )


def _lines(use: Use, errors: RowErrors) -> tuple[Sequence[int], Sequence[int]]:
    """Error and size of each line, of which the largest is the bound."""
    if use is Use.ENTRIES:
        return errors.max_abs, errors.weight_max_abs
    return _line_sums(use, errors)


def _line_sums(use: Use, errors: RowErrors) -> tuple[Sequence[int], Sequence[int]]:
    """Sums of |w - w_hat| and of |w| of each line."""
    if use is Use.COLUMNS:
        return errors.column_sum_abs, errors.weight_column_sum_abs
    return errors.sum_abs, errors.weight_sum_abs


def _share(
    numbers: Sequence[int], sizes: Sequence[int], share: Fraction, negligible: Fraction
) -> ShareClaim:
    """Every line against its own share; see `LayerRequirement` for `negligible`."""
    num, den = share.as_integer_ratio()
    floor = int(negligible * max(sizes))
    allowed = [num * size + den * floor for size in sizes]
    failing = [line for line, error in enumerate(numbers) if den * error > allowed[line]]

    def excess(line: int) -> int:  # to 2**-64; where nothing is allowed, above all others
        return (den * numbers[line] << _EXCESS_BITS) // (allowed[line] or 1)

    worst = max(failing or range(len(numbers)), key=excess)
    return ShareClaim(
        num, den, floor, len(numbers), len(failing), worst, numbers[worst], sizes[worst]
    )


def _largest(numbers: Sequence[int]) -> int:
    """Place of the largest number."""
    return max(range(len(numbers)), key=numbers.__getitem__)
