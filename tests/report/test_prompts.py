"""What the page says of prompts."""

from dataclasses import replace
from fractions import Fraction

from quantcert.certificate import Finding, Rule, Verdict
from quantcert.report.html import html_page
from quantcert.report.model import Line, Listing, Plot, Theorems
from quantcert.requirements import PromptRequirement
from tests.support.certificates import WHOLE
from tests.support.prompt_evidence import OTHER, PROMPTS, SAME, UNKNOWN, prompt
from tests.support.reports import printed, report_of, section, sentences, table_of

WITNESS = Finding(Rule.PROMPT_TOKEN, "the next tokens differ after 1 of 3 tokens")
MIXED = prompt(SAME, OTHER, UNKNOWN, verdict=Verdict.FAILED, findings=(WITNESS,), line=7)
CERTIFICATE = replace(WHOLE, prompts=replace(PROMPTS, prompts=(*PROMPTS.prompts, MIXED)))


def told(found) -> str:
    """All sentences of a section."""
    lines = [item for item in found.items if isinstance(item, Line)]
    lines += [line for item in found.items if isinstance(item, Listing) for line in item.lines]
    return "\n".join(line.text for line in lines)


def test_without_prompts_nothing_is_said():
    titles = [each.title for each in report_of(WHOLE).all_sections]
    assert not any("rompt" in title for title in titles)


def test_every_prompt_has_a_row():
    table = table_of(section(report_of(CERTIFICATE), "Prompts"))
    assert [(row.cells[0], row.cells[3], row.cells[-1]) for row in table.rows] == [
        ("1", "2 of 2", Verdict.PROVED),
        ("4", "2 of 2", Verdict.PROVED),
        ("7", "1 of 3", Verdict.FAILED),
    ]
    assert table.rows[2].cells[5] == OTHER.divergence
    assert [note.text for note in table.rows[2].notes] == [f"{WITNESS.message} [QC-PROMPT-TOKEN]"]


def test_what_is_required_is_said():
    found = told(section(report_of(CERTIFICATE), "Prompts"))
    assert (
        "Required of each prompt: the same next token after every token; KL at most 0.5; " in found
    )
    need = PromptRequirement(Fraction(9, 10), Fraction(1, 3))
    changed = replace(PROMPTS, requirement=need, prompts=(MIXED,))
    found = told(section(report_of(replace(WHOLE, prompts=changed)), "Prompts"))
    assert (
        "the same next token after 90 % of its tokens; no score differs by more than 0.3333."
        in (found)
    )
    need = PromptRequirement(min_agreeing_share=None)
    changed = replace(PROMPTS, requirement=need, prompts=(MIXED,))
    found = told(section(report_of(replace(WHOLE, prompts=changed)), "Prompts"))
    assert "Required of each prompt: nothing." in found


def test_every_position_has_a_row_with_words():
    report = report_of(CERTIFICATE)
    found = next(each for each in report.sections if each.anchor == "prompt-7")
    table = table_of(found)
    words = [(row.cells[1], row.cells[2], row.cells[4], row.cells[-1]) for row in table.rows]
    assert words == [
        ("the", "cat", "cat", Verdict.PROVED),
        ("the", "cat", "<dog>", Verdict.FAILED),
        ("the", "not decided", "cat", Verdict.UNPROVED),
    ]
    assert table.rows[1].cells[7] == OTHER.divergence
    assert "Both networks choose the same next token after 1 of 3 tokens." in told(found)
    assert "After 1 of them they choose different ones." in told(found)
    assert "between 1.041 and 1.05 times the original's" in told(found)


def test_an_expected_token_is_beside_the_chosen_one():
    found = next(s for s in report_of(CERTIFICATE).sections if s.anchor == "prompt-4")
    assert "Required after the prompt: “cat” (token 5); the quantized network chooses: “cat”" in (
        told(found)
    )


def test_a_prompt_of_which_nothing_is_proved_has_no_picture():
    wide = Finding(Rule.PROMPT_UNDECIDED, "with 16 bits too wide")
    unproved = replace(
        MIXED,
        positions=(),
        theorems=(),
        logit_error=None,
        perplexity_ratio=None,
        inverse_perplexity_ratio=None,
        verdict=Verdict.UNPROVED,
        findings=(wide,),
    )
    report = report_of(replace(WHOLE, prompts=replace(PROMPTS, prompts=(unproved,))))
    found = next(s for s in report.sections if s.anchor == "prompt-7")
    assert not any(isinstance(item, Plot) for item in found.items)
    assert wide.message in told(found)
    html_page(report)


def test_each_theorem_has_a_sentence_before_it():
    report = report_of(CERTIFICATE)
    found = next(s for s in report.sections if s.title == "Prompt in line 1" and s.closed)
    kinds = [type(item) for item in found.items]
    assert kinds == [Line, Theorems] * 3
    assert "both networks choose the same next token" in found.items[0].text


def test_what_is_refused_stands_beside_the_verdict_with_its_remedy():
    refused = section(report_of(CERTIFICATE), "What is refused")
    assert f"FAILED prompt in line 7: {WITNESS.message} [QC-PROMPT-TOKEN]" in told(refused)
    assert Rule.PROMPT_TOKEN.remedy in told(refused)
    obstacle = Finding(Rule.PROMPT_UNSUPPORTED, "config.json differs")
    changed = replace(PROMPTS, prompts=(), finding=obstacle)
    report = report_of(replace(WHOLE, prompts=changed))
    assert "config.json differs" in told(section(report, "Prompts"))
    assert "config.json differs" in told(section(report, "What is refused"))


def test_a_terminal_shows_a_line_for_each_prompt():
    text = sentences(printed(CERTIFICATE))
    assert "7 3 1 of 3 " in text
    assert "“the” (token 3)" not in text


def test_a_page_is_made_of_it_without_markup_from_the_checkpoint():
    page = html_page(report_of(CERTIFICATE))
    assert page.count('class="agreement"') == 3
    assert "<cat>" not in page
    assert "&lt;dog&gt;" in page
