"""What a report says of the blocks of a network, in one scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from quantcert.certificate import (
    BlockEvidence,
    Discharge,
    NetworkEvidence,
    Rule,
    ScopeEvidence,
    Verdict,
)
from quantcert.certificate.network import ratio
from quantcert.report.decimals import at_least, at_most
from quantcert.report.model import Cell, CellKind, Column, Item, Line, Row, Section, Table, Toned

_SHOWN_HYPOTHESES = 6

_OBSERVED = ("observed", "ratio")
"""How titles of columns begin that are only there if something was observed."""

COMPARED = "PROVED here compares two proved bounds; that an output of zeros fails is no theorem."

_ALONE = (
    "Alone: both versions of the block get the same input, within the proved range of the "
    "original's. Accumulated: the error of all blocks before is carried."
)


def scope_label(scope: ScopeEvidence) -> str:
    """The scope, and the region's file and text."""
    if scope.region is None:
        return scope.scope
    return f"region {scope.region.file}, {scope.region.measured_on}"


def block_counts(scope: ScopeEvidence) -> str:
    """How many blocks have a bound that says something, alone and with the error before."""
    alone = [block.verdict_alone for block in scope.blocks]
    return (
        f"blocks alone: {counted(alone)}; "
        f"accumulated: {counted([block.verdict_accumulated for block in scope.blocks])}"
    )


def blocks_section(network: NetworkEvidence, scope: ScopeEvidence, anchor: str) -> Section:
    """The blocks in a scope, and what is claimed of the whole model there."""
    label = scope_label(scope)
    items: list[Item] = [Line(_ALONE, detail=True), _block_table(scope), Line(COMPARED)]
    items += [*_problems(scope), *_claims(network, scope)]
    title = f"Whole model ({network.family}), {label}: error of each block's output"
    return Section(title, tuple(items), level=3, anchor=anchor)


def _block_table(scope: ScopeEvidence) -> Table:
    observed = any(
        value is not None
        for block in scope.blocks
        for value in (block.observed_alone, block.observed_accumulated)
    )
    columns = (
        Column("block", CellKind.NAME),
        Column("kind", CellKind.TEXT, 6),
        Column("alone ≤", CellKind.AT_MOST, 3),
        Column("observed alone", CellKind.AT_MOST, 4),
        Column("ratio alone", CellKind.AT_MOST, 5),
        Column("verdict alone", CellKind.VERDICT, 3),
        Column("accumulated ≤", CellKind.AT_MOST),
        Column("observed", CellKind.AT_MOST, 1),
        Column("ratio", CellKind.AT_MOST, 5),
        Column("verdict", CellKind.VERDICT),
        Column("output of zeros ≤", CellKind.AT_MOST, 2),
    )
    table = Table("block", columns, tuple(map(_block_row, scope.blocks)))
    return table.without(lambda k, column: not observed and column.title.startswith(_OBSERVED))


def _block_row(block: BlockEvidence) -> Row:
    cells: list[Cell] = [block.name, block.kind]
    for bound, seen, verdict in (
        (block.alone, block.observed_alone, block.verdict_alone),
        (block.accumulated, block.observed_accumulated, block.verdict_accumulated),
    ):
        cells += [bound, seen, _ratio(bound, seen), verdict]
    notes = []
    if block.reason:
        notes.append(Line(block.reason, block.verdict_accumulated))
    if block.observed_above:
        notes.append(Line(Rule.OBSERVED_ABOVE.meaning, Verdict.FAILED))
    settled = not notes and all(verdict.accepted for verdict in block.verdicts)
    return Row(
        (*cells, block.trivial), tuple(notes), "", settled, ratio(block.accumulated, block.trivial)
    )


def _ratio(bound: Fraction | None, observed: Fraction | None) -> Cell:
    """The bound over the observed error; it catches the eye where it is below one."""
    value = ratio(bound, observed)
    return Toned(value, Verdict.FAILED) if value is not None and value < 1 else value


def _problems(scope: ScopeEvidence) -> Iterator[Line]:
    """What the kernel did not accept, and observations above a bound."""
    label = scope.scope
    for block in scope.blocks:
        refused = [verdict for verdict in block.verdicts if not verdict.by_kernel]
        if refused:
            text = f"{label}: {refused[0].value} {block.name}: {block.reason}"
            yield Line(text, refused[0])
        if block.observed_above:
            meaning = Rule.OBSERVED_ABOVE.meaning
            yield Line(f"{label}: {block.name}: {meaning}", Verdict.FAILED)


def _claims(network: NetworkEvidence, scope: ScopeEvidence) -> Iterator[Line]:
    """The counts of blocks, what is assumed, and the line of the whole model."""
    label = scope.scope
    yield Line(f"{label}: {block_counts(scope)}")
    assumed = [
        hypothesis.name
        for hypothesis in network.hypotheses
        if hypothesis.discharged is Discharge.ASSUMED and hypothesis.scope in (None, scope.scope)
    ]
    if assumed:
        shown, more = assumed[:_SHOWN_HYPOTHESES], len(assumed) - _SHOWN_HYPOTHESES
        rest = f" and {more} more" if more > 0 else ""
        yield Line(f"{label}: assumed: {', '.join(shown)}{rest}")
    yield Line(f"{label}: whole model: {_claim(network, scope)}", scope.verdict)


def _claim(network: NetworkEvidence, scope: ScopeEvidence) -> str:
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
    text = f"{', '.join(parts)}: {scope.verdict.value}"
    if scope.first_vacuous is not None:
        text += f", first vacuous after {scope.first_vacuous.name}"
    if scope.finding is None:
        return text
    return f"{text}; {scope.reason} [{scope.finding.rule}]"


def counted(verdicts: Sequence[Verdict | None]) -> str:
    """Both tiers that the kernel accepts, and others where there are any."""
    counts = Counter(verdict for verdict in verdicts if verdict is not None)
    shown = [v for v in Verdict if counts[v] or v in (Verdict.PROVED, Verdict.PROVED_VACUOUS)]
    tiers = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in shown)
    return f"{tiers} of {len(verdicts)}"
