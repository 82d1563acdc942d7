"""What a report says of an export: how far each matrix was rounded."""

from __future__ import annotations

from collections.abc import Iterator

from quantcert.certificate import ExportEvidence, Verdict
from quantcert.report.decimals import at_most
from quantcert.report.model import CellKind, Column, Line, Row, Section, Table


def export_sections(export: ExportEvidence | None) -> Iterator[Section]:
    """The section about the checkpoint that an export was made from, if it was given."""
    if export is None:
        return
    columns = (
        Column("matrix", CellKind.NAME),
        Column("weights", CellKind.TEXT),
        Column("changed", CellKind.TEXT),
        Column("by at most", CellKind.AT_MOST),
    )
    rows = tuple(
        Row((each.tensor, f"{each.weights:,}", f"{each.changed:,}", each.largest_error))
        for each in export.tensors
    )
    worst = export.worst
    told = "no weight is another number"
    if worst is not None:
        told = f"weights changed by at most {at_most(worst.largest_error)}, in {worst.tensor}"
    yield Section(
        "Export",
        (
            Line(
                f"Of the checkpoint that it was made from, as {export.form}: {told}. MEASURED in "
                "exact arithmetic, every weight, and compared with the export's record; the "
                "theorems are about the export itself, rounding included.",
                Verdict.MEASURED,
            ),
            Table("tensor", columns, rows),
        ),
        detail=True,
        anchor="export",
    )
