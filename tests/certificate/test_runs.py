"""What is concluded of runs of the integer program."""

from dataclasses import replace

import pytest

from quantcert.certificate import Certificate, Finding, Rule, Verdict, conclude
from quantcert.certificate.claims import modelled, not_shown
from quantcert.certificate.decode import from_document
from quantcert.certificate.encode import to_document
from tests.support.certificates import CERTIFICATE, PROVED
from tests.support.run_evidence import APART, OTHER, RUN, RUNS

ACCEPTED = replace(CERTIFICATE, layers=(PROVED,), runs=RUNS)
REFUSED = Finding(Rule.KERNEL_REFUSED, "logits is false")
UNPROVED = replace(RUN, line=7, verdict=Verdict.UNPROVED, findings=(REFUSED,))


def test_proved_runs_are_told_last() -> None:
    assert ACCEPTED.accepted
    assert conclude(ACCEPTED).words.endswith(" · 2 INTEGER RUNS PROVED (all logits, bit for bit)")
    assert any("integer program on each" in text for text in modelled(ACCEPTED))
    assert any("runs the integer program with" in text for text in not_shown(ACCEPTED))
    assert not any("integer program" in text for text in modelled(replace(ACCEPTED, runs=None)))


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ((RUN, OTHER), "1 of 2 INTEGER RUNS NOT AS EXPECTED (line 4: the program chooses 5, "),
        ((UNPROVED,), "1 of 1 INTEGER RUN NOT PROVED (line 7: logits is false) · LAYERS"),
        ((UNPROVED, OTHER), "1 of 2 INTEGER RUNS NOT AS EXPECTED (line 4: "),
    ],
)
def test_a_run_that_is_refused_rejects_and_is_told_first(runs: tuple, words: str) -> None:
    refused = replace(ACCEPTED, runs=replace(RUNS, runs=runs))
    assert not refused.accepted
    assert conclude(refused).words.startswith(f"REJECTED: {words}")


def test_no_run_is_no_pass() -> None:
    finding = Finding(Rule.PROMPT_UNSUPPORTED, "a scale is not finite")
    refused = replace(ACCEPTED, runs=replace(RUNS, runs=(), finding=finding))
    assert not refused.accepted
    assert "INTEGER PROGRAM NOT RUN (a scale is not finite)" in conclude(refused).words
    assert not any("integer program" in text for text in modelled(refused))


@pytest.mark.parametrize("changed", [{"theorems": ()}, {"findings": (REFUSED,)}])
def test_a_pass_needs_theorems_and_no_finding(changed: dict) -> None:
    with pytest.raises(ValueError, match="line 1: PROVED without theorems or with a finding"):
        replace(RUN, **changed)


def test_distances_are_found_by_their_network() -> None:
    assert RUN.distance("original") == APART
    assert OTHER.distance("original") is None


@pytest.mark.parametrize("runs", [RUNS, replace(RUNS, runs=(OTHER,))])
def test_they_are_written_and_read(runs) -> None:
    certificate: Certificate = replace(ACCEPTED, runs=runs)
    assert from_document(to_document(certificate)).runs == runs
