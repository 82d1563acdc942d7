"""What a run is said to take."""

from dataclasses import replace

import pytest

from quantcert.lean import Library
from quantcert.run.planning import plan as planning
from quantcert.run.planning.lines import plan_lines, short_line
from quantcert.run.planning.plan import RunPlan, extrapolated, open_planned, plan_run
from quantcert.run.planning.sample import Cost, Speed, _speed
from tests.support.small_models import SmallModel

SPEED = Speed(
    matrix=0.5, weight=1e-6, serial_matrix=0.1, serial_weight=1e-7, peak=100 << 20, sampled=9
)
WEIGHTS = 6 * 19 + 11 * 8


def planned(model: SmallModel, cores: int, linked: bool = False) -> RunPlan:
    return extrapolated(open_planned(model.quantized, model.original), cores, SPEED, 1e6, linked)


def test_costs_of_matrices_and_weights_add_up(model: SmallModel) -> None:
    found = planned(model, 1)
    assert (found.matrices, found.weights) == (2, WEIGHTS)
    assert found.core_seconds == pytest.approx(2 * 0.5 + WEIGHTS * 1e-6)
    assert found.network_seconds == 0


def test_more_cores_take_less_time_until_one_thread_is_busy(model: SmallModel) -> None:
    one, two, many = (planned(model, cores).seconds for cores in (1, 2, 100))
    assert one - two == pytest.approx(0.5, abs=0.01)
    assert two - many == pytest.approx(0.0, abs=0.01)  # the last matrix takes 0.5 s
    assert planned(model, 100).memory > planned(model, 1).memory


def test_what_workers_read_are_both_checkpoints(model: SmallModel) -> None:
    files = [folder / "model.safetensors" for folder in (model.original, model.quantized)]
    assert planned(model, 1).read == sum(file.stat().st_size for file in files)


def test_a_network_costs_more(model: SmallModel) -> None:
    assert planned(model, 1, linked=True).network_seconds > 0


def test_speed_is_of_differences() -> None:
    one, more = Cost(3.0, 1.0, 1), Cost(3.0 + 4 * 0.5, 1.0 + 4 * 0.25, 2)
    large = Cost(3.0 + 0.5 + 2.0, 1.0 + 0.25 + 1.0, 3)
    found = _speed(100, 1100, one, more, large)
    assert (found.weight, found.serial_weight) == (0.002, 0.001)
    assert found.matrix == pytest.approx(0.5 - 100 * 0.002)
    assert found.serial_matrix == pytest.approx(0.25 - 100 * 0.001)
    assert found.peak == 3


def test_small_matrices_have_no_cost_of_a_weight() -> None:
    cost = Cost(1.0, 0.5, 1)
    assert _speed(100, 100, cost, replace(cost, seconds=3.0), cost).weight == 0


def test_rows_of_the_checkpoint_are_measured(
    model: SmallModel, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "_START", 0.0)
    opened = open_planned(model.quantized, model.original)
    found = plan_run(opened, 2, seconds=0.1, library=library)
    assert found.speed.matrix > 0
    assert 0 < found.seconds < 60
    assert found.speed.peak > 1 << 20


def test_a_plan_is_told_in_lines(model: SmallModel) -> None:
    text = "\n".join(plan_lines(planned(model, 2)))
    assert "2 matrices, 202 weights" in text
    assert "1,000 ns a weight and 500 ms a matrix" in text
    long = replace(planned(model, 2), seconds=3 * 3600.0, core_seconds=36000.0)
    assert "about 3.0 h with 2 cores (10.0 core hours)" in short_line(long)
