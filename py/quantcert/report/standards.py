"""What a certificate offers for objectives of standards: `specs/standards.toml` beside it."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from quantcert._resources import specs_dir
from quantcert.certificate import Certificate, TheoremEvidence, Verdict
from quantcert.report.model import CellKind, Column, Line, Row, Section, Table

_TOLD = (
    "What is offered, by objective, in words of this project. A certificate shows nothing by "
    "itself: the applicant decides what applies, adds what is open, and argues the whole. Counted "
    "are the theorems of this certificate that the kernel accepted."
)
_NOTHING = "nothing: no theorem of this certificate is of these kinds"
_COLUMNS = (
    Column("objective", CellKind.NAME),
    Column("what it is about", CellKind.TEXT),
    Column("supports", CellKind.TEXT),
    Column("does not show", CellKind.TEXT),
    Column("theorems behind it", CellKind.TEXT),
)


@dataclass(frozen=True)
class Objective:
    """An objective: its document and identifier, our words, and the kinds of theorems behind it."""

    document: str
    identifier: str
    asks: str
    supports: str
    open: str
    kinds: tuple[str, ...]
    also: str


@cache
def objectives() -> tuple[Objective, ...]:
    """All objectives of `specs/standards.toml`, those of a document together."""
    tables = tomllib.loads((specs_dir() / "standards.toml").read_text())["objective"]
    return tuple(map(_objective, tables))


def _objective(table: Mapping[str, Any]) -> Objective:
    return Objective(
        document=table["of"],
        identifier=table["id"],
        asks=table["asks"],
        supports=table["supports"],
        open=table["open"],
        kinds=tuple(table["kinds"]),
        also=table["also"],
    )


def standards_sections(certificate: Certificate) -> Iterator[Section]:
    """Each objective with what this certificate has for it, a section for each document."""
    proved = proved_kinds(certificate)
    title = "Annex: objectives of standards"
    yield Section(title, (Line(_TOLD),), detail=True, anchor="standards")
    for document, group in groupby(objectives(), lambda objective: objective.document):
        rows = tuple(_row(objective, proved) for objective in group)
        yield Section(document, (Table("objective", _COLUMNS, rows),), level=3, detail=True)


def proved_kinds(certificate: Certificate) -> Counter[str]:
    """How many theorems of each kind the kernel accepted."""
    return Counter(
        theorem.kind for theorem in theorems_of(certificate) if theorem.verdict is Verdict.PROVED
    )


def theorems_of(certificate: Certificate) -> Iterator[TheoremEvidence]:
    """All theorems of a certificate."""
    for layer in certificate.layers:
        yield from layer.theorems
    network = certificate.network
    for scope in network.scopes if network else ():
        yield from scope.theorems
        for block in scope.blocks:
            yield from block.theorems
    yield from (layer.theorem for layer in (network.after_norms if network else ()))
    for prompt in certificate.prompts.prompts if certificate.prompts else ():
        yield from prompt.theorems
    for run in certificate.runs.runs if certificate.runs else ():
        yield from run.theorems
    yield from certificate.rotation.theorems if certificate.rotation else ()


def _row(objective: Objective, proved: Counter[str]) -> Row:
    behind = [f"{proved[kind]:,} {kind}" for kind in objective.kinds if proved[kind]]
    offered = bool(behind) or not objective.kinds
    return Row(
        (
            objective.identifier,
            objective.asks,
            objective.supports if offered else _NOTHING,
            objective.open,
            "; ".join([*behind, objective.also]) if offered else None,
        )
    )
