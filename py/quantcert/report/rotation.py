"""What a report says of a base that is another original, rotated."""

from __future__ import annotations

from collections.abc import Iterator

from quantcert.certificate import RotationEvidence
from quantcert.report.model import CellKind, Column, Line, Listing, Row, Section, Table, Theorems
from quantcert.report.sentences import Subject

_WHAT = (
    "The base was made from another original by orthogonal matrices that cancel, for the sake of "
    "its quantized copy. The Lean kernel has rotated that original's own matrices, exactly, and "
    "found those of the base; it follows that both networks compute the same of every text, in "
    "real arithmetic. Bounds of the whole model's error are so of that original as well."
)


def rotation_sections(rotation: RotationEvidence | None) -> Iterator[Section]:
    """The section about the original that the base was made from, if one was given."""
    if rotation is None:
        return
    what = f"{len(rotation.tensors)} matrices, {rotation.weights:,} weights"
    where = "values and outputs of attention, and the stream between blocks"
    kind = where if rotation.residual else "values and outputs of attention"
    told = Line(f"Rotated: {kind} ({what}): {rotation.verdict.value}", rotation.verdict)
    columns = (Column("original", CellKind.NAME), Column("SHA-256", CellKind.CODE))
    files = Table("file", columns, tuple(map(Row, rotation.files.items())))
    rests = Listing(tuple(map(Line, rotation.rests_on)), len(rotation.rests_on))
    yield Section("Rotated original", (told, Line(_WHAT, detail=True)), anchor="rotation")
    yield Section("What its theorems rest on", (rests, files), level=3, detail=True)


def rotation_theorem_sections(rotation: RotationEvidence | None) -> Iterator[Section]:
    """The theorems about it."""
    if rotation is None or not rotation.theorems:
        return
    names = (*rotation.tensors, "the whole model")
    items = tuple(
        Theorems((theorem,), Subject(name))
        for theorem, name in zip(rotation.theorems, names, strict=True)
    )
    yield Section(
        "Rotated original",
        items,
        level=3,
        verdict=rotation.verdict,
        detail=True,
        closed=True,
    )
