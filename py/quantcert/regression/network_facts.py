"""The facts of a certificate about the whole network."""

from __future__ import annotations

from quantcert.certificate import (
    AfterNormEvidence,
    BlockEvidence,
    Certificate,
    HypothesisEvidence,
    NetworkEvidence,
    ScopeEvidence,
)
from quantcert.regression.claims import claims, digest, known
from quantcert.regression.forms import Forms
from quantcert.regression.measures import Fact, Facts


def network_facts(
    certificate: Certificate, network: NetworkEvidence, forms: Forms
) -> dict[str, dict[str, Facts]]:
    """The sections of a network."""
    files = {f.file: f.sha256 for f in (*certificate.files, *certificate.base_files)}
    subject = digest([[layer.tensor_sha256 for layer in certificate.layers], files])
    return {
        "hypotheses": {
            f"{h.id} ({h.scope})" if h.scope else h.id: _hypothesis(h) for h in network.hypotheses
        },
        "scopes": {scope.scope: _scope(scope, subject, forms) for scope in network.scopes},
        "blocks": {
            f"{block.name} ({scope.scope})": _block(block, forms)
            for scope in network.scopes
            for block in scope.blocks
        },
        "after_norms": {
            f"{layer.tensor} after {layer.norm}": _after_norm(layer, forms)
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
    return known({**facts, **claims(subject, theorems, forms)})


def _block(block: BlockEvidence, forms: Forms) -> Facts:
    return known(
        {
            "verdict_alone": block.verdict_alone and block.verdict_alone.value,
            "verdict_accumulated": block.verdict_accumulated.value,
            "alone": block.alone,
            "accumulated": block.accumulated,
            "theorems": forms.names(block.theorems),
        }
    )


def _after_norm(layer: AfterNormEvidence, forms: Forms) -> Facts:
    return {
        "verdict": layer.verdict.value,
        "bound": layer.bound,
        "theorems": forms.names([layer.theorem]),
    }


def _hypothesis(hypothesis: HypothesisEvidence) -> Facts:
    return {
        "statement": digest(hypothesis.statement),
        "discharged": hypothesis.discharged.value,
    }
