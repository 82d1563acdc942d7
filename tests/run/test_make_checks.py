"""Which checks a planned layer gets."""

import pytest

from quantcert.run import make_checks as making
from quantcert.run.make_checks import Wanted, make_checks
from quantcert.run.options import Level
from quantcert.run.row_checks import RowChecks
from quantcert.run.structure_checks import StructureChecks
from quantcert.run.weight_checks import WeightChecks
from tests.support.runs import opened, plan_of
from tests.support.small_models import SmallModel


def test_an_original_and_a_level_decide(model: SmallModel) -> None:
    quantized, _ = opened(model)
    weights, rows = Wanted(Level.WEIGHTS), Wanted(Level.ROWS)
    assert isinstance(make_checks(plan_of(model), quantized, weights), WeightChecks)
    assert isinstance(make_checks(plan_of(model), quantized, rows), RowChecks)
    structure = plan_of(model, structure=True)
    assert isinstance(make_checks(structure, quantized, weights), StructureChecks)


def test_rows_too_long_for_the_kernel_are_not_its(
    model: SmallModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "fits_literals", lambda plan: False)
    checks = make_checks(plan_of(model), opened(model)[0], Wanted(Level.WEIGHTS))
    assert isinstance(checks, RowChecks)
