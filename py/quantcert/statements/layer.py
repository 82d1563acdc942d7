"""The numbers of one layer's claim: input range, bound, trivial bound, requirement."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from quantcert.exact.dyadic import Dyadic, dyadic_above, dyadic_below, exact_dyadic
from quantcert.requirements import LayerRequirement

_INPUT_BITS = 32


@dataclass(frozen=True)
class LayerClaim:
    """What is claimed of a layer [rows, columns] whose sums are in units of 2^-p.

    `row_sum_max` is the largest sum of |w - w_hat| over a row (attained in row `worst_row`),
    `trivial_sum` the largest sum of |w| over a row (attained in row `trivial_row`).
    `input_abs_max` is the required input range, rounded up to a dyadic number if it is not one;
    `requirement` is the required bound, rounded down to the unit of `bound`.
    """

    rows: int
    columns: int
    p: int
    row_sum_max: int
    worst_row: int
    trivial_sum: int
    trivial_row: int
    input_abs_max: Dyadic
    bound: Dyadic
    trivial_bound: Dyadic
    requirement: Dyadic
    required: Fraction

    @property
    def meets_requirement(self) -> bool:
        """Whether the bound is at most what is required."""
        return self.bound.fraction <= self.required

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


def layer_claim(
    shape: tuple[int, int],
    p: int,
    error_sums: tuple[int, ...],
    weight_sums: tuple[int, ...],
    rule: LayerRequirement,
) -> LayerClaim:
    """The claim for a layer from its rows' sums of |w - w_hat| and of |w|, units of 2^-p."""
    worst = max(range(len(error_sums)), key=error_sums.__getitem__)
    heaviest = max(range(len(weight_sums)), key=weight_sums.__getitem__)
    limit = exact_dyadic(rule.input_abs_max) or dyadic_above(rule.input_abs_max, _INPUT_BITS)
    unit = p + limit.p
    bound = Dyadic(error_sums[worst] * limit.mantissa, unit)
    trivial = Dyadic(weight_sums[heaviest] * limit.mantissa, unit)
    required = rule.tolerance(trivial.fraction)
    return LayerClaim(
        *shape,
        p=p,
        row_sum_max=error_sums[worst],
        worst_row=worst,
        trivial_sum=weight_sums[heaviest],
        trivial_row=heaviest,
        input_abs_max=limit,
        bound=bound,
        trivial_bound=trivial,
        requirement=dyadic_below(required, unit),
        required=required,
    )
