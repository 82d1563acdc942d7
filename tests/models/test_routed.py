"""Plans of routed experts, here and in the kernel: the gap decides what follows."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.exact.dyadic import Dyadic, plus
from quantcert.lean import Library, Limits, Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.models.bounds import Bounds
from quantcert.models.certificates import MatrixCert, MatrixNorms, ModelCert
from quantcert.models.net import Input, Linear, Routed
from quantcert.models.plan import MixturePlan
from quantcert.models.planner import make_plan
from quantcert.models.region import Region, Size
from quantcert.models.sizes import norm_size
from quantcert.models.variation import check_selection
from quantcert.statements.model import MODEL_IMPORTS
from quantcert.statements.model_terms import bounds_term, matrix_term, net_term, plan_term
from tests.support.plan_check import check_plan

ERROR = Dyadic(1, 10)
"""Of every matrix; that of the router's scores is the same, as the input has norm 1."""

NET = Routed(
    "router",
    4,
    2,
    Linear(3, 4, 0, Input()),
    tuple(Linear(4, 4, number, Input()) for number in (1, 2, 3)),
)
BEFORE = Bounds(norm_size(Dyadic(1, 0)), norm_size(Dyadic(1, 0)), norm_size(Dyadic(0, 0)))


def matrix(rows: int, size: int, error: Dyadic) -> MatrixCert:
    def norms(value: Dyadic) -> MatrixNorms:
        return MatrixNorms(value, value, value, value, value)

    return MatrixCert(rows, 4, norms(Dyadic(size, 0)), norms(Dyadic(size, 0)), norms(error))


def numbers(router_error: Dyadic = ERROR) -> ModelCert:
    """A router and three experts, one of them with outputs up to 2."""
    experts = (matrix(4, 1, ERROR), matrix(4, 2, ERROR), matrix(4, 1, ERROR))
    return ModelCert(2, 3, 8, (matrix(3, 1, router_error), *experts), ())


def region(gap: Dyadic) -> Region:
    return Region({}, {"router": gap}, "test", "0" * 64)


ENOUGH, LESS = region(plus(ERROR, ERROR)), region(Dyadic(2047, 20))


def planned(assumed: Region | None, cert: ModelCert | None = None) -> MixturePlan:
    cert = cert or numbers()
    plan = make_plan(NET, cert, BEFORE, 4, assumed)
    assert isinstance(plan, MixturePlan)
    assert check_plan(NET, plan, cert, BEFORE, 4, assumed)
    return plan


def claiming(plan: MixturePlan, size: Size) -> MixturePlan:
    return replace(plan, claim=replace(plan.claim, error=size))


def test_a_gap_of_twice_the_change_keeps_the_selection() -> None:
    """The total variation is about half the change of the scores, and outputs go up to 2."""
    found = planned(ENOUGH).claim.error.entry.fraction
    expected = ERROR.fraction + 2 * (ERROR.fraction / 2) * 2
    assert expected * Fraction(999, 1000) < found < expected * Fraction(1001, 1000)


@pytest.mark.parametrize("assumed", [LESS, region(Dyadic(0, 0)), None])
def test_without_it_any_experts_may_be_selected(assumed: Region | None) -> None:
    assert planned(assumed).claim.error.entry.fraction == 4


def test_scores_that_do_not_change_need_no_gap() -> None:
    cert = numbers(router_error=Dyadic(0, 0))
    assert planned(None, cert).claim.error.entry == ERROR


def test_what_does_not_follow_is_refused() -> None:
    plan = planned(ENOUGH)
    assert not check_plan(NET, plan, numbers(), BEFORE, 4, LESS)
    assert not check_plan(NET, plan, numbers(), BEFORE, 4, None)
    smaller = claiming(plan, norm_size(Dyadic(3 * 2**20 - 1, 30)))
    assert not check_plan(NET, smaller, numbers(), BEFORE, 4, ENOUGH)
    for k in (0, 4):
        assert not check_plan(replace(NET, k=k), plan, numbers(), BEFORE, 4, ENOUGH)


dyadics = st.builds(Dyadic, st.integers(0, 40), st.integers(0, 3))


@given(dyadics, dyadics)
def test_check_selection(change: Dyadic, gap: Dyadic) -> None:
    assert check_selection(change, gap) == (2 * change.fraction <= gap.fraction)


def test_the_kernel_agrees(library: Library, tmp_path: Path) -> None:
    """It accepts every plan that is accepted here, and refuses every one that is refused."""
    plan = planned(ENOUGH)
    smaller = claiming(plan, norm_size(Dyadic(3 * 2**20 - 1, 30)))
    cases = [
        (plan, ENOUGH, NET, True),
        (plan, LESS, NET, False),
        (plan, None, NET, False),
        (smaller, ENOUGH, NET, False),
        (planned(LESS), LESS, NET, True),
        (planned(None), None, NET, True),
        (plan, ENOUGH, replace(NET, k=0), False),
        (plan, ENOUGH, replace(NET, k=4), False),
    ]
    matrices = "".join(f"{matrix_term(cert)} :: " for cert in numbers().matrices)
    lines = [
        "prelude",
        *(f"import {module}" for module in MODEL_IMPORTS),
        "namespace QuantCert",
        f"def numbers : ModelCert := ⟨2, 3, 8, {matrices}.nil, .nil⟩",
    ]
    for plan, assumed, net, follows in cases:
        assert check_plan(net, plan, numbers(), BEFORE, 4, assumed) == follows
        terms = f"{bounds_term(BEFORE)} {net_term(net, assumed)} {plan_term(plan, {})}"
        lines.append(
            f"example : Net.check numbers 4 {terms} = {str(follows).lower()} := by decide +kernel"
        )
    file = tmp_path / "Routed.lean"
    file.write_text("\n".join([*lines, "end QuantCert", ""]))
    with RunnerPool(library.toolchain, 1) as pool:
        limits = Limits(seconds=120.0)
        run = pool.compile(file, tmp_path / "r.olean", tmp_path, [library.path], limits)
    assert run.outcome is Outcome.OK, run.messages
