"""What a report says of runs of the integer program."""

from dataclasses import replace

from quantcert.certificate import Finding, Rule, Verdict
from quantcert.report.model import Line, Table
from quantcert.report.runs import run_theorem_sections, runs_sections
from tests.support.run_evidence import OTHER, RUN, RUNS


def test_the_table_has_a_row_for_each_run() -> None:
    overview, *_ = runs_sections(replace(RUNS, runs=(RUN, OTHER)))
    (table,) = (item for item in overview.items if isinstance(item, Table))
    assert [row.cells for row in table.rows] == [
        ("1", "the <cat>", "2", "cat", *(x.logit_error for x in RUN.distances), Verdict.PROVED),
        ("4", "the cat", "2", "cat", None, None, Verdict.FAILED),
    ]
    (note,) = table.rows[1].notes
    assert note.text == "the program chooses 5, expected: 3 [QC-RUN-EXPECTED]"
    told = [item.text for item in overview.items if isinstance(item, Line)]
    assert "Activations of 16 bits, logits in units of 2^-20. No number of any run, " in told[1]


def test_of_runs_that_are_not_proved_registers_are_not_told() -> None:
    unproved = replace(RUN, verdict=Verdict.UNPROVED, next_tokens=(), logits=(), distances=())
    overview, *_ = runs_sections(replace(RUNS, runs=(unproved,)))
    (told,) = (x.text for x in overview.items if isinstance(x, Line) and "Activ" in x.text)
    assert told == "Activations of 16 bits, logits in units of 2^-20."


def test_each_run_has_its_positions_and_distances() -> None:
    _, run, _, rests = runs_sections(RUNS)
    listing, table = run.items
    assert "further than 0.3334 from that of the original;" in listing.lines[0].text
    assert "after 1 of 2 tokens" in listing.lines[0].text
    assert [row.cells for row in table.rows] == [
        ("0", "the", "<dog>", "-1,234,567"),
        ("1", "cat", "cat", "89"),
    ]
    (rest,) = rests.items
    assert [line.text for line in rest.lines] == list(RUNS.rests_on)


def test_theorems_are_told_in_sentences() -> None:
    first, second = run_theorem_sections(RUNS)
    assert (first.title, second.title) == ("Integer run in line 1", "Integer run in line 2")
    assert [item.text for item in first.items if isinstance(item, Line)] == [
        "After 1 tokens the integer program has exactly these logits.",
        "After 2 tokens it chooses this token, the first with the largest logit.",
        "No number of any run, on any tokens, leaves its register.",
        "Proofs.Run0.layers_pass",
    ]


def test_what_was_not_run_is_said() -> None:
    finding = Finding(Rule.PROMPT_UNSUPPORTED, "a scale is not finite")
    (section,) = runs_sections(replace(RUNS, runs=(), finding=finding))
    assert section.items[0].text == "not run: a scale is not finite"
    assert list(runs_sections(None)) == list(run_theorem_sections(None)) == []
