"""What a run about prompts will take, before it is made: bits, time, memory, disk.

Times are processor seconds of the machine that the page of figures is of; they may be off by a
factor of two or three elsewhere. Nothing but a refusal rests on them.
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
from quantcert.prompts.erf_gelu import erf_parts
from quantcert.prompts.precision import last_bits, output_count
from quantcert.run.prompt.forecast import Forecast, forecast
from quantcert.run.prompt.networks import SMALL, PromptInputs

ROUGHLY = "give or take a factor of two"
_NETWORKS = 2
_MIB = 1 << 20


@dataclass(frozen=True)
class Costs:
    """Seconds, and bytes, of what the kernel and Python do.

    `module` is once for each module: one for each block of each network, one for each network and
    one for the comparison. `product` is for a weight and a token, `entry` for a number that an
    operation other than a product yields, `power` for an exponential, `series` for a GELU by the
    error function, `compared` for a number of the output at a position, `weight` for reading and
    writing a weight; the seconds are of few bits, and twice as many with `doubled_at` bits. A
    process of the kernel holds `resident`, `kernel_weight` for each weight of the largest block,
    `kernel_power` for each exponential of it and `kernel_series` for each GELU of a part and bit,
    Python `python_weight` for each weight that it holds; on disk a weight takes `disk_weight`, and
    `disk_bit` for each bit.
    """

    module: float = 0.2
    product: float = 3e-8
    entry: float = 1.5e-4
    power: float = 1.2e-3
    series: float = 6.5e-4
    compared: float = 3e-4
    weight: float = 1.1e-6
    doubled_at: int = 300
    resident: int = 140 * _MIB
    kernel_weight: int = 140
    kernel_power: int = 40_000
    kernel_series: int = 5_000
    python_weight: int = 160
    disk_weight: float = 15
    disk_bit: float = 0.15


MEASURED = Costs()


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
    disk = sum(b.weights * (costs.disk_weight + costs.disk_bit * bits) for b, bits in pairs)
    return PromptPlan(
        line=line,
        tokens=tokens,
        bits=found.bits,
        last_bits=last,
        seconds=_NETWORKS * (costs.module + seconds) + costs.module + compared,
        memory=costs.resident
        + max(
            *(_kernel_memory(block, tokens, bits, costs) for block, bits in pairs),
            _held(architecture, blocks) * costs.python_weight,
        ),
        disk=round(_NETWORKS * disk),
    )


@dataclass(frozen=True)
class BlockCounts:
    """What a block has: weights; products of them and activations, other numbers that operations
    yield, exponentials, and GELUs by the error function, at all positions.
    """

    weights: int
    products: int
    entries: int
    powers: int
    series: int


def counts(architecture: Architecture, tokens: int) -> list[BlockCounts]:
    """What each block of one network has, with so many tokens."""
    found, dim = [], 0
    for block in architecture.blocks:
        found.append(_counted(block.net, dim, tokens))
        dim = output_dim(dim, block.net)
    return found


def _counted(net: Net, dim: int, tokens: int) -> BlockCounts:
    weights = entries = powers = series = 0
    for node in nodes(net):
        if isinstance(node, Linear):
            weights += node.rows * node.columns
        elif not isinstance(node, Input | Point | Seq):
            entries += output_dim(dim, node)
        powers += _powers(node, tokens)
        series += node.dim if isinstance(node, Activate) and node.function == "gelu" else 0
    return BlockCounts(
        weights, tokens * weights, tokens * entries, tokens * powers, tokens * series
    )


def _seconds(block: BlockCounts, bits: int, costs: Costs) -> float:
    """One core's seconds for a block of one network."""
    kernel = (
        block.products * costs.product
        + block.entries * costs.entry
        + block.powers * costs.power
        + block.series * costs.series
    )
    return costs.module + kernel * _slower(bits, costs) + block.weights * costs.weight


def _slower(bits: int, costs: Costs) -> float:
    return 1 + bits / costs.doubled_at


def _held(architecture: Architecture, blocks: Sequence[BlockCounts]) -> int:
    """The weights that Python holds at a time: of both networks, or of a block of large ones."""
    weights = [block.weights for block in blocks]
    return _NETWORKS * sum(weights) if architecture.weights <= SMALL else max(weights)


def _kernel_memory(block: BlockCounts, tokens: int, bits: int, costs: Costs) -> int:
    """Bytes that a process of the kernel holds for a block, beside the library."""
    entries = block.series // tokens
    part = entries // erf_parts(entries) if entries else 0
    series = part * bits * costs.kernel_series
    return block.weights * costs.kernel_weight + block.powers * costs.kernel_power + series


def _powers(node: Net, tokens: int) -> int:
    """The exponentials of an operation at one position; those of a series are part of it."""
    match node:
        case Activate(function="relu" | "gelu"):
            return 0
        case Activate() | SoftCap():
            return node.dim
        case Attention():
            return node.groups * node.group * tokens
        case _:
            return 0
