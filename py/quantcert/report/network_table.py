"""The whole model as `verify-model` prints it: a table of blocks for each scope, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from quantcert.certificate import (
    BlockEvidence,
    Discharge,
    NetworkEvidence,
    ScopeEvidence,
    Verdict,
)
from quantcert.certificate.network import ratio
from quantcert.report.decimals import at_least, at_most
from quantcert.report.styles import STYLE, verdict_text

OBSERVED_ABOVE = (
    "an observed error is above its bound: the text is outside the region, or float64 rounding"
)
_SHOWN_HYPOTHESES = 6


def network_part(network: NetworkEvidence | None) -> list[RenderableType]:
    """What is printed of the network, top to bottom; nothing if it was not asked for."""
    if network is None:
        return []
    if not network.scopes:
        return [Text(f"whole model: no theorem: {network.reason}", style="yellow")]
    parts: list[RenderableType] = []
    for scope in network.scopes:
        parts += [_table(network, scope), *_problems(scope), *_lines(network, scope)]
    return [*parts, *_after_norms(network)]


def _after_norms(network: NetworkEvidence) -> Iterator[Text]:
    """The linear layers after a norm in one line, and each that the kernel did not accept."""
    layers = network.after_norms
    if not layers:
        return
    label = "all inputs: linear layers after a norm"
    yield Text(f"{label}: {_counted([layer.verdict for layer in layers])}")
    for layer in layers:
        if not layer.verdict.by_kernel:
            text = f"{label}: {layer.verdict.value} {layer.tensor}: {layer.theorem.reason}"
            yield Text(text, style=STYLE[layer.verdict])


def scope_label(scope: ScopeEvidence) -> str:
    """The scope, and the region's file and text."""
    if scope.region is None:
        return scope.scope
    return f"region {scope.region.file}, {scope.region.measured_on}"


def block_counts(scope: ScopeEvidence) -> str:
    """How many blocks have a bound that says something, alone and with the error before."""
    alone = [block.verdict_alone for block in scope.blocks]
    return (
        f"blocks alone: {_counted(alone)}; "
        f"accumulated: {_counted([block.verdict_accumulated for block in scope.blocks])}"
    )


def _table(network: NetworkEvidence, scope: ScopeEvidence) -> Table:
    title = f"Whole model ({network.family}), {scope_label(scope)}: error of each block's output"
    table = Table(title=title)
    observed = any(
        value is not None
        for block in scope.blocks
        for value in (block.observed_alone, block.observed_accumulated)
    )
    table.add_column("block", overflow="fold")
    for bound in ("alone", "accumulated"):
        columns = (bound, "observed", "ratio") if observed else (bound,)
        for column in columns:
            table.add_column(column, justify="right")
        table.add_column("verdict")
    table.add_column("output of zeros ≤", justify="right")
    for block in scope.blocks:
        table.add_row(*_row(block, observed))
    return table


def _row(block: BlockEvidence, observed: bool) -> Iterator[str | Text]:
    yield block.name
    for bound, seen, verdict in (
        (block.alone, block.observed_alone, block.verdict_alone),
        (block.accumulated, block.observed_accumulated, block.verdict_accumulated),
    ):
        yield at_most(bound)
        if observed:
            yield at_most(seen)
            yield _ratio(bound, seen)
        yield verdict_text(verdict)
    yield at_most(block.trivial)


def _ratio(bound: Fraction | None, observed: Fraction | None) -> Text:
    """The bound over the observed error, red where it is below one."""
    value = ratio(bound, observed)
    exceeded = value is not None and value < 1
    return Text(at_most(value), style="bold red" if exceeded else "")


def _problems(scope: ScopeEvidence) -> Iterator[Text]:
    """What the kernel did not accept, and observations above a bound."""
    label = scope.scope
    for block in scope.blocks:
        refused = [verdict for verdict in block.verdicts if not verdict.by_kernel]
        if refused:
            text = f"{label}: {refused[0].value} {block.name}: {block.reason}"
            yield Text(text, style=STYLE[refused[0]])
        if block.observed_above:
            yield Text(f"{label}: {block.name}: {OBSERVED_ABOVE}", style="bold red")


def _lines(network: NetworkEvidence, scope: ScopeEvidence) -> Iterator[Text]:
    """The counts of blocks, what is assumed, and the line of the whole model."""
    label = scope.scope
    yield Text(f"{label}: {block_counts(scope)}")
    assumed = [
        hypothesis.name
        for hypothesis in network.hypotheses
        if hypothesis.discharged is Discharge.ASSUMED and hypothesis.scope in (None, scope.scope)
    ]
    if assumed:
        shown, more = assumed[:_SHOWN_HYPOTHESES], len(assumed) - _SHOWN_HYPOTHESES
        rest = f" and {more} more" if more > 0 else ""
        yield Text(f"{label}: assumed: {', '.join(shown)}{rest}")
    yield Text(f"{label}: whole model: ").append_text(_claim(network, scope))


def _claim(network: NetworkEvidence, scope: ScopeEvidence) -> Text:
    parts = [
        f"error of the {network.output} at most {at_most(scope.bound)}",
        f"of an output of zeros at most {at_most(scope.trivial)}",
    ]
    if scope.observed is not None:
        parts.append(f"observed {at_most(scope.observed)}")
    if scope.requirement is not None:
        parts.append(f"required {at_least(scope.requirement)}")
    if scope.probability_ratio is not None:
        parts.append(f"probabilities change at most {at_most(scope.probability_ratio)}-fold")
    text = Text(", ".join(parts) + ": ").append_text(verdict_text(scope.verdict))
    if scope.first_vacuous is not None:
        text.append(f", first vacuous after {scope.first_vacuous.name}")
    return text.append(f"; {scope.reason}") if scope.reason else text


def _counted(verdicts: Sequence[Verdict | None]) -> str:
    """Both tiers that the kernel accepts, and others where there are any."""
    counts = Counter(verdict for verdict in verdicts if verdict is not None)
    shown = [v for v in Verdict if counts[v] or v in (Verdict.PROVED, Verdict.PROVED_VACUOUS)]
    tiers = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in shown)
    return f"{tiers} of {len(verdicts)}"
