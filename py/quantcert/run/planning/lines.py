"""A plan in words."""

from __future__ import annotations

from collections.abc import Iterator

from quantcert.run.planning.extrapolate import RunPlan

_MIB, _GIB = 1 << 20, 1 << 30
_MINUTE, _HOUR = 60, 3600


def plan_lines(plan: RunPlan) -> Iterator[str]:
    """What a run takes, a line each."""
    speed = plan.speed
    yield f"{plan.matrices:,} matrices, {plan.weights:,} weights"
    yield (
        f"measured here: {speed.weight * 1e9:,.0f} ns a weight and {speed.matrix * 1e3:,.0f} ms a "
        f"matrix of one core, on {speed.sampled:,} weights"
    )
    hours = f"{plan.core_hours:,.2f} core hours"
    yield f"time with {_places(plan)}: about {_time(plan.seconds)} ({hours})"
    yield f"memory: about {_size(plan.memory)} of all processes"
    yield f"disk or shared memory for literals, at a time: about {_size(plan.disk)}"
    yield (
        f"network, on a cluster: about {_size(plan.read)} of checkpoints read by the workers, "
        f"{_size(plan.returned)} returned"
    )


def short_line(plan: RunPlan) -> str:
    """The same in one line."""
    return (
        f"this will take about {_time(plan.seconds)} with {_places(plan)} "
        f"({plan.core_hours:,.1f} core hours), {_size(plan.memory)} of memory, "
        f"{_size(plan.disk)} for literals"
        + f", {_size(plan.read)} read and {_size(plan.returned)} returned by workers"
        * plan.cluster
    )


def _places(plan: RunPlan) -> str:
    return f"{plan.cores} {'workers' if plan.cluster else 'cores'}"


def _time(seconds: float) -> str:
    if seconds < 2 * _MINUTE:
        return f"{seconds:,.0f} s"
    if seconds < 2 * _HOUR:
        return f"{seconds / _MINUTE:,.0f} min"
    return f"{seconds / _HOUR:,.1f} h"


def _size(count: float) -> str:
    return f"{count / _GIB:,.1f} GiB" if count >= _GIB else f"{count / _MIB:,.0f} MiB"
