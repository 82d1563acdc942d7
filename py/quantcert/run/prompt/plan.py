"""What a run about prompts will take, before it is made: bits, time, memory, disk.

Nothing but a refusal rests on it.
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
from quantcert.prompts.averages import visible
from quantcert.prompts.erf_gelu import erf_parts
from quantcert.prompts.precision import last_bits, output_count
from quantcert.run.prompt.costs import MEASURED, Costs
from quantcert.run.prompt.forecast import Forecast, forecast
from quantcert.run.prompt.networks import SMALL, PromptInputs

ROUGHLY = "give or take a factor of two"
_NETWORKS = 2


@dataclass(frozen=True)
class PromptPlan:
    """What a prompt will take: `seconds` of one core, `memory` of the largest process, in bytes.

    The first block is enclosed with `bits`, the last with `last_bits`.
    """

    line: int
    tokens: int
    bits: int
    last_bits: int
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
        plans.append(plan_prompt(inputs.architecture, line, len(tokens), found, costs))
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
    architecture: Architecture, line: int, tokens: int, found: Forecast, costs: Costs = MEASURED
) -> PromptPlan:
    """What a prompt of so many tokens takes with the bits that are forecast for each block."""
    blocks = counts(architecture, tokens)
    outputs = output_count(block.net for block in architecture.blocks)
    falling = found.falling(len(blocks), last_bits(outputs))
    pairs = list(zip(blocks, falling, strict=True))
    seconds = sum(_seconds(block, bits, costs) for block, bits in pairs)
    last = falling[-1]
    compared = tokens * outputs * costs.compared * _slower(last, costs)
    disk = sum(_disk(block, bits, costs) for block, bits in pairs)
    return PromptPlan(
        line=line,
        tokens=tokens,
        bits=found.bits,
        last_bits=last,
        seconds=_NETWORKS * (costs.module + seconds) + costs.module + compared,
        memory=costs.resident
        + max(
            *(_kernel_memory(block, tokens, bits, costs) for block, bits in pairs),
            _held(architecture, blocks, costs),
        ),
        disk=round(_NETWORKS * disk),
    )


@dataclass(frozen=True)
class BlockCounts:
    """What a block has: weights, and at all positions operations, products of weights and
    activations, other numbers that operations yield, exponentials, scores of attention, and GELUs
    by the error function.
    """

    weights: int
    steps: int
    products: int
    entries: int
    powers: int
    scores: int
    series: int


def counts(architecture: Architecture, tokens: int) -> list[BlockCounts]:
    """What each block of one network has, with so many tokens."""
    found, dim = [], 0
    for block in architecture.blocks:
        found.append(_counted(block.net, dim, tokens))
        dim = output_dim(dim, block.net)
    return found


def _counted(net: Net, dim: int, tokens: int) -> BlockCounts:
    weights = steps = entries = powers = scores = series = 0
    for node in nodes(net):
        steps += not isinstance(node, Input | Point | Seq)
        if isinstance(node, Linear):
            weights += node.rows * node.columns
        elif not isinstance(node, Input | Point | Seq):
            entries += output_dim(dim, node)
        powers += _powers(node)
        scores += _scores(node, tokens)
        series += node.dim if isinstance(node, Activate) and node.function == "gelu" else 0
    return BlockCounts(
        weights=weights,
        steps=tokens * steps,
        products=tokens * weights,
        entries=tokens * entries,
        powers=tokens * powers,
        scores=scores,
        series=tokens * series,
    )


def _seconds(block: BlockCounts, bits: int, costs: Costs) -> float:
    """One core's seconds for a block of one network."""
    kernel = (
        block.products * costs.product
        + block.entries * costs.entry
        + block.powers * costs.power
        + block.scores * costs.score
        + block.series * costs.series
    )
    known = block.weights * costs.weight + block.steps * costs.step
    return costs.module + kernel * _slower(bits, costs) + known


def _slower(bits: int, costs: Costs) -> float:
    return 1 + bits / costs.doubled_at


def _disk(block: BlockCounts, bits: int, costs: Costs) -> float:
    """Bytes that the weights of a block take on disk."""
    return block.weights * (costs.disk_weight + costs.disk_bit * bits)


def _held(architecture: Architecture, blocks: Sequence[BlockCounts], costs: Costs) -> int:
    """Bytes that Python holds: weights of both networks, or of a block of large ones."""
    weights = [block.weights for block in blocks]
    if architecture.weights <= SMALL:
        return _NETWORKS * sum(weights) * costs.python_weight
    return max(weights) * costs.python_streamed


def _kernel_memory(block: BlockCounts, tokens: int, bits: int, costs: Costs) -> int:
    """Bytes that a process of the kernel holds for a block, beside the library."""
    entries = block.series // tokens
    part = entries // erf_parts(entries) if entries else 0
    series = part * bits * costs.kernel_series
    powers = block.powers + block.scores
    data = _disk(block, bits, costs) * costs.kernel_byte
    return round(data) + powers * costs.kernel_power + series


def _powers(node: Net) -> int:
    """The exponentials of an operation at one position; those of a series are part of it."""
    match node:
        case Activate(function="relu" | "gelu"):
            return 0
        case Activate() | SoftCap():
            return node.dim
        case _:
            return 0


def _scores(node: Net, tokens: int) -> int:
    """The pairs of positions that the heads of an attention compare."""
    if not isinstance(node, Attention):
        return 0
    seen = sum(len(visible(node.mask, tokens, t)) for t in range(tokens))
    return node.groups * node.group * seen
