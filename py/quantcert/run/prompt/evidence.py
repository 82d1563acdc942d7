"""The result of a prompt as evidence for a certificate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from quantcert.certificate import PositionEvidence, PromptEvidence, TheoremEvidence, Verdict
from quantcert.lean import CheckJob
from quantcert.requirements import PromptRequirement
from quantcert.run.engine.golden import golden_sha256
from quantcert.run.layer_judge import theorem_evidence
from quantcert.run.ledger import listing_sha256
from quantcert.run.prompt.asked import AskedPrompt
from quantcert.run.prompt.golden import golden_arrays
from quantcert.run.prompt.judge import Named, refusals
from quantcert.run.prompt.result import Position, PositionVerdict, PromptResult, told_differences
from quantcert.statements.render import GeneratedModule, Theorem

_VERDICT = {
    PositionVerdict.SAME: Verdict.PROVED,
    PositionVerdict.OTHER: Verdict.FAILED,
    PositionVerdict.UNDECIDED: Verdict.UNPROVED,
    PositionVerdict.BOUNDED: Verdict.PROVED,
}
_NUMBER = re.compile(r"_\d+$")


def prompt_evidence(
    asked: AskedPrompt, result: PromptResult, requirement: PromptRequirement, named: Named
) -> PromptEvidence:
    """The evidence for a prompt, and its verdict under a requirement."""
    refused = refusals(result, requirement, asked.expected, named)
    proved = result.proved
    logit_error, output_error = told_differences(proved)
    return PromptEvidence(
        line=asked.line,
        text=asked.text,
        tokens=asked.tokens,
        expected=asked.expected,
        bits=result.bits,
        verdict=refused[0].verdict if refused else Verdict.PROVED,
        positions=() if proved is None else tuple(map(_position, proved.positions)),
        logit_error=logit_error,
        perplexity_ratio=None if proved is None else proved.ratio,
        inverse_perplexity_ratio=None if proved is None else proved.inverse,
        theorems=tuple(_theorems(result)),
        literal_sha256={d.name: listing_sha256(d) for job in result.jobs for d in job.data},
        golden_sha256=None
        if proved is None
        else golden_sha256(golden_arrays(Path("golden logits"), result)),
        findings=tuple(refusal.finding for refusal in refused),
        output_error=output_error,
        cosine=None if proved is None else proved.cosine,
    )


def generated_module(job: CheckJob) -> GeneratedModule:
    """A module of a prompt as those of layers are."""
    theorems = (
        Theorem(name, theorem_kind(name), "", statement.strip(), "")
        for name, statement in job.theorems.items()
    )
    return GeneratedModule(job.name, job.source, "", job.imports, tuple(theorems))


def theorem_kind(name: str) -> str:
    """What a theorem of a prompt is about: its name without the module and the position."""
    short = _NUMBER.sub("", name.rpartition(".")[2])
    return f"prompt-{short.replace('_', '-')}"


def _theorems(result: PromptResult) -> Iterator[TheoremEvidence]:
    for job, checked in zip(result.jobs, result.modules, strict=True):
        yield from theorem_evidence(generated_module(job), checked)


def _position(position: Position) -> PositionEvidence:
    logit_error, output_error = told_differences(position)
    return PositionEvidence(
        position=position.position,
        token=position.token,
        original=position.original,
        quantized=position.quantized,
        original_lead=position.original_lead,
        quantized_lead=position.quantized_lead,
        logit_error=logit_error,
        divergence=position.divergence,
        verdict=_VERDICT[position.verdict],
        output_error=output_error,
    )
