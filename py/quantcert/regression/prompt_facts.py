"""The facts of a certificate about prompts and about runs of the integer program."""

from __future__ import annotations

from fractions import Fraction

from quantcert.certificate import (
    Certificate,
    PromptEvidence,
    PromptsEvidence,
    RunEvidence,
    RunsEvidence,
    Verdict,
)
from quantcert.regression.claims import claims, digest, known
from quantcert.regression.forms import Forms
from quantcert.regression.measures import Fact, Facts


def prompt_facts(
    certificate: Certificate, prompts: PromptsEvidence, forms: Forms
) -> dict[str, dict[str, Facts]]:
    """The sections of prompts: what is asked of all, and each by its text."""
    asked = prompts.requirement
    files = {f.file: f.sha256 for f in (*certificate.files, *certificate.base_files)}
    return {
        "all prompts": {
            "required": known(
                {
                    "agreeing_share": asked.min_agreeing_share,
                    "allowed of logits": asked.max_logit_error,
                    "allowed of divergences": asked.max_kl,
                    "allowed of perplexities": asked.max_perplexity_ratio,
                    "allowed of vectors": asked.max_output_error,
                    "allowed of angles": None if asked.min_cosine is None else 1 - asked.min_cosine,
                }
            )
        },
        "prompts": {
            _name(prompt): _prompt(prompt, digest(files), forms) for prompt in prompts.prompts
        },
    }


def run_facts(certificate: Certificate, runs: RunsEvidence, forms: Forms) -> dict[str, Facts]:
    """Each run of the integer program by its text."""
    files = digest({f.file: f.sha256 for f in (*certificate.files, *certificate.base_files)})
    return {
        _name(run): _run(run, digest([files, *run.tokens, runs.activation_bits]), forms)
        for run in runs.runs
    }


def _run(run: RunEvidence, subject: str, forms: Forms) -> Facts:
    bounds = {f"bound of logits, {x.network}": x.logit_error for x in run.distances}
    tokens = digest([*run.tokens, run.expected])
    facts: dict[str, Fact | None] = {"tokens": tokens, "verdict": run.verdict.value, **bounds}
    return known({**facts, **claims(subject, run.theorems, forms)})


def _name(prompt: PromptEvidence | RunEvidence) -> str:
    """The text, or the tokens where there is none, and what is to follow."""
    text = prompt.text or str(list(prompt.tokens))
    return text if prompt.expected is None else f"{text} -> {prompt.expected}"


def _prompt(prompt: PromptEvidence, files: str, forms: Forms) -> Facts:
    divergences = [p.divergence for p in prompt.positions if p.divergence is not None]
    facts: dict[str, Fact | None] = {
        "tokens": digest([*prompt.tokens, prompt.expected]),
        "verdict": prompt.verdict.value,
        "agreeing": Fraction(
            sum(position.verdict is Verdict.PROVED for position in prompt.positions)
        ),
        "bound of logits": prompt.logit_error,
        "bound of divergences": max(divergences, default=None),
        "bound of perplexities": prompt.perplexity_ratio,
        "bound of inverse perplexities": prompt.inverse_perplexity_ratio,
        "bound of vectors": prompt.output_error,
        "bound of angles": None if prompt.cosine is None else 1 - prompt.cosine,
    }
    subject = digest([files, *prompt.tokens, prompt.bits])
    return known({**facts, **claims(subject, prompt.theorems, forms)})
