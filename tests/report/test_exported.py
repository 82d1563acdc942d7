"""What a report says of an export."""

from fractions import Fraction

from quantcert.certificate import ExportedTensor, ExportEvidence, Verdict
from quantcert.report.exported import export_sections
from quantcert.report.model import CellKind

KEPT = ExportedTensor("a", 4096, 0, Fraction(0))
ROUNDED = ExportedTensor("b", 1024, 7, Fraction(1, 3))


def export(*tensors: ExportedTensor) -> ExportEvidence:
    return ExportEvidence("gguf", {}, tensors)


def test_the_worst_matrix_is_named_and_all_are_listed() -> None:
    (section,) = export_sections(export(KEPT, ROUNDED))
    told, table = section.items
    assert told.tone is Verdict.MEASURED
    assert "as gguf: weights changed by at most 0.3334, in b. MEASURED" in told.text
    assert [row.cells for row in table.rows] == [
        ("a", "4,096", "0", 0),
        ("b", "1,024", "7", Fraction(1, 3)),
    ]
    assert table.columns[-1].kind is CellKind.AT_MOST


def test_an_export_that_was_not_rounded_says_so() -> None:
    (section,) = export_sections(export(KEPT))
    assert "as gguf: no weight is another number. MEASURED" in section.items[0].text
    assert list(export_sections(None)) == []
