"""All that was found, with what it is of and whether it rejects the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from quantcert.certificate import (
    BlockEvidence,
    Certificate,
    Finding,
    LayerCertificate,
    NetworkEvidence,
    PromptsEvidence,
    Rule,
    RunsEvidence,
    ScopeEvidence,
    TheoremEvidence,
    Verdict,
)
from quantcert.certificate.justifications import Justification
from quantcert.numbers import lower, upper


@dataclass(frozen=True)
class Found:
    """A finding, what it is of, and whether it rejects the run."""

    finding: Finding
    place: str
    kind: str
    rejects: bool = True
    justified: tuple[Justification, ...] = ()


def all_findings(certificate: Certificate) -> Iterator[Found]:
    """All findings, those of the checkpoint as a whole first."""
    for finding in certificate.findings:
        yield Found(finding, finding.tensor or certificate.model, "checkpoint")
    for layer in certificate.layers:
        yield from _of_layer(layer, certificate.justified(layer))
    if certificate.network is not None:
        yield from _of_network(certificate.network)
    if certificate.prompts is not None:
        yield from _of_prompts(certificate.prompts, "prompt")
    if certificate.runs is not None:
        yield from _of_prompts(certificate.runs, "integer run")


def _of_layer(layer: LayerCertificate, justified: tuple[Justification, ...]) -> Iterator[Found]:
    for finding in layer.findings:
        speaking = tuple(each for each in justified if each.covers(layer.tensor, finding))
        yield Found(finding, layer.tensor, "tensor", True, speaking)
    yield from _of_theorems(layer.tensor, layer.theorems)


def _of_network(network: NetworkEvidence) -> Iterator[Found]:
    if network.finding is not None:
        yield Found(network.finding, "network", "network", False)
    for scope in network.scopes:
        yield from _of_scope(scope)
    for layer in network.after_norms:
        if layer.verdict is Verdict.PROVED_VACUOUS:
            place = f"{layer.tensor} after {layer.norm}"
            finding = _vacuous("bound", layer.bound, layer.trivial, layer.tensor)
            yield Found(finding, place, "tensor", False)
        yield from _of_theorems(f"{layer.tensor} after {layer.norm}", [layer.theorem])


def _of_scope(scope: ScopeEvidence) -> Iterator[Found]:
    if scope.finding is not None:
        yield Found(scope.finding, scope.scope, "scope", not scope.accepted)
    yield from _of_theorems(scope.scope, scope.theorems)
    for block in scope.blocks:
        place = f"{scope.scope}/{block.name}"
        if block.finding is not None:
            rejects = block.observed_above or not all(v.by_kernel for v in block.verdicts)
            yield Found(block.finding, place, "block", rejects)
        yield from _of_bounds(block, place)
        yield from _of_theorems(place, block.theorems)


def _of_prompts(evidence: PromptsEvidence | RunsEvidence, word: str) -> Iterator[Found]:
    if evidence.finding is not None:
        yield Found(evidence.finding, f"{word}s", "prompt")
    for prompt in evidence.each:
        place = f"{word} in line {prompt.line}"
        for finding in prompt.findings:
            yield Found(finding, place, "prompt")
        yield from _of_theorems(place, prompt.theorems)


def _of_bounds(block: BlockEvidence, place: str) -> Iterator[Found]:
    """The bounds of a block that say nothing."""
    bounds = (
        ("bound alone", block.alone, block.verdict_alone),
        ("accumulated bound", block.accumulated, block.verdict_accumulated),
    )
    for told, bound, verdict in bounds:
        if bound is not None and verdict is Verdict.PROVED_VACUOUS:
            yield Found(_vacuous(told, bound, block.trivial), f"{place}/{told}", "block", False)


def _vacuous(told: str, bound: Fraction, trivial: Fraction, tensor: str | None = None) -> Finding:
    message = f"the {told} {upper(bound)} is not below {lower(trivial)}, what zeros would err by"
    return Finding(Rule.NETWORK_VACUOUS, message, tensor)


def _of_theorems(place: str, theorems: Iterable[TheoremEvidence]) -> Iterator[Found]:
    for each in theorems:
        if each.finding is not None:
            yield Found(each.finding, f"{place}/{each.name}", "theorem")
