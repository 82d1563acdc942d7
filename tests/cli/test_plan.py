"""What a run is said to take before it begins."""

from dataclasses import replace
from typing import Any

import pytest

from quantcert.cli import plan
from quantcert.run.options import VerifyOptions
from tests.support.small_models import SmallModel


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The toolchains and networks of the plans that are made."""
    made: list[Any] = []

    def measured(*_: Any, network: bool, library: Any) -> None:
        made.append((library, network))

    monkeypatch.setattr(plan, "find_toolchain", lambda *asked: asked)
    monkeypatch.setattr(plan, "build_library", lambda toolchain, jobs: (*toolchain, jobs))
    monkeypatch.setattr(plan, "plan_run", measured)
    monkeypatch.setattr(plan, "short_line", lambda found: "this will take long")
    return made


def test_a_long_run_is_foretold_with_its_own_toolchain(
    model: SmallModel, planned: list[Any], monkeypatch, capsys
) -> None:
    options = VerifyOptions(model.quantized, model.original, None, jobs=3)
    weights = 6 * 19 + 11 * 8
    monkeypatch.setattr(plan, "LONG_WEIGHTS", weights + 1)
    plan.announce_long(options)
    assert (planned, capsys.readouterr().err) == ([], "")
    monkeypatch.setattr(plan, "LONG_WEIGHTS", weights)
    plan.announce_long(replace(options, lean="lake", toolchain_digest="0a", network=False))
    assert planned == [(("lake", "0a", 3), False)]
    assert "this will take long" in capsys.readouterr().err
