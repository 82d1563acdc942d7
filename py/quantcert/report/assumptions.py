"""What the evidence assumes, by identifier: how each assumption is made safe, and where it is met.

The identifiers never change their meaning. Hypotheses of a network are those of its theorems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quantcert.certificate import Certificate, Evidence, HypothesisEvidence
from quantcert.report.model import Cell, CellKind, Column, Line, Row, Section, Table

_APPLICANT = "by the applicant"
_COLUMNS = (
    Column("id", CellKind.NAME),
    Column("what is assumed", CellKind.TEXT),
    Column("how it is made safe", CellKind.TEXT),
    Column("where it is discharged", CellKind.TEXT),
)


@dataclass(frozen=True)
class Assumed:
    """An assumption, and when a certificate rests on it."""

    identifier: str
    words: str
    mitigation: str
    discharged: str
    applies: Callable[[Certificate], bool]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Under the columns of the table."""
        return (self.identifier, self.words, self.mitigation, self.discharged)


def _always(certificate: Certificate) -> bool:
    return True


def _ranges(certificate: Certificate) -> bool:
    return any(layer.input_abs_max is not None for layer in certificate.layers)


def _sums(certificate: Certificate) -> bool:
    theorems = (theorem for layer in certificate.layers for theorem in layer.theorems)
    return any(theorem.kind == "accumulator-safe" for theorem in theorems)


def _measured(certificate: Certificate) -> bool:
    return any(layer.evidence is Evidence.ROWS for layer in certificate.layers)


def _original(certificate: Certificate) -> bool:
    return bool(certificate.base_files)


def _graph(certificate: Certificate) -> bool:
    return certificate.network is not None and bool(certificate.network.scopes)


ASSUMED = (
    Assumed(
        "A-INPUT-RANGE",
        "Inputs of each layer stay in the range that the requirements state (input_abs_max).",
        "Choose the range with a margin above measured activations; watch it while the model runs.",
        f"{_APPLICANT}; not needed by theorems about layers after a norm",
        _ranges,
    ),
    Assumed(
        "A-ACTIVATION-RANGE",
        "Integer activations stay in the range that the accumulator's requirement states.",
        "Clip them where they are quantized.",
        f"{_APPLICANT}, in the integer kernel",
        _sums,
    ),
    Assumed(
        "A-DECODING",
        "The bytes of the files stand for the integers that this tool reads from them.",
        "Readers are tested against other implementations and refuse what they do not know.",
        "tests of the tool; SHA-256 of every file and tensor in this report",
        _always,
    ),
    Assumed(
        "A-REAL-ARITHMETIC",
        "Bounds are of exact real arithmetic; rounding of activations and floating-point kernels "
        "is extra.",
        "Keep a margin; compare an engine's logits with golden ones (check-engine).",
        _APPLICANT,
        _original,
    ),
    Assumed(
        "A-ROW-SUMS",
        "Sums of errors that Python measured are those of the checkpoint.",
        "Run with --level weights: then the kernel computes them.",
        "measured by the tool, in exact integers",
        _measured,
    ),
    Assumed(
        "A-ORIGINAL",
        "The original is the model that was approved.",
        "Compare its digests with those of the approved files.",
        f"{_APPLICANT}; digests in this report",
        _original,
    ),
    Assumed(
        "A-GRAPH",
        "The runtime executes the operations that the tool builds from config.json.",
        "Graphs are tested against the reference implementation; unknown settings are refused.",
        "tests of the tool",
        _graph,
    ),
    Assumed(
        "A-KERNEL",
        "The kernel of Lean accepts proofs only, and the toolchain is the one that is named.",
        "Pinned by SHA-256; check again with a stock Lean (--export-data, then lake build).",
        "by whoever runs it again",
        _always,
    ),
    Assumed(
        "A-DEFINITIONS",
        "The definitions in the statements say what is meant.",
        "They are few, in Spec/ of the library, and each statement has a digest of those it uses.",
        "by reading: docs/theorems.md",
        _always,
    ),
)


def assumptions_section(certificate: Certificate) -> Section:
    """All assumptions on which the certificate rests."""
    rows = [Row(each.cells) for each in ASSUMED if each.applies(certificate)]
    network = certificate.network
    rows += [Row(tuple(_hypothesis(h))) for h in (network.hypotheses if network else ())]
    note = Line("Identifiers never change their meaning; H-... are hypotheses of theorems.")
    table = Table("assumption", _COLUMNS, tuple(rows))
    title = "Assumptions and what makes them safe"
    return Section(title, (table, note), detail=True, anchor="assumptions")


def _hypothesis(h: HypothesisEvidence) -> Iterator[Cell]:
    scope = "" if h.scope is None else f" (scope: {h.scope})"
    yield f"H-{h.id.upper()}"
    yield f"{h.name}: {h.statement}{scope}"
    yield h.by
    yield {"kernel": "by the kernel", "measured": "measured by the tool"}.get(
        h.discharged.value, _APPLICANT
    )
