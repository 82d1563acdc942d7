"""The facts of a certificate that a baseline holds: digests, numbers and words, no statements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from fractions import Fraction

from quantcert.certificate import (
    Certificate,
    LayerCertificate,
    PromptEvidence,
    PromptsEvidence,
    TheoremEvidence,
    UseBound,
)
from quantcert.certificate.encode import canonical
from quantcert.certificate.network import MatrixEvidence, NetworkEvidence, ScopeEvidence
from quantcert.regression.forms import Forms, claims_digest
from quantcert.regression.measures import Fact, Facts

Sections = Mapping[str, Mapping[str, Facts]]
"""Facts by the name of the section and of the thing that they are about."""

_NORMS = ("max_abs", "row_sum", "row_norm", "head_norm", "op_norm")


def facts_of(certificate: Certificate) -> Sections:
    """All facts of a certificate. What is not known is left out."""
    forms, network = Forms(), certificate.network
    layers = _layers(certificate, forms)
    found = {"checkpoint": {"all": _checkpoint(certificate)}, "layers": layers}
    if network is not None:
        found |= _network(certificate, network, forms)
    if certificate.prompts is not None:
        found["prompts"] = _prompts(certificate.prompts)
    return {"checkpoint": found.pop("checkpoint"), "theorems": forms.facts, **found}


def _checkpoint(certificate: Certificate) -> Facts:
    accumulator = certificate.accumulator
    left_out = sum(certificate.excluded_weights.values())
    return {
        "accepted": "yes" if certificate.accepted else "no",
        "level": certificate.level,
        "lean": certificate.tool.lean_trust,
        "accumulator_bits": Fraction(accumulator.width_bits),
        "activation_min": Fraction(accumulator.activation_min),
        "activation_max": Fraction(accumulator.activation_max),
        "weights_proved": Fraction(certificate.weights_proved),
        "weights_left_out": Fraction(left_out),
    }


def _layers(certificate: Certificate, forms: Forms) -> dict[str, Facts]:
    matrices = () if certificate.network is None else certificate.network.matrices
    norms = {matrix.tensor: matrix for matrix in matrices}
    return {
        layer.tensor: _layer(certificate, layer, norms.get(layer.tensor), forms)
        for layer in certificate.layers
    }


def _layer(
    certificate: Certificate, layer: LayerCertificate, matrix: MatrixEvidence | None, forms: Forms
) -> Facts:
    asked = [str(certificate.accumulator), str(layer.rule)]
    facts: dict[str, Fact | None] = {
        "verdict": layer.verdict.value,
        "evidence": layer.evidence.value,
        "input_abs_max": layer.input_abs_max,
        "weight_error": layer.max_abs_error,
    }
    for use in layer.uses:
        facts |= _use(use)
    if matrix is not None:
        facts |= {f"norm of the error, {name}": getattr(matrix.error, name) for name in _NORMS}
    subject = _digest([layer.tensor_sha256, asked])
    return _known({**facts, **_claims(subject, layer.theorems, forms)})


def _use(use: UseBound) -> dict[str, Fact | None]:
    share = None if use.share is None else use.share.allowed_share
    return {
        f"bound of {use.use}": use.bound,
        f"allowed of {use.use}": use.requirement,
        f"allowed_share of {use.use}": share,
    }


def _network(
    certificate: Certificate, network: NetworkEvidence, forms: Forms
) -> dict[str, dict[str, Facts]]:
    files = {f.file: f.sha256 for f in (*certificate.files, *certificate.base_files)}
    subject = _digest([[layer.tensor_sha256 for layer in certificate.layers], files])
    return {
        "hypotheses": {
            f"{h.id} ({h.scope})" if h.scope else h.id: {
                "statement": _digest(h.statement),
                "discharged": h.discharged.value,
            }
            for h in network.hypotheses
        },
        "scopes": {scope.scope: _scope(scope, subject, forms) for scope in network.scopes},
        "blocks": {
            f"{block.name} ({scope.scope})": _known(
                {
                    "verdict_alone": block.verdict_alone and block.verdict_alone.value,
                    "verdict_accumulated": block.verdict_accumulated.value,
                    "alone": block.alone,
                    "accumulated": block.accumulated,
                    "theorems": forms.names(block.theorems),
                }
            )
            for scope in network.scopes
            for block in scope.blocks
        },
        "after_norms": {
            f"{layer.tensor} after {layer.norm}": _known(
                {
                    "verdict": layer.verdict.value,
                    "bound": layer.bound,
                    "theorems": forms.names([layer.theorem]),
                }
            )
            for layer in network.after_norms
        },
    }


def _scope(scope: ScopeEvidence, subject: str, forms: Forms) -> Facts:
    theorems = [*scope.theorems, *(t for block in scope.blocks for t in block.theorems)]
    facts: dict[str, Fact | None] = {
        "verdict": scope.verdict.value,
        "bound": scope.bound,
        "probability_ratio": scope.probability_ratio,
        "allowed": scope.requirement,
    }
    return _known({**facts, **_claims(subject, theorems, forms)})


def _prompts(prompts: PromptsEvidence) -> dict[str, Facts]:
    """By text, or by tokens where there is none. Their theorems say what the numbers do."""
    need = prompts.requirement
    allowed: dict[str, Fact | None] = {
        "allowed of logits": need.max_logit_error,
        "allowed of divergence": need.max_kl,
        "allowed of perplexity": need.max_perplexity_ratio,
        "asked_share": need.min_agreeing_share,
    }
    return {
        prompt.text or str(list(prompt.tokens)): _known({**allowed, **_prompt(prompt)})
        for prompt in prompts.prompts
    }


def _prompt(prompt: PromptEvidence) -> dict[str, Fact | None]:
    return {
        "verdict": prompt.verdict.value,
        "agreeing": Fraction(prompt.agreeing),
        "bound of logits": prompt.logit_error,
        "bound of divergence": max((p.divergence for p in prompt.positions), default=None),
        "bound of perplexity": prompt.perplexity_ratio,
    }


def _claims(subject: str, theorems: Iterable[TheoremEvidence], forms: Forms) -> dict[str, Fact]:
    """What is stated; `subject` is a digest of what it is stated of."""
    theorems = tuple(theorems)
    return {
        "theorems": forms.names(theorems),
        "subject": subject,
        "claims": claims_digest(theorems),
    }


def _known(facts: Mapping[str, Fact | None]) -> Facts:
    return {key: fact for key, fact in facts.items() if fact is not None}


def _digest(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
