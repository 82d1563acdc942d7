"""What a run is said to take before it begins."""

from dataclasses import replace
from typing import Any

import pytest

from quantcert.cli import plan
from quantcert.run.options import Level, VerifyOptions
from tests.support.small_models import SmallModel


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The toolchains and networks of the plans that are made."""
    made: list[Any] = []

    def measured(_: Any, cores: int, *, library: Any, **how: Any) -> None:
        made.append((library, cores, how))

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
    how = {"level": Level.WEIGHTS, "network": False, "gram": False, "cluster": False}
    assert planned == [(("lake", "0a", 3), 3, how)]
    assert "this will take long" in capsys.readouterr().err


@pytest.mark.parametrize("level", [Level.WEIGHTS, Level.ROWS, Level.STRUCTURE])
@pytest.mark.parametrize(("cluster", "cores"), [(None, 3), ("local:7", 7)])
def test_a_long_run_is_foretold_at_each_level_and_on_a_cluster(
    model: SmallModel, planned: list[Any], monkeypatch, level: Level, cluster, cores: int
) -> None:
    base = None if level is Level.STRUCTURE else model.original
    options = VerifyOptions(model.quantized, base, None, wanted_level=level, jobs=3)
    monkeypatch.setattr(plan, "LONG_WEIGHTS", 1)
    plan.announce_long(options, cluster)
    ((_, found, how),) = planned
    assert (found, how["cluster"], how["level"]) == (cores, cluster is not None, level)


def test_without_workers_a_cluster_is_planned_as_this_machine(
    model: SmallModel, planned: list[Any], monkeypatch
) -> None:
    monkeypatch.setattr(plan, "LONG_WEIGHTS", 1)
    monkeypatch.setattr(plan, "worker_count", lambda address: 0)
    plan.announce_long(VerifyOptions(model.quantized, model.original, None, jobs=3), "tcp://h:1")
    assert [cores for _, cores, _ in planned] == [3]
