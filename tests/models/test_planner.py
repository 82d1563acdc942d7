"""Plans: every claim follows, holds of forward passes, and nothing smaller follows."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction

import numpy as np
import pytest

from quantcert.errors import CalibrationError
from quantcert.exact.dyadic import Dyadic, rounded_up
from quantcert.models.bounds import NOTHING, Bounds, exact_bounds
from quantcert.models.net import output_dim
from quantcert.models.plan import NormHint, Plan, plan_claims
from quantcert.models.planner import make_plan, norm_hint
from quantcert.models.region import Region, Size
from tests.support.perturbed_models import (
    FAMILIES,
    SampleModel,
    activations,
    region_of,
    sample_model,
    texts,
)
from tests.support.plan_check import check_hint, check_plan


def plans(model: SampleModel, region: Region | None) -> Iterator[tuple[int, Bounds, int, Plan]]:
    """Each block's number, the bounds and the dimension of its input, and its plan."""
    dim = model.architecture.input_dim
    before = exact_bounds(model.input_size) if dim else NOTHING
    for number, block in enumerate(model.architecture.blocks):
        plan = make_plan(block.net, model.cert, before, dim, region)
        yield number, before, dim, plan
        before, dim = plan.claim, output_dim(dim, block.net)


def check(model: SampleModel, number: int, before: Bounds, dim: int, plan: Plan, region) -> bool:
    net = model.architecture.blocks[number].net
    return check_plan(net, plan, model.cert, before, dim, region)


CASES = [(family, scope) for family in FAMILIES for scope in ("all inputs", "region")]


@pytest.mark.parametrize(("family", "scope"), CASES)
@pytest.mark.parametrize("noise", [0.1, 1e-3, 1e-7, 0.0])
def test_claims_follow_and_hold_of_forward_passes(family, scope, noise):
    model = sample_model(family, noise)
    region = region_of(model) if scope == "region" else None
    claims = []
    for number, before, dim, plan in plans(model, region):
        assert check(model, number, before, dim, plan, region)
        claims.append(plan.claim)
    for tokens, x in texts(model):
        original = activations(model, model.original, tokens, x)
        quantized = activations(model, model.quantized, tokens, x)
        for claim, y, yhat in zip(claims, original, quantized, strict=True):
            head_dim = model.cert.head_dim
            assert_holds(claim.original, y, head_dim)
            assert_holds(claim.quantized, yhat, head_dim)
            assert_holds(claim.error, y - yhat, head_dim)


def assert_holds(size: Size, x: np.ndarray, head_dim: int) -> None:
    """Up to the rounding of the forward pass."""
    heads = [x[:, i : i + head_dim] for i in range(0, x.shape[1] - head_dim + 1, head_dim)]
    found = {
        "entry": np.abs(x).max(),
        "head": max((np.linalg.norm(head, axis=1).max() for head in heads), default=0.0),
        "norm": np.linalg.norm(x, axis=1).max(),
    }
    for part, value in found.items():
        assert value <= float(getattr(size, part).fraction) * (1 + 1e-9) + 1e-9, part


def test_a_region_gives_bounds_that_say_something():
    """With small errors the carried bound stays far below the range of the outputs."""
    model = sample_model("llama", 1e-12)
    *_, (_, _, _, last) = plans(model, region_of(model))
    assert last.claim.error.entry.fraction < last.claim.original.entry.fraction / 10
    *_, (_, _, _, vacuous) = plans(model, None)
    assert vacuous.claim.error.entry.fraction > last.claim.error.entry.fraction


def test_equal_weights_make_no_error():
    model = sample_model("bert", 0.0)
    for scope in (None, region_of(model)):
        *_, (_, _, _, last) = plans(model, scope)
        assert last.claim.error.entry.mantissa == 0


def smaller(value: Dyadic) -> Dyadic:
    return rounded_up(value.fraction * (1 - Fraction(1, 2**20)))


def weakened(plan: object) -> Iterator[object]:
    """The plan with one of its numbers made smaller, each number once."""
    if isinstance(plan, Dyadic):
        if plan.mantissa:
            yield smaller(plan)
    elif isinstance(plan, tuple):
        for place, item in enumerate(plan):
            for other in weakened(item):
                yield (*plan[:place], other, *plan[place + 1 :])
    elif is_dataclass(plan) and not isinstance(plan, type):
        for field in fields(plan):
            for other in weakened(getattr(plan, field.name)):
                yield replace(plan, **{field.name: other})


@pytest.mark.parametrize(("family", "scope"), CASES)
def test_smaller_claims_are_refused(family, scope):
    """Only the lower bounds in the hints of norms may be smaller: that is weaker, not stronger."""
    model = sample_model(family, 1e-4)
    region = region_of(model) if scope == "region" else None
    for number, before, dim, plan in plans(model, region):
        refused = accepted = 0
        for other in weakened(plan):
            if check(model, number, before, dim, other, region):
                accepted += 1
                assert set(plan_claims(other)) == set(plan_claims(plan))
            else:
                refused += 1
        assert refused > 10 * accepted


@pytest.mark.parametrize("scope", ["all inputs", "region"])
def test_a_plan_of_another_net_is_refused(scope):
    model = sample_model("llama", 1e-4)
    region = region_of(model) if scope == "region" else None
    found = list(plans(model, region))
    for number, before, dim, _ in found[1:]:
        other = found[number - 1][3]
        assert not check(model, number, before, dim, other, region)


def test_what_the_region_allows_is_refused_without_it():
    model = sample_model("bert", 1e-4)
    region = region_of(model)
    for number, before, dim, plan in plans(model, region):
        assert not check(model, number, before, dim, plan, None)


def test_matrices_of_another_shape_are_refused():
    model = sample_model("bert", 1e-4)
    _, second, *_ = plans(model, None)
    wrong = replace(model.cert.matrices[3], rows=9)
    matrices = (*model.cert.matrices[:3], wrong, *model.cert.matrices[4:])
    cert = replace(model.cert, matrices=matrices)
    assert check(model, *second, None)
    assert not check(replace(model, cert=cert), *second, None)
    fewer = replace(model.cert, vectors=())
    assert not check(replace(model, cert=fewer), *second, None)


HINTED = (8, Dyadic(3, 1), Dyadic(1, 10))


@pytest.mark.parametrize(
    ("low", "error"), [(Dyadic(2, 0), Dyadic(1, 4)), (Dyadic(0, 0), Dyadic(1, 4))]
)
def test_hints_of_norms_are_accepted_and_sharp(low, error):
    hint = norm_hint(*HINTED, low, error)
    assert check_hint(hint, *HINTED, low, error)
    factor, floor = Fraction(3, 2), Fraction(1, 32)
    expected = factor / max(low.fraction, floor)
    assert expected * (1 - Fraction(1, 2**30)) <= hint.gain.fraction <= expected * Fraction(11, 10)
    for wrong in (
        replace(hint, gain=smaller(hint.gain)),
        replace(hint, root=smaller(hint.root)),
        replace(hint, low=Dyadic(hint.low.mantissa * 2, hint.low.p)),
        replace(hint, low_hat=Dyadic(hint.low_hat.mantissa * 2, hint.low_hat.p)),
        replace(hint, low=Dyadic(0, 0)),
        replace(hint, low_hat=Dyadic(0, 0)),
    ):
        assert not check_hint(wrong, *HINTED, low, error)


def test_an_error_as_large_as_the_input_leaves_the_root_of_epsilon():
    hint = norm_hint(*HINTED, Dyadic(2, 0), Dyadic(100, 0))
    assert isinstance(hint, NormHint)
    assert hint.low_hat == Dyadic(1, 5)
    assert check_hint(hint, *HINTED, Dyadic(2, 0), Dyadic(100, 0))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_region_without_activations_is_refused(family):
    """Root mean squares above what the ranges allow: every theorem about it would be empty."""
    model = sample_model(family, 1e-3)
    honest = region_of(model)
    assert honest.norms
    for name, low in honest.norms.items():
        much = {name: Dyadic(low.mantissa << 40, low.p)}
        with pytest.raises(CalibrationError, match=f"texts: norms/{name}: assumed to be at least"):
            list(plans(model, replace(honest, norms={**honest.norms, **much})))
