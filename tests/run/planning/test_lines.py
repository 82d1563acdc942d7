"""A plan in words."""

from quantcert.run.planning.extrapolate import RunPlan
from quantcert.run.planning.lines import plan_lines, short_line
from tests.run.planning.test_extrapolate import SPEED

PLAN = RunPlan(
    cores=2,
    cluster=False,
    matrices=2,
    weights=202,
    speed=SPEED,
    core_seconds=35000.0,
    network_seconds=900.0,
    once_seconds=100.0,
    seconds=3 * 3600.0,
    memory=3 << 30,
    disk=5 << 20,
    read=7 << 20,
    returned=9 << 20,
)


def test_a_plan_is_told_in_lines() -> None:
    text = "\n".join(plan_lines(PLAN))
    assert "2 matrices, 202 weights" in text
    assert "1,000 ns a weight and 500 ms a matrix" in text
    assert "7 MiB of checkpoints read by the workers, 9 MiB returned" in text


def test_the_short_line_says_what_the_network_has_to_carry_if_there_is_one() -> None:
    from dataclasses import replace

    assert "about 3.0 h with 2 cores (10.0 core hours), 3.0 GiB of memory" in short_line(PLAN)
    assert "returned" not in short_line(PLAN)
    cluster = short_line(replace(PLAN, cluster=True))
    assert "with 2 workers" in cluster
    assert cluster.endswith("7 MiB read and 9 MiB returned by workers")
