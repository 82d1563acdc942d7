"""What gets weaker about prompts is found."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate import Finding, Rule, Verdict
from quantcert.regression.baseline import baseline_of, read_baseline, to_text
from quantcert.regression.compare import changes
from quantcert.requirements import PromptRequirement
from tests.support.certificates import WHOLE
from tests.support.prompt_evidence import OTHER, PROMPTS, SAME, prompt
from tests.support.run_evidence import APART, RUN, RUNS

BEFORE = replace(WHOLE, prompts=PROMPTS)
WITNESS = Finding(Rule.PROMPT_TOKEN, "the next tokens differ")
FURTHER = replace(APART, logit_error=Fraction(1, 2))
WORSE = prompt(SAME, OTHER, verdict=Verdict.FAILED, findings=(WITNESS,))


def weaker(**changed) -> set[str]:
    """The rules of what gets weaker if the evidence for prompts changes."""
    after = replace(WHOLE, prompts=replace(PROMPTS, **changed))
    return {change.rule.value for change in changes(baseline_of(BEFORE), baseline_of(after))}


def test_the_same_evidence_is_not_weaker(tmp_path):
    assert weaker() == set()
    (tmp_path / "baseline.json").write_text(to_text(baseline_of(BEFORE)))
    assert read_baseline(tmp_path / "baseline.json") == baseline_of(BEFORE)


@pytest.mark.parametrize(
    ("runs", "rule"),
    [
        ((RUN,), "coverage"),
        ((replace(RUNS.runs[1], tokens=(3, 6), text="the <cat>"), RUNS.runs[1]), "coverage"),
        ((replace(RUN, distances=(FURTHER,)), RUNS.runs[1]), "bound"),
        ((replace(RUN, verdict=Verdict.FAILED, findings=(WITNESS,)), RUNS.runs[1]), "verdict"),
    ],
)
def test_so_are_runs_of_the_integer_program(runs, rule):
    before, after = (replace(WHOLE, runs=replace(RUNS, runs=r)) for r in (RUNS.runs, runs))
    assert changes(baseline_of(before), baseline_of(before)) == []
    found = {change.rule.value for change in changes(baseline_of(before), baseline_of(after))}
    assert f"QC-REGRESS-{rule.upper()}" in found


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"prompts": (WORSE,)}, "verdict"),
        ({"prompts": (WORSE,)}, "coverage"),
        ({"prompts": (replace(PROMPTS.prompts[1], logit_error=Fraction(2)),)}, "bound"),
        ({"prompts": ()}, "coverage"),
        ({"requirement": PromptRequirement(max_kl=Fraction(1))}, "requirement"),
        ({"requirement": replace(PROMPTS.requirement, min_agreeing_share=Fraction(1, 2))},
         "requirement"),
    ],
)  # fmt: skip
def test_what_gets_weaker_is_found(changed, rule):
    assert any(rule.upper() in found.upper() for found in weaker(**changed))
