"""What a report says of the whole model: its claims, what they rest on, its blocks and matrices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quantcert.certificate import (
    AfterNormEvidence,
    Discharge,
    HypothesisEvidence,
    MatrixEvidence,
    NetworkEvidence,
    ScopeEvidence,
    Verdict,
)
from quantcert.certificate.network import ratio
from quantcert.report.blocks import COMPARED, block_counts, blocks_section, counted, scope_label
from quantcert.report.decimals import at_most
from quantcert.report.model import (
    Cell,
    CellKind,
    Column,
    Item,
    Line,
    Plot,
    Row,
    Section,
    Table,
    Theorems,
    Toned,
)
from quantcert.report.network_plot import network_plot
from quantcert.report.subjects import after_norm_subject, block_subject, scope_subject

_WHOLE = (
    "Every error is that of the largest entry, over all positions, between the original and the "
    "quantized model in exact real arithmetic. A bound of a block or of the whole model is PROVED "
    "if it is below the proved range of the original's output, which no input need reach, else "
    "PROVED-VACUOUS, which is a pass nowhere."
)
_AFTER_NORM = (
    "The output of a norm is bounded whatever it reads, so these bounds of |(W − Ŵ) x| assume "
    "nothing about activations and need no data. Beside it stands the same bound for a layer of "
    "zeros."
)
_NORMS = (
    "Of the error W − Ŵ: the largest entry, absolute row sum, Euclidean norm of a row, operator "
    "norm of a head's rows, and operator norm from Euclidean norm to Euclidean norm with the way "
    "in which it is bounded; the last also of the original."
)

_DISCHARGE_TONE = {
    Discharge.KERNEL: Verdict.PROVED,
    Discharge.MEASURED: Verdict.MEASURED,
    Discharge.ASSUMED: Verdict.MEASURED,
}


def network_sections(network: NetworkEvidence | None) -> Iterator[Section]:
    """The sections of the whole model, nothing if it was not asked for."""
    if network is None:
        return
    if not network.scopes:
        told = Line(f"whole model: no theorem: {network.reason}", Verdict.PROVED_VACUOUS)
        yield Section("Whole model", (told,), anchor="model")
        return
    yield Section("Whole model", tuple(_overview(network)), detail=True, anchor="model")
    yield _hypotheses(network.hypotheses)
    for number, scope in enumerate(network.scopes, 1):
        yield blocks_section(network, scope, f"scope-{number}")
    if network.after_norms:
        yield _after_norms(network.after_norms)
    yield _norms(network.matrices)


def theorem_sections(network: NetworkEvidence | None) -> Iterator[Section]:
    """All theorems about the whole model, a section for each scope."""
    if network is None:
        return
    if network.after_norms:
        yield _after_norm_theorems(network.after_norms)
    for scope in network.scopes:
        items: list[Item] = [Theorems(scope.theorems, scope_subject(network, scope))]
        for block in scope.blocks:
            subject = block_subject(network, scope, block)
            items += [Line(block.name), Theorems(block.theorems, subject)]
        yield Section(
            f"Whole model, {scope_label(scope)}",
            tuple(items),
            level=3,
            verdict=scope.verdict,
            detail=True,
            closed=True,
        )


def _after_norm_theorems(layers: Sequence[AfterNormEvidence]) -> Section:
    """The theorems about linear layers after a norm."""
    refused = [layer.verdict for layer in layers if not layer.verdict.by_kernel]
    return Section(
        "Linear layers after a norm, all inputs",
        tuple(Theorems((x.theorem,), after_norm_subject(x)) for x in layers),
        level=3,
        verdict=refused[0] if refused else None,
        detail=True,
        closed=True,
    )


def _overview(network: NetworkEvidence) -> Iterator[Item]:
    yield Line(
        f"{network.family}, {network.blocks} blocks from its inputs to {network.output}. {_WHOLE}"
    )
    yield Line(COMPARED)
    columns = (
        Column("scope", CellKind.NAME),
        Column(f"error of the {network.output} ≤", CellKind.AT_MOST),
        Column("output of zeros ≤", CellKind.AT_MOST),
        Column("requirement", CellKind.AT_LEAST),
        Column("observed", CellKind.AT_MOST),
        Column("probabilities change", CellKind.TEXT),
        Column("blocks", CellKind.TEXT),
        Column("verdict", CellKind.VERDICT),
    )
    rows = [_scope_row(scope, f"scope-{k}") for k, scope in enumerate(network.scopes, 1)]
    yield Table("scope", columns, tuple(rows))
    if network.observed_in is not None:
        seen = network.observed_in
        yield Line(
            f"Observed errors are MEASURED in float64 on {seen.measured_on} ({seen.text_sha256}) "
            f"and read from {seen.file} ({seen.sha256}).",
            Verdict.MEASURED,
        )
    yield Plot(lambda: network_plot(network) or "")


def _scope_row(scope: ScopeEvidence, target: str) -> Row:
    change = scope.probability_ratio
    notes = []
    first = [f"first vacuous after {scope.first_vacuous.name}"] if scope.first_vacuous else []
    if scope.reason or first:
        notes.append(Line("; ".join(filter(None, [scope.reason, *first])), scope.verdict))
    if scope.region is not None:
        seen = scope.region
        notes.append(
            Line(
                f"{seen.statement} Region file {seen.file} {seen.sha256}, measured on "
                f"{seen.measured_on} {seen.text_sha256}"
            )
        )
    cells: tuple[Cell, ...] = (
        scope_label(scope),
        scope.bound,
        scope.trivial,
        scope.requirement,
        scope.observed,
        None if change is None else f"at most {at_most(change)}-fold",
        block_counts(scope),
        scope.verdict,
    )
    return Row(cells, tuple(notes), target)


def _hypotheses(hypotheses: Sequence[HypothesisEvidence]) -> Section:
    columns = (
        Column("hypothesis", CellKind.NAME),
        Column("statement", CellKind.TEXT),
        Column("scope", CellKind.TEXT),
        Column("discharged", CellKind.TEXT),
        Column("by", CellKind.TEXT),
    )
    rows = tuple(
        Row(
            (
                h.name,
                h.statement,
                h.scope or "every",
                Toned(h.discharged.value, _DISCHARGE_TONE[h.discharged]),
                h.by,
            )
        )
        for h in hypotheses
    )
    table = Table("hypothesis", columns, rows)
    return Section("What the theorems rest on", (table,), level=3, detail=True)


def _after_norms(layers: Sequence[AfterNormEvidence]) -> Section:
    label = "all inputs: linear layers after a norm"
    columns = (
        Column("tensor", CellKind.NAME),
        Column("after", CellKind.TEXT, 1),
        Column("error ≤", CellKind.AT_MOST),
        Column("layer of zeros ≤", CellKind.AT_MOST),
        Column("observed", CellKind.AT_MOST, 2),
        Column("ratio", CellKind.AT_MOST, 3),
        Column("verdict", CellKind.VERDICT),
    )
    rows = tuple(
        Row(
            _after_norm_cells(x),
            settled=x.verdict.accepted,
            margin=ratio(x.bound, x.trivial),
        )
        for x in layers
    )
    refused = [
        Line(f"{label}: {x.verdict.value} {x.tensor}: {x.theorem.reason}", x.verdict)
        for x in layers
        if not x.verdict.by_kernel
    ]
    told = Line(f"{label}: {counted([layer.verdict for layer in layers])}")
    table = Table("layer", columns, rows, detail=True)
    items: list[Item] = [Line(_AFTER_NORM, detail=True), table, told, Line(COMPARED)]
    return Section("Linear layers after a norm, all inputs", (*items, *refused), level=3)


def _after_norm_cells(x: AfterNormEvidence) -> tuple[Cell, ...]:
    seen = ratio(x.bound, x.observed)
    return (x.tensor, x.norm, x.bound, x.trivial, x.observed, seen, x.verdict)


def _norms(matrices: Sequence[MatrixEvidence]) -> Section:
    columns = (
        Column("tensor", CellKind.NAME),
        Column("entry", CellKind.AT_MOST),
        Column("row sum", CellKind.AT_MOST),
        Column("row norm", CellKind.AT_MOST),
        Column("head norm", CellKind.AT_MOST),
        Column("operator norm", CellKind.AT_MOST),
        Column("by", CellKind.TEXT),
        Column("original's operator norm", CellKind.AT_MOST),
        Column("by", CellKind.TEXT),
    )
    rows = []
    for matrix in matrices:
        error, original = matrix.error, matrix.original
        sizes = (error.max_abs, error.row_sum, error.row_norm, error.head_norm, error.op_norm)
        by = (error.op_norm_by.value, original.op_norm, original.op_norm_by.value)
        rows.append(Row((matrix.tensor, *sizes, *by)))
    items = (Line(_NORMS), Table("matrix", columns, tuple(rows)))
    return Section("Norms of the matrices", items, level=3, detail=True)
