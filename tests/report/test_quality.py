"""What was measured on a text, in a report."""

from quantcert.certificate import MeasuredFigure, TextQuality, Verdict
from quantcert.report.quality import quality_lines, quality_sections

QUALITY = TextQuality(
    "news.txt",
    "ab" * 32,
    2048,
    4,
    3.4375,
    (
        MeasuredFigure("KL divergence, mean (nats)", 0.223604, 0.0041),
        MeasuredFigure("KL divergence, median", 0.1),
    ),
)


def test_chief_figures_stand_in_a_sentence():
    (line,) = quality_lines(QUALITY)
    assert line.tone is Verdict.MEASURED
    assert line.text == (
        "MEASURED on 2,048 tokens of news.txt: KL divergence, mean (nats): 0.2236 ± 0.0041"
    )


def test_all_figures_stand_in_a_table():
    (section,) = quality_sections(QUALITY)
    what, table = section.items
    assert what.text.startswith("MEASURED in float64, not proved")
    assert "ab" * 32 in what.text
    assert "3.438 bits" in what.text
    assert [row.cells for row in table.rows] == [
        ("KL divergence, mean (nats)", "0.2236", "0.0041"),
        ("KL divergence, median", "0.1", ""),
    ]


def test_nothing_is_said_of_what_was_not_measured():
    assert not list(quality_lines(None))
    assert not list(quality_sections(None))
