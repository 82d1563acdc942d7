"""What a report says of the layers: the table, and what to do about those that are refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from heapq import nsmallest

from quantcert.certificate import (
    Certificate,
    Evidence,
    Justification,
    LayerCertificate,
    Verdict,
)
from quantcert.certificate.conclusion import worst_first
from quantcert.certificate.entries import Entries
from quantcert.report.decimals import at_least, at_most
from quantcert.report.distribution_plot import distribution_plot
from quantcert.report.model import (
    Cell,
    CellKind,
    Column,
    Item,
    Line,
    Listing,
    Plot,
    Row,
    Section,
    Table,
)
from quantcert.report.observed_plot import observed_plot
from quantcert.report.plots import bound_plot
from quantcert.report.prompt_refusals import refused_prompts

_SHOWN_FAILURES = 10
_WORST = 15
"""Layers that a short table shows."""
_MOST_PLOTTED = 60
"""Layers that a picture has room for."""

_MEASURED_SUMS = "Row sums are measured by Python, and the theorems assume them."
_MEASURED_SHARES = (
    "Row sums are measured by Python, and the theorems assume them; what each row may err by "
    "itself is judged by Python alone, no theorem speaks of it."
)

COLUMNS = (
    Column("layer", CellKind.NAME),
    Column("shape", CellKind.TEXT, 5),
    Column(
        "role",
        CellKind.TEXT,
        1,
        "role: linear (outputs are rows of W x), transposed (columns of x W), lookup (rows of a "
        "table); matrix where it is not known: both directions are bounded, the larger is shown.",
    ),
    Column("stored as", CellKind.TEXT, 7),
    Column("bits/weight", CellKind.AT_MOST, 6),
    Column("|x| ≤", CellKind.AT_LEAST, 4, "|x|: the largest entry of an input that is required."),
    Column("bound", CellKind.AT_MOST),
    Column(
        "trivial bound", CellKind.AT_LEAST, 8, "trivial bound: what dropping the layer would cost."
    ),
    Column(
        "requirement",
        CellKind.AT_LEAST,
        1,
        "requirement: the largest allowed bound, or the allowed share of each row by itself.",
    ),
    Column(
        "margin", CellKind.AT_MOST, 0, "margin: share of the requirement used; above 1 is refused."
    ),
    Column("rule", CellKind.TEXT, 10, "rule: the pattern of the rule that applies."),
    Column(
        "observed",
        CellKind.AT_MOST,
        2,
        "observed: the largest error on a text whose activations, scaled by a common factor, fill "
        "the range that the bound assumes.",
    ),
    Column("bound/observed", CellKind.AT_MOST, 3),
    Column("verdict", CellKind.VERDICT),
    Column("evidence", CellKind.TEXT, 7),
    Column("time", CellKind.SECONDS, 9, transient=True),
)
"""The columns of the layers, here and nowhere else. `_cells` follows them."""

_SOMETIMES = {"role", "rule", "observed", "bound/observed"}
"""Columns that are only there if some layer has something in them."""


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key by which names are ordered with 2 before 11."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return [(0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts]


def layers_section(certificate: Certificate) -> Section:
    """The table of the layers in natural order, with their plot."""
    items: list[Item] = [_table(certificate)]
    items.append(Line("Bounds are rounded up, requirements down.", detail=True))
    if any(layer.evidence is Evidence.ROWS for layer in certificate.layers):
        items.append(Line(_MEASURED_SHARES if certificate.judges_shares else _MEASURED_SUMS))
    items += _plots(certificate)
    return Section("Layers", tuple(items), anchor="layers")


def worst_section(certificate: Certificate) -> Section | None:
    """The layers nearest to being refused, the worst first, with the plots; None for few layers."""
    table = _table(certificate)
    if len(table.rows) <= _WORST:
        return None
    rows = nsmallest(_WORST, table.rows, key=lambda row: (row.settled, -(row.margin or 0)))
    told = Line(f"The {_WORST} of {len(table.rows)} layers nearest to being refused, worst first.")
    items = (told, replace(table, rows=tuple(rows)), *_plots(certificate))
    return Section("Layers, the worst first", items, anchor="worst")


def _plots(certificate: Certificate) -> list[Item]:
    """Bound against requirement, how errors are distributed, bound over observed."""
    shown = _plotted(certificate)
    drawn: list[Item] = [
        Plot(partial(_drawn, draw, each))
        for draw, each in (
            (bound_plot, shown),
            (distribution_plot, certificate),
            (observed_plot, shown),
        )
        if draw(each) is not None
    ]
    if drawn and shown is not certificate:
        count = f"{_MOST_PLOTTED} of {len(certificate.layers):,}"
        drawn.insert(
            0, Line(f"Drawn are the {count} layers nearest to being refused.", detail=True)
        )
    return drawn


def _plotted(certificate: Certificate) -> Certificate:
    """The certificate with the layers that a picture has room for."""
    layers = certificate.layers
    if len(layers) <= _MOST_PLOTTED:
        return certificate
    nearest = nsmallest(_MOST_PLOTTED, layers, key=lambda x: (x.verdict.accepted, -(x.margin or 0)))
    names = {layer.tensor for layer in nearest}
    return replace(certificate, layers=tuple(x for x in layers if x.tensor in names))


def _drawn(draw: Callable[[Certificate], str | None], certificate: Certificate) -> str:
    return draw(certificate) or ""


def ordered_layers(certificate: Certificate) -> list[tuple[str, LayerCertificate]]:
    """The layers in natural order, each with the anchor of its theorems."""
    layers = sorted(certificate.layers, key=lambda layer: natural(layer.tensor))
    return [(f"layer-{number}", layer) for number, layer in enumerate(layers, 1)]


def refused_section(certificate: Certificate) -> Section | None:
    """What is refused, the worst layers first, and what would change that; None if nothing is."""
    layers = worst_first(certificate)
    failed = [Line(f"FAILED {f.message} [{f.rule}]", Verdict.FAILED) for f in certificate.findings]
    prompts = [
        *refused_prompts(certificate.prompts),
        *refused_prompts(certificate.runs, "integer run"),
    ]
    if not layers and not failed and not prompts:
        return None
    refused = (line for layer in layers for line in _refused(certificate, layer))
    listing = Listing(tuple(refused), _SHOWN_FAILURES)
    items: list[Item] = [*failed, *([listing] if layers else []), *_remedies(certificate, layers)]
    items += prompts
    title = "What is justified" if certificate.accepted else "What is refused"
    return Section(f"{title}, the worst first", tuple(items), anchor="refused")


def _table(certificate: Certificate) -> Table:
    """The table of all layers, whose rows are made when they are asked for."""
    seconds = certificate.measurement.layer_seconds

    def row(place: tuple[str, LayerCertificate]) -> Row:
        anchor, layer = place
        return Row(
            cells=tuple(_cells(layer, seconds.get(layer.tensor))),
            notes=tuple(_notes(certificate, layer)),
            target=anchor,
            settled=layer.verdict.accepted,
            margin=layer.margin,
        )

    table = Table("layer", COLUMNS, Entries(ordered_layers(certificate), row))
    empty = table.empty_columns()
    return table.without(lambda k, column: k in empty and column.title in _SOMETIMES)


def _cells(layer: LayerCertificate, seconds: float | None) -> Iterator[Cell]:
    """The cells of a layer under `COLUMNS`."""
    yield layer.tensor
    yield f"{layer.rows}×{layer.columns}"
    yield ", ".join(layer.roles) or None
    yield layer.scheme.label
    yield layer.bits_per_weight
    yield layer.input_abs_max
    yield layer.bound
    yield layer.trivial_bound
    yield _requirement(layer)
    yield layer.margin
    yield None if layer.rule is None else layer.rule.pattern
    yield layer.observed_error
    yield layer.bound_over_observed
    yield layer.verdict
    yield layer.evidence.value
    yield None if seconds is None else Fraction(seconds)


def _requirement(layer: LayerCertificate) -> Fraction | str | None:
    """What is allowed, of an output or of each line by itself."""
    for use in layer.uses:
        if use.share is not None:
            return f"{at_least(use.share.allowed_share)} of each {use.use.line}"
    return layer.requirement


def _notes(certificate: Certificate, layer: LayerCertificate) -> Iterator[Line]:
    for finding in layer.findings:
        yield Line(f"{finding.message} [{finding.rule}]", layer.verdict)
    for justification in certificate.justified(layer):
        yield Line(justified_words(justification), Verdict.PROVED_VACUOUS)


def justified_words(justification: Justification) -> str:
    """A justification as one sentence."""
    state = "expired after" if justification.expired else "until"
    return (
        f"{justification.check} of {justification.layer} justified by {justification.author} "
        f"{state} {justification.expires}: {justification.rationale}"
    )


def _refused(certificate: Certificate, layer: LayerCertificate) -> Iterator[Line]:
    margin = "" if layer.margin is None else f" (margin {at_most(layer.margin)})"
    found = "; ".join(f"{finding.message} [{finding.rule}]" for finding in layer.findings)
    yield Line(f"{layer.verdict.value} {layer.tensor}{margin}: {found}", layer.verdict)
    for justification in certificate.justified(layer):
        yield Line(justified_words(justification), Verdict.PROVED_VACUOUS)


def _remedies(certificate: Certificate, layers: list[LayerCertificate]) -> Iterator[Line]:
    """What to do, once for each rule."""
    for rule in dict.fromkeys(finding.rule for finding in certificate.findings):
        yield Line(f"{rule}: {rule.remedy}")
    rules = Counter(layer.finding.rule for layer in layers if layer.finding is not None)
    for rule, times in rules.items():
        yield Line(f"{rule} ({times} of {len(layers)} refused): {rule.remedy}")
    if not layers:
        return
    yield Line(
        f"The layers are stored as {'; '.join(certificate.schemes)}; they are measured by the "
        f"{requirement_label(certificate)}."
    )


def requirement_label(certificate: Certificate) -> str:
    """Where the requirements came from, marked when they are the tool's default."""
    source = certificate.requirements_source
    kind = "default requirements" if certificate.requirements_default else "requirements"
    return f"{kind} {source}"
