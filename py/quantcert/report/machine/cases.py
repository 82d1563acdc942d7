"""A certificate as test cases: one for each layer, block, scope, prompt and theorem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

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

CHECKPOINT = "checkpoint"
_BOUND = "bound"
_REQUIREMENT = "requirement"


class Outcome(StrEnum):
    """What became of a case. A warned one is no pass and rejects nothing."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    UNPROVED = "unproved"

    @property
    def rejects(self) -> bool:
        """Whether the run is rejected for it."""
        return self in (Outcome.FAILED, Outcome.UNPROVED)


@dataclass(frozen=True)
class Case:
    """A case: `group` is what it is about, `name` what is said of that, unique within the group.

    `kind` is the rule of the finding behind the outcome, or the verdict.
    """

    group: str
    name: str
    outcome: Outcome
    kind: str
    message: str = ""
    seconds: float = 0.0


def cases(certificate: Certificate) -> tuple[Case, ...]:
    """All cases of a certificate."""
    return tuple(each_case(certificate))


def each_case(certificate: Certificate) -> Iterator[Case]:
    """The cases one by one: there are a dozen for each layer."""
    network = certificate.network
    yield from _checkpoint(certificate)
    for layer in certificate.layers:
        yield from _layer(certificate, layer)
    if network is not None:
        yield from _network(network)
    if certificate.prompts is not None:
        yield from _prompts(certificate.prompts, "prompt")
    if certificate.runs is not None:
        yield from _prompts(certificate.runs, "integer run")
    if certificate.rotation is not None:
        yield from _theorems("rotated original", certificate.rotation.theorems)


def overall(certificate: Certificate, found: Iterable[Case]) -> Outcome:
    """The outcome of all of them: failed if the certificate rejects, warned if a case is."""
    if not certificate.accepted:
        return Outcome.FAILED
    warned = any(case.outcome is Outcome.WARNED for case in found)
    return Outcome.WARNED if warned else Outcome.PASSED


def _checkpoint(certificate: Certificate) -> Iterator[Case]:
    """What was found of the checkpoint as a whole."""
    if not certificate.findings:
        yield Case(CHECKPOINT, "as a whole", Outcome.PASSED, Verdict.PROVED.value)
    for number, finding in enumerate(certificate.findings):
        name = f"{finding.tensor or 'as a whole'} ({number})"
        yield Case(CHECKPOINT, name, Outcome.FAILED, finding.rule.value, finding.message)


def _layer(certificate: Certificate, layer: LayerCertificate) -> Iterator[Case]:
    seconds = certificate.measurement.layer_seconds.get(layer.tensor, 0.0)
    justified = certificate.justified(layer)
    if justified:
        told = "; ".join(
            f"justified by {each.author} until {each.expires}: {each.rationale}"
            for each in justified
        )
        message = f"{told} ({'; '.join(finding.message for finding in layer.findings)})"
        kind = justified[0].check.value
        yield Case(layer.tensor, _BOUND, Outcome.WARNED, kind, message, seconds)
    else:
        yield _case(layer.tensor, _BOUND, layer.verdict, layer.finding, True, seconds)
    yield from _theorems(layer.tensor, layer.theorems)


def _network(network: NetworkEvidence) -> Iterator[Case]:
    if network.finding is not None:
        kind, told = network.finding.rule.value, network.finding.message
        yield Case("network", _BOUND, Outcome.WARNED, kind, told)
    for scope in network.scopes:
        yield _scope(scope)
        yield from _theorems(_group(scope), scope.theorems)
        for block in scope.blocks:
            group = f"{_group(scope)}: {block.name}"
            yield from _block(group, block)
            yield from _theorems(group, block.theorems)
    for layer in network.after_norms:
        group = f"network: {layer.tensor} after {layer.norm}"
        yield _case(group, _BOUND, layer.verdict, None, False)
        yield from _theorems(group, [layer.theorem])


def _prompts(evidence: PromptsEvidence | RunsEvidence, word: str) -> Iterator[Case]:
    if evidence.finding is not None:
        yield _case(f"{word}s", _REQUIREMENT, Verdict.UNPROVED, evidence.finding, True)
    for prompt in evidence.each:
        group = f"{word} in line {prompt.line}"
        first = prompt.findings[0] if prompt.findings else None
        yield _case(group, _REQUIREMENT, prompt.verdict, first, True)
        yield from _theorems(group, prompt.theorems)


def _group(scope: ScopeEvidence) -> str:
    return f"network, {scope.scope}"


def _scope(scope: ScopeEvidence) -> Case:
    if scope.accepted or not scope.verdict.by_kernel:
        return _case(_group(scope), _BOUND, scope.verdict, scope.finding, not scope.accepted)
    kind = scope.verdict.value if scope.finding is None else scope.finding.rule.value
    return Case(_group(scope), _BOUND, Outcome.FAILED, kind, scope.reason)


def _block(group: str, block: BlockEvidence) -> Iterator[Case]:
    """Both bounds of a block."""
    if block.observed_above:
        kind = Rule.OBSERVED_ABOVE.value
        yield Case(group, "observed", Outcome.FAILED, kind, block.reason)
    if block.verdict_alone is not None:
        yield _case(group, "bound alone", block.verdict_alone, block.finding, False)
    yield _case(group, "bound accumulated", block.verdict_accumulated, block.finding, False)


def _theorems(group: str, theorems: Iterable[TheoremEvidence]) -> Iterator[Case]:
    for theorem in theorems:
        yield _case(group, theorem.name, theorem.verdict, theorem.finding, True)


def _case(
    group: str,
    name: str,
    verdict: Verdict,
    finding: Finding | None,
    needed: bool,
    seconds: float = 0.0,
) -> Case:
    """A case of a verdict; where it is not `needed`, a vacuous bound rejects nothing."""
    outcome = {
        Verdict.PROVED: Outcome.PASSED,
        Verdict.PROVED_VACUOUS: Outcome.FAILED if needed else Outcome.WARNED,
        Verdict.MEASURED: Outcome.WARNED,
        Verdict.UNPROVED: Outcome.UNPROVED,
        Verdict.FAILED: Outcome.FAILED,
    }[verdict]
    if outcome is Outcome.PASSED or finding is None:
        told = "" if outcome is Outcome.PASSED else verdict.value
        return Case(group, name, outcome, verdict.value, told, seconds)
    return Case(group, name, outcome, finding.rule.value, finding.message, seconds)
