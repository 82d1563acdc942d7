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
    """Seconds, and bytes, of what the kernel and Python do, for numbers of 64 bits.

    `module` is once for each of three modules, `product` for a weight and a token, `entry` for a
    number that an operation other than a product yields, `power` for an exponential, `weight` for
    reading and writing a weight. The kernel's process holds `resident` and `kernel_weight` for each
    weight of a network, Python `python_weight` for each of both.
    """

    module: float = 2.0
    product: float = 2e-7
    entry: float = 3e-4
    power: float = 1e-3
    weight: float = 5e-6
    resident: int = 140 * _MIB
    kernel_weight: int = 300
    python_weight: int = 300
    disk_weight: int = 100


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
        plans.append(_plan(inputs.architecture, line, len(tokens), found.bits, costs))
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


def _plan(
    architecture: Architecture, line: int, tokens: int, bits: int, costs: Costs
) -> PromptPlan:
    products, entries, powers = counts(architecture, tokens)
    weights = sum(use.rows * use.columns for use in architecture.matrices)
    words = max(1.0, bits / 64)
    kernel = products * costs.product * words + entries * costs.entry + powers * costs.power * words
    compared = tokens * architecture.vocabulary * _COMPARED_POWERS * costs.power * words
    seconds = _NETWORKS * (costs.module + kernel + weights * costs.weight)
    return PromptPlan(
        line=line,
        tokens=tokens,
        bits=bits,
        seconds=seconds + costs.module + compared,
        memory=costs.resident
        + max(weights * costs.kernel_weight, _NETWORKS * weights * costs.python_weight),
        disk=round(_NETWORKS * weights * costs.disk_weight * words),
    )


_COMPARED_POWERS = 4
"""Exponentials of each logit of both networks: of the divergence and of the probabilities."""


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
