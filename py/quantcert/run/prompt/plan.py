"""What a run about prompts will take, before it is made: bits, time, memory, disk.

Times are those of one core of the machine that `bench/prompts.py` was last run on; they may be off
by a factor of two or three elsewhere. Nothing but a refusal rests on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quantcert.errors import CalibrationError
from quantcert.models.net import (
    Activate,
    Architecture,
    Attention,
    Input,
    Linear,
    Net,
    Point,
    Seq,
    SoftCap,
    nodes,
    output_dim,
)
from quantcert.run.prompt.forecast import Forecast, forecast
from quantcert.run.prompt.networks import PromptInputs

ROUGHLY = "give or take a factor of two"
_NETWORKS = 2
_MIB = 1 << 20


@dataclass(frozen=True)
class Costs:
    """Seconds, and bytes, of what the kernel and Python do.

    `module` is once for each of three modules, `product` for a weight and a token, `entry` for a
    number that an operation other than a product yields, `power` for an exponential, `compared` for
    a logit at a position, `weight` for reading and writing a weight; the seconds are of few bits,
    and twice as many with `doubled_at` bits. A process of the kernel holds `resident`,
    `kernel_weight` for each weight of a network and `kernel_power` for each exponential, Python
    `python_weight` for each weight of both; on disk a weight takes `disk_weight`, and `disk_bit`
    for each bit.
    """

    module: float = 1.2
    product: float = 5e-8
    entry: float = 5e-5
    power: float = 7e-4
    compared: float = 3e-4
    weight: float = 2e-6
    doubled_at: int = 640
    resident: int = 140 * _MIB
    kernel_weight: int = 200
    kernel_power: int = 40_000
    python_weight: int = 200
    disk_weight: float = 33
    disk_bit: float = 0.5


MEASURED = Costs()


@dataclass(frozen=True)
class PromptPlan:
    """What a prompt will take: `seconds` of one core, `memory` of the largest process, in bytes."""

    line: int
    tokens: int
    bits: int
    seconds: float
    memory: int
    disk: int


def plan_prompts(
    inputs: PromptInputs,
    prompts: Iterable[tuple[int, Sequence[int]]],
    bits: int | None = None,
    costs: Costs = MEASURED,
) -> list[PromptPlan]:
    """The plan of each prompt, given by its line and tokens; `bits` None for as many as decide.

    Raises CheckpointError if a tensor cannot be read.
    """
    plans = []
    for line, tokens in prompts:
        found = Forecast(bits, 0) if bits is not None else forecast(inputs, tokens)
        plans.append(plan_prompt(inputs.architecture, line, len(tokens), found.bits, costs))
    return plans


def refuse_long(plans: Sequence[PromptPlan], jobs: int, budget: float) -> None:
    """Raise CalibrationError if all prompts together take more than `budget` seconds."""
    seconds = expected_seconds(plans, jobs)
    if seconds > budget:
        raise CalibrationError(
            f"the prompts would take about {seconds:,.0f} s with {jobs} processes, allowed: "
            f"{budget:,.0f} s (--budget)"
        )


def expected_seconds(plans: Sequence[PromptPlan], jobs: int) -> float:
    """How long all prompts take; a prompt's two networks are checked at the same time."""
    return sum(plan.seconds for plan in plans) / min(jobs, _NETWORKS)


def plan_prompt(
    architecture: Architecture, line: int, tokens: int, bits: int, costs: Costs = MEASURED
) -> PromptPlan:
    """What a prompt of so many tokens takes with so many bits."""
    products, entries, powers = counts(architecture, tokens)
    weights = architecture.weights
    kernel = products * costs.product + entries * costs.entry + powers * costs.power
    compared = tokens * architecture.vocabulary * costs.compared
    slower = 1 + bits / costs.doubled_at
    seconds = _NETWORKS * (costs.module + kernel * slower + weights * costs.weight)
    return PromptPlan(
        line=line,
        tokens=tokens,
        bits=bits,
        seconds=seconds + costs.module + compared * slower,
        memory=costs.resident
        + max(
            weights * costs.kernel_weight + powers * costs.kernel_power,
            _NETWORKS * weights * costs.python_weight,
        ),
        disk=round(_NETWORKS * weights * (costs.disk_weight + costs.disk_bit * bits)),
    )


def counts(architecture: Architecture, tokens: int) -> tuple[int, int, int]:
    """Products of weights and activations, other numbers, and exponentials, in one network."""
    products = entries = powers = dim = 0
    for block in architecture.blocks:
        for node in nodes(block.net):
            if isinstance(node, Linear):
                products += tokens * node.rows * node.columns
            elif not isinstance(node, Input | Point | Seq):
                entries += tokens * output_dim(dim, node)
            powers += tokens * _powers(node, tokens)
        dim = output_dim(dim, block.net)
    return products, entries, powers


def _powers(node: Net, tokens: int) -> int:
    """The exponentials of an operation at one position."""
    match node:
        case Activate(function="relu"):
            return 0
        case Activate() | SoftCap():
            return node.dim
        case Attention():
            return node.groups * node.group * tokens
        case _:
            return 0
