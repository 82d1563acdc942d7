"""What was measured on a text, as sections of a report."""

from __future__ import annotations

from collections.abc import Iterator

from quantcert.certificate import MeasuredFigure, TextQuality, Verdict
from quantcert.report.model import CellKind, Column, Line, Row, Section, Table

_TITLE = "What was measured on a text"
_COLUMNS = (
    Column("figure", CellKind.NAME),
    Column("value", CellKind.TEXT),
    Column("± standard error", CellKind.TEXT),
)
_CHIEF = ("KL divergence, mean (nats)", "perplexity, ratio", "cosine of embeddings, mean")


def quality_lines(quality: TextQuality | None) -> Iterator[Line]:
    """The figures that are looked for first, in a sentence."""
    if quality is None:
        return
    chief = [figure for figure in quality.figures if figure.name in _CHIEF]
    said = ", ".join(f"{figure.name}: {_with_error(figure)}" for figure in chief)
    yield Line(f"MEASURED on {quality.tokens:,} tokens of {quality.text}: {said}", Verdict.MEASURED)


def quality_sections(quality: TextQuality | None) -> Iterator[Section]:
    """All figures, and what they are of."""
    if quality is None:
        return
    what = Line(
        f"MEASURED in float64, not proved: both networks read the first {quality.tokens:,} tokens "
        f"of {quality.text} ({quality.text_sha256}) in {quality.windows:,} windows. A quantized "
        f"weight takes {quality.stored_bits:.3f} bits, scales and zero-points included.",
        Verdict.MEASURED,
    )
    rows = tuple(Row((x.name, *figure_texts(x))) for x in quality.figures)
    yield Section(_TITLE, (what, Table("figure", _COLUMNS, rows)), anchor="quality")


def figure_texts(figure: MeasuredFigure) -> tuple[str, str]:
    """Value and standard error, which is empty where there is none."""
    return f"{figure.value:.5g}", "" if figure.error is None else f"{figure.error:.2g}"


def _with_error(figure: MeasuredFigure) -> str:
    return " ± ".join(text for text in figure_texts(figure) if text)
