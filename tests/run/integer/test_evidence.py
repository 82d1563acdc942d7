"""A proved run as evidence: what is claimed of it, and why it is refused."""

from dataclasses import replace

from quantcert.certificate import Rule, Verdict
from quantcert.lean import Cause, CheckJob, ModuleResult, ModuleVerdict, TheoremRecord
from quantcert.run.integer.evidence import run_evidence
from quantcert.run.prompt.asked import AskedPrompt
from tests.run.integer.test_golden import COMPARED
from tests.support.certificates import SHA

STATED = {"Proofs.Run.logits_after_1": "a = b", "Proofs.Run.next_token": "c = d"}
JOB = CheckJob("Proofs.Run", "", STATED)
ENCLOSED = CheckJob("Proofs.PromptOriginal", "", {"Proofs.PromptOriginal.contained": "e"})
ASKED = AskedPrompt(2, "a b c", (3, 5, 7), None)


def result(job: CheckJob, verdict=ModuleVerdict.ACCEPTED, reason="", **more) -> ModuleResult:
    records = tuple(TheoremRecord(name, True, SHA, SHA, SHA, (), "") for name in job.theorems)
    return ModuleResult(job.name, verdict, reason, (), 0.0, 0, SHA, SHA, records, **more)


RUN = replace(COMPARED, jobs=(ENCLOSED, JOB), modules=(result(ENCLOSED), result(JOB)))


def of(run, asked=ASKED):
    return run_evidence(asked, run, lambda token: f"<{token}>")


def test_all_theorems_are_evidence_and_the_distances_those_of_the_comparisons():
    found = of(RUN)
    assert (found.verdict, found.line, found.text) == (Verdict.PROVED, 2, "a b c")
    assert (found.next_tokens, found.logits) == ((2, 0, 2), (2**62 + 1, 3, 7))
    kinds = [theorem.kind for theorem in found.theorems]
    assert kinds == ["prompt-contained", "run-logits-after", "run-next-token"]
    original, quantized = found.distances
    assert (original.network, quantized.network) == ("original", "quantized")
    assert (original.logit_error, original.agreeing) == (RUN.beside[0].difference, 1)


def test_another_token_than_the_expected_one_fails():
    assert of(RUN, replace(ASKED, expected=2)).verdict is Verdict.PROVED
    found = of(RUN, replace(ASKED, expected=1))
    assert found.verdict is Verdict.FAILED
    (finding,) = found.findings
    assert finding.rule is Rule.RUN_EXPECTED
    assert finding.message == "after the prompt the integer program chooses <2>, expected: <1>"


def test_what_the_kernel_refuses_is_not_proved_and_claims_nothing():
    bad = result(JOB, ModuleVerdict.REJECTED, cause=Cause.REFUSED, reason="logits is false")
    found = of(replace(RUN, modules=(result(ENCLOSED), bad)), replace(ASKED, expected=1))
    assert found.verdict is Verdict.UNPROVED
    assert found.findings[0].rule is Rule.KERNEL_REFUSED
    assert (found.next_tokens, found.logits, found.distances) == ((), (), ())
    assert found.golden_sha256 is None


def test_enclosures_that_are_too_wide_are_told():
    found = of(replace(COMPARED, beside=(), obstacle="the enclosures are too wide"))
    assert (found.verdict, found.theorems) == (Verdict.UNPROVED, ())
    assert found.findings[0].rule is Rule.PROMPT_UNDECIDED
