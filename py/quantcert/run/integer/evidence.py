"""A proved run as evidence for a certificate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from quantcert.certificate import (
    Finding,
    Rule,
    RunDistance,
    RunEvidence,
    TheoremEvidence,
    Verdict,
)
from quantcert.lean import CheckJob
from quantcert.run.engine.golden import golden_sha256
from quantcert.run.integer.beside import Beside
from quantcert.run.integer.golden import run_arrays
from quantcert.run.integer.prove import ProvedRun
from quantcert.run.layer_judge import theorem_evidence
from quantcert.run.ledger import listing_sha256
from quantcert.run.prompt.asked import AskedPrompt
from quantcert.run.prompt.evidence import theorem_kind
from quantcert.statements.render import GeneratedModule, Theorem

_NUMBERS = re.compile(r"(_\d+)+$")


def run_evidence(asked: AskedPrompt, run: ProvedRun, named: Callable[[int], str]) -> RunEvidence:
    """The evidence for a run, and its verdict; `named` is how a token is called in a message."""
    finding = _refusal(asked, run, named)
    rule = None if finding is None else finding.rule
    verdicts = {None: Verdict.PROVED, Rule.RUN_EXPECTED: Verdict.FAILED}
    accepted = run.accepted
    return RunEvidence(
        line=asked.line,
        text=asked.text,
        tokens=asked.tokens,
        expected=asked.expected,
        verdict=verdicts.get(rule, Verdict.UNPROVED),
        next_tokens=run.next_tokens if accepted else (),
        logits=tuple(map(max, run.logits)) if accepted else (),
        distances=tuple(map(_distance, run.beside)) if accepted else (),
        theorems=tuple(_theorems(run)),
        literal_sha256={d.name: listing_sha256(d) for job in run.jobs for d in job.data},
        golden_sha256=golden_sha256(run_arrays(run)) if accepted else None,
        findings=() if finding is None else (finding,),
    )


def _refusal(asked: AskedPrompt, run: ProvedRun, named: Callable[[int], str]) -> Finding | None:
    """Why a run is not accepted: the kernel refuses it, or another token follows."""
    if run.obstacle:
        return Finding(Rule.PROMPT_UNDECIDED, run.obstacle)
    refused = (t.finding for t in _theorems(run) if t.finding is not None)
    if not run.accepted:
        return next(refused, Finding(Rule.NO_PROOF, run.reason))
    chosen = run.next_tokens[-1]
    if asked.expected in (None, chosen):
        return None
    assert asked.expected is not None
    told = f"after the prompt the integer program chooses {named(chosen)}, expected: "
    return Finding(Rule.RUN_EXPECTED, told + named(asked.expected))


def _theorems(run: ProvedRun) -> Iterator[TheoremEvidence]:
    for job, checked in zip(run.jobs, run.modules, strict=True):
        yield from theorem_evidence(_generated(run, job), checked)


def _generated(run: ProvedRun, job: CheckJob) -> GeneratedModule:
    """A module as those of layers are; those that enclose networks are modules of a prompt."""
    theorems = (
        Theorem(name, _kind(run, name), "", statement.strip(), "")
        for name, statement in job.theorems.items()
    )
    return GeneratedModule(job.name, job.source, "", job.imports, tuple(theorems))


def _kind(run: ProvedRun, name: str) -> str:
    if not name.startswith(run.name):
        return theorem_kind(name)
    return f"run-{_NUMBERS.sub('', name.rpartition('.')[2]).replace('_', '-')}"


def _distance(beside: Beside) -> RunDistance:
    stated = beside.stated
    return RunDistance(
        network=beside.network,
        logit_error=beside.difference,
        divergence=max(bound.fraction for bound in stated.divergences),
        agreeing=beside.same,
        perplexity_ratio=stated.ratio.fraction,
        inverse_perplexity_ratio=stated.inverse.fraction,
    )
