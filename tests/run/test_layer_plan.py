"""What is known of a layer before Lean is asked."""

from fractions import Fraction

import pytest

from quantcert.errors import RequirementError
from tests.support.matrices import exact_errors
from tests.support.runs import need, opened, plan_of
from tests.support.small_models import SmallModel


def test_the_claim_is_of_the_exact_sums(model: SmallModel) -> None:
    quantized, base = opened(model)
    plan = plan_of(model, requirements=need(limit=3))
    assert plan.claim is not None
    rows = exact_errors(base.read("wide.weight"), quantized.read_rows("wide.weight", 0, 6))
    (use,) = plan.claim.uses
    assert use.bound.fraction == 3 * max(sum(map(abs, row)) for row in rows)
    assert use.required is None
    assert use.share is not None
    assert use.share.share == Fraction(1, 2)


def test_without_an_original_nothing_is_claimed_of_the_error(model: SmallModel) -> None:
    plan = plan_of(model, structure=True)
    assert (plan.claim, plan.scan) == (None, None)
    assert plan.structure == plan_of(model).structure
    assert plan.bits_per_weight > Fraction(7, 2)


def test_an_accumulator_that_overflows_is_not_stated_to_be_safe(model: SmallModel) -> None:
    kinds = [
        [t.kind for t in plan_of(model, requirements=need(width=w)).structure] for w in (32, 8)
    ]
    assert "accumulator-safe" in kinds[0]
    assert kinds[1] == [kind for kind in kinds[0] if kind != "accumulator-safe"]


def test_a_layer_without_a_rule_is_refused(model: SmallModel) -> None:
    only = need(pattern="tall.*")
    assert plan_of(model, "tall.weight", only).claim is not None
    with pytest.raises(RequirementError, match=r"need\.toml: no .* pattern matches wide\.weight"):
        plan_of(model, "wide.weight", only)
    assert plan_of(model, "wide.weight", only, structure=True).claim is None
