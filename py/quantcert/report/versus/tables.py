"""The comparison as tables and sentences."""

from __future__ import annotations

from collections.abc import Iterator

from quantcert.certificate import Certificate, LayerCertificate, Verdict
from quantcert.numbers import upper
from quantcert.report.medium import Medium
from quantcert.report.model import Cell, CellKind, Column, Line, Row, Section, Table, Toned
from quantcert.report.text import section_lines
from quantcert.report.versus.pairs import Better, LayerPair, ScopePair, Versus, bits_per_weight

_TONE = {Better.FIRST: Verdict.PROVED, Better.SECOND: Verdict.MEASURED}


def comparison_lines(found: Versus, medium: Medium) -> Iterator[str]:
    """What a terminal shows, the conclusion last."""
    yield medium.shown(f"A: {_told(found.first)}")
    yield medium.shown(f"B: {_told(found.second)}")
    for section in _sections(found):
        yield ""
        yield from section_lines(section, medium)
    yield ""
    yield medium.shown(conclusion(found))


def conclusion(found: Versus) -> str:
    """Which is better in how many layers, what they cost, and the bounds of the network."""
    counts = [
        f"A is better in {found.count(Better.FIRST)} of {len(found.layers)} layers",
        f"B in {found.count(Better.SECOND)}",
        f"equal in {found.count(Better.EQUAL)}",
    ]
    if unknown := found.count(Better.UNKNOWN):
        counts.append(f"not comparable in {unknown}")
    bits = [bits_per_weight(each) for each in (found.first, found.second)]
    sizes = "/".join("–" if each is None else upper(each) for each in bits)
    parts = [", ".join(counts), f"bits per weight {sizes}"]
    parts += [
        f"network ({pair.scope}) {upper(pair.first.bound)}/{upper(pair.second.bound)}"
        for pair in found.scopes
    ]
    if not found.same_original:
        parts.append("NOT OF ONE ORIGINAL")
    return " · ".join(parts)


def _told(certificate: Certificate) -> str:
    verdict = "accepted" if certificate.accepted else "rejected"
    return f"{certificate.model}, {'; '.join(certificate.schemes)}, {verdict}"


def _sections(found: Versus) -> Iterator[Section]:
    yield Section("Layers", (_layers(found), *_notes(found)))
    if found.scopes:
        yield Section("Whole model", (_scopes(found),))


def _layers(found: Versus) -> Table:
    columns = (
        Column("layer", CellKind.NAME),
        Column("bits A", CellKind.AT_MOST, 2),
        Column("bits B", CellKind.AT_MOST, 2),
        Column("bound A", CellKind.AT_MOST),
        Column("bound B", CellKind.AT_MOST),
        Column("B/A", CellKind.AT_MOST, 1),
        Column("trivial", CellKind.AT_LEAST, 3, "trivial: what zeros in place of it would cost."),
        Column("verdict A", CellKind.VERDICT, 1),
        Column("verdict B", CellKind.VERDICT, 1),
        Column("better", CellKind.TEXT),
    )
    return Table("layer", columns, tuple(map(_row, found.layers)), folded="of the same kind")


def _row(pair: LayerPair) -> Row:
    def each(name: str) -> list[Cell]:
        return [_attribute(layer, name) for layer in (pair.first, pair.second)]

    some = pair.first or pair.second
    cells: list[Cell] = [pair.tensor, *each("bits_per_weight"), *each("bound"), pair.ratio]
    cells += [_attribute(some, "trivial_bound"), *each("verdict"), _better(pair.better)]
    return Row(tuple(cells))


def _attribute(layer: LayerCertificate | None, name: str) -> Cell:
    found: Cell = None if layer is None else getattr(layer, name)
    return found


def _better(better: Better) -> Cell:
    return Toned(better.value, _TONE[better]) if better in _TONE else better.value


def _notes(found: Versus) -> Iterator[Line]:
    """Why layers cannot be compared, each reason once."""
    reasons: dict[str, list[str]] = {}
    for pair in found.layers:
        if pair.note:
            reasons.setdefault(pair.note, []).append(pair.tensor)
    for note, tensors in reasons.items():
        more = f" and {len(tensors) - 1} more" if len(tensors) > 1 else ""
        yield Line(f"{tensors[0]}{more}: {note}")


def _scopes(found: Versus) -> Table:
    columns = (
        Column("scope", CellKind.NAME),
        Column("bound A", CellKind.AT_MOST),
        Column("bound B", CellKind.AT_MOST),
        Column("factor A", CellKind.AT_MOST, 1, "factor: of the probability of a token."),
        Column("factor B", CellKind.AT_MOST, 1),
        Column("verdict A", CellKind.VERDICT),
        Column("verdict B", CellKind.VERDICT),
        Column("better", CellKind.TEXT),
    )
    return Table("scope", columns, tuple(map(_scope, found.scopes)))


def _scope(pair: ScopePair) -> Row:
    both = (pair.first, pair.second)
    return Row(
        (
            pair.scope,
            *(scope.bound for scope in both),
            *(scope.probability_ratio for scope in both),
            *(scope.verdict for scope in both),
            _better(pair.better),
        )
    )
