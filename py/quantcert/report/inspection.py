"""An inspection as a section of a report."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from quantcert.certificate import Verdict
from quantcert.inspection import InspectedTensor, Inspection
from quantcert.report.decimals import at_most
from quantcert.report.model import CellKind, Column, Item, Line, Listing, Row, Section, Table, Toned

_COLUMNS = (
    Column("tensor", CellKind.NAME),
    Column("shape", CellKind.TEXT, 1),
    Column("stored as", CellKind.TEXT, 1),
    Column(
        "bits/weight", CellKind.AT_MOST, 2, "bits/weight: all that is stored for it is counted."
    ),
    Column("group", CellKind.TEXT, 3),
    Column("scales", CellKind.TEXT, 4),
    Column("seen", CellKind.TEXT),
)
_FOLDED = "nothing seen in any; shown is the one with the most bits"
_SHOWN_PROBLEMS = 20


def inspection_section(inspection: Inspection) -> Section:
    """The table of tensors, what looks wrong, and the sums."""
    rows = tuple(map(_row, inspection.tensors))
    items: list[Item] = [Table("tensor", _COLUMNS, rows, folded=_FOLDED)]
    problems = tuple(Line(text, Verdict.FAILED) for text in inspection.all_problems)
    if problems:
        items.append(Listing(problems, _SHOWN_PROBLEMS))
    items += [Line(text) for text in _summary(inspection)]
    return Section(str(inspection.path), tuple(items))


def _row(tensor: InspectedTensor) -> Row:
    group = None if tensor.group_size is None else str(tensor.group_size)
    seen = Toned(f"{len(tensor.problems)} problems", Verdict.FAILED) if tensor.problems else "ok"
    return Row(
        cells=(
            tensor.name,
            " x ".join(map(str, tensor.shape)) or "number",
            tensor.kind,
            tensor.bits,
            group,
            tensor.layout.get("scales"),
            seen,
        ),
        settled=not tensor.problems,
        margin=tensor.bits,
    )


def _summary(inspection: Inspection) -> Iterator[str]:
    matrices = [tensor for tensor in inspection.tensors if tensor.quantized]
    weights = inspection.weights
    yield (
        f"{len(inspection.tensors):,} tensors, {len(matrices):,} of them quantized; "
        f"{weights:,} weights, {at_most(inspection.bits / max(1, weights))} bits per weight, "
        f"{at_most(inspection.bits / (8 * 2**20))} MiB"
    )
    quantized = sum(tensor.weights for tensor in matrices)
    if matrices:
        bits = sum((tensor.bits * tensor.weights for tensor in matrices), Fraction(0))
        yield f"quantized: {quantized:,} weights, {at_most(bits / quantized)} bits per weight"
    yield (
        "The numbers have been read."
        if inspection.values
        else "The headers have been read, not the numbers; --values reads them."
    )
