"""What a run concludes, in words that cannot be misread: what was accepted, by whose tolerance.

Plain `ACCEPTED` is said only where an original was given and everything that a user's own
requirement file asks for was met.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from quantcert.certificate.network import NetworkEvidence, ScopeEvidence
from quantcert.certificate.prompts import PromptsEvidence
from quantcert.certificate.rotation import RotationEvidence
from quantcert.certificate.runs import RunsEvidence
from quantcert.certificate.theorem import Verdict
from quantcert.numbers import lower, upper

if TYPE_CHECKING:
    from quantcert.certificate.model import Certificate, LayerCertificate

DEFAULT = "default"
NO_ORIGINAL = "no original was given"


class LayersStanding(StrEnum):
    """What is concluded of the layers."""

    ACCEPTED = "accepted"
    JUSTIFIED = "accepted with justifications"
    STRUCTURE = "structure only"
    REJECTED = "rejected"
    NONE = "no layers"


class NetworkStanding(StrEnum):
    """What is concluded of the network in one scope."""

    MET = "requirement met"
    PROVED = "bound proved"
    VACUOUS = "bound vacuous"
    MISSED = "requirement missed"
    OBSERVED_ABOVE = "an observed error above its bound"
    REFUSED = "not proved"


class PromptsStanding(StrEnum):
    """What is concluded of the prompts."""

    NONE = "none given"
    ACCEPTED = "accepted"
    FAILED = "requirement missed"
    UNPROVED = "not proved"


_WORDS = {
    NetworkStanding.MET: "NETWORK BOUND MEETS THE REQUIREMENT",
    NetworkStanding.PROVED: "NETWORK BOUND PROVED",
    NetworkStanding.VACUOUS: "NETWORK BOUND VACUOUS",
    NetworkStanding.MISSED: "NETWORK BOUND MISSES THE REQUIREMENT",
    NetworkStanding.OBSERVED_ABOVE: "NETWORK BOUND BELOW AN OBSERVED ERROR",
    NetworkStanding.REFUSED: "NETWORK NOT PROVED",
}


_BORNE = (LayersStanding.ACCEPTED, LayersStanding.JUSTIFIED)
"""Where no layer rejects."""


@dataclass(frozen=True)
class Conclusion:
    """The last line of a run.

    `network` is by scope; empty if no theorem speaks of the network. `tolerance` names the
    requirement file that the layers are measured by; "default" is the tool's own, and "" means
    that none was used.
    """

    words: str
    accepted: bool
    layers: LayersStanding
    network: dict[str, NetworkStanding]
    tolerance: str
    prompts: PromptsStanding = PromptsStanding.NONE


def conclude(certificate: Certificate) -> Conclusion:
    """What may be said of the certificate."""
    network = certificate.network
    scopes = () if network is None else network.scopes
    standings = {scope.scope: network_standing(scope) for scope in scopes}
    layers = _layers_standing(certificate)
    said = [[_layers_words(certificate, layers)], list(_network_words(network, standings))]
    if layers in _BORNE and not certificate.accepted:
        said.reverse()  # what rejects comes first
    prompts = prompts_standing(certificate.prompts)
    told = list(_prompts_words(certificate.prompts, prompts))
    rejects = prompts in (PromptsStanding.FAILED, PromptsStanding.UNPROVED)
    said.insert(0 if rejects else len(said), told)
    refused = certificate.runs is not None and not certificate.runs.accepted
    said.insert(0 if refused else len(said), list(_runs_words(certificate.runs)))
    words = [finding.message for finding in certificate.findings[:1]]
    said.append(list(_rotation_words(certificate.rotation)))
    words += [part for parts in said for part in parts]
    return Conclusion(
        words=("" if certificate.accepted else "REJECTED: ") + " · ".join(words),
        accepted=certificate.accepted,
        layers=layers,
        network=standings,
        tolerance=_tolerance(certificate),
        prompts=prompts,
    )


def prompts_standing(prompts: PromptsEvidence | None) -> PromptsStanding:
    """What is concluded of the prompts."""
    if prompts is None:
        return PromptsStanding.NONE
    if prompts.accepted:
        return PromptsStanding.ACCEPTED
    failed = any(prompt.verdict is Verdict.FAILED for prompt in prompts.prompts)
    return PromptsStanding.FAILED if failed else PromptsStanding.UNPROVED


def network_standing(scope: ScopeEvidence) -> NetworkStanding:
    """What is concluded of the network in a scope."""
    if scope.accepted:
        if scope.requirement is not None:
            return NetworkStanding.MET
        vacuous = scope.verdict is Verdict.PROVED_VACUOUS
        return NetworkStanding.VACUOUS if vacuous else NetworkStanding.PROVED
    if any(block.observed_above for block in scope.blocks):
        return NetworkStanding.OBSERVED_ABOVE
    if scope.verdict.by_kernel and not scope.meets_requirement and scope.requirement is not None:
        return NetworkStanding.MISSED
    return NetworkStanding.REFUSED


def worst_first(certificate: Certificate) -> list[LayerCertificate]:
    """The layers that are not accepted, the largest margin first, those without one before."""
    rejected = [layer for layer in certificate.layers if not layer.verdict.accepted]
    known = [layer for layer in rejected if layer.margin is not None]
    unknown = [layer for layer in rejected if layer.margin is None]
    return unknown + sorted(known, key=lambda layer: layer.margin or 0, reverse=True)


def _layers_standing(certificate: Certificate) -> LayersStanding:
    if not certificate.layers:
        return LayersStanding.NONE
    if not all(map(certificate.bears, certificate.layers)):
        return LayersStanding.REJECTED
    if not all(layer.verdict.accepted for layer in certificate.layers):
        return LayersStanding.JUSTIFIED
    return LayersStanding.ACCEPTED if _compared(certificate) else LayersStanding.STRUCTURE


def _compared(certificate: Certificate) -> bool:
    """Whether there was an original to compare with."""
    return certificate.level != "structure"


def _tolerance(certificate: Certificate) -> str:
    if not _compared(certificate):
        return ""
    return DEFAULT if certificate.requirements_default else certificate.requirements_source


def _layers_words(certificate: Certificate, standing: LayersStanding) -> str:
    if standing is LayersStanding.NONE:
        return "NO QUANTIZED LAYER"
    if standing is LayersStanding.STRUCTURE:
        return f"STRUCTURE ONLY: {NO_ORIGINAL}"
    told = f"({_by_what(certificate)})"
    if standing is LayersStanding.REJECTED:
        rejected = sum(not certificate.bears(layer) for layer in certificate.layers)
        return f"{rejected} of {len(certificate.layers)} LAYERS {told}"
    if standing is LayersStanding.JUSTIFIED:
        return _justified_words(certificate)
    if certificate.requirements_default or not certificate.accepted:
        return f"LAYERS ACCEPTED {told}"
    asked = [f"all that {certificate.requirements_source} asks for", *_measured(certificate)]
    return f"ACCEPTED ({', '.join(asked)})"


def _justified_words(certificate: Certificate) -> str:
    """How many justifications are needed, and for how many layers."""
    missed = [layer for layer in certificate.layers if not layer.verdict.accepted]
    needed = {each for layer in missed for each in certificate.justified(layer)}
    kind = "JUSTIFICATION" if len(needed) == 1 else "JUSTIFICATIONS"
    verb = "misses" if len(missed) == 1 else "miss"
    told = [
        f"{len(missed)} of {len(certificate.layers)} layers {verb} what "
        f"{certificate.requirements_source} asks for",
        *_measured(certificate),
    ]
    start = "" if certificate.accepted else "LAYERS "
    return f"{start}ACCEPTED WITH {len(needed)} {kind} ({', '.join(told)})"


def _by_what(certificate: Certificate) -> str:
    """Whose tolerance the layers were measured by, and what it is if it is the tool's."""
    tolerance = _tolerance(certificate)
    if not tolerance:
        return NO_ORIGINAL
    parts = [f"tolerance: {tolerance}"]
    shares = {layer.required_share for layer in certificate.layers} - {None}
    if tolerance == DEFAULT and len(shares) == 1:
        by_rows = "of a zero row's error, row by row"
        what = by_rows if certificate.judges_shares else "of a zero layer's error"
        parts += [f"{_share(share)} {what}" for share in shares if share]
    return ", ".join([*parts, *_measured(certificate)])


def _measured(certificate: Certificate) -> Iterator[str]:
    """What the kernel has not seen, where the theorems rest on measured sums."""
    if certificate.level == "rows":
        what = "row sums and shares" if certificate.judges_shares else "row sums"
        yield f"{what} measured by Python, not proved"


def _share(share: Fraction) -> str:
    named = {Fraction(1, 2): "half", Fraction(3, 4): "three quarters"}
    return named.get(share) or upper(share)


def _network_words(
    network: NetworkEvidence | None, standings: dict[str, NetworkStanding]
) -> Iterator[str]:
    """A part for each standing; it names its scopes where there is more than one in all."""
    if network is None:
        return
    if not standings:
        yield "NO THEOREM ABOUT THE NETWORK"
        return
    if not network.after_norms_accepted:
        yield "LAYERS AFTER A NORM NOT PROVED"
    for standing in dict.fromkeys(standings.values()):
        scopes = [scope for scope, found in standings.items() if found is standing]
        yield _WORDS[standing] + (f" ({', '.join(scopes)})" if len(standings) > 1 else "")


def _rotation_words(rotation: RotationEvidence | None) -> Iterator[str]:
    """What is proved of the base; what is refused is among the certificate's findings."""
    if rotation is not None and rotation.accepted:
        yield "THE BASE COMPUTES WHAT ITS ORIGINAL DOES"


def _prompts_words(prompts: PromptsEvidence | None, standing: PromptsStanding) -> Iterator[str]:
    if prompts is None:
        return
    if prompts.finding is not None:
        yield f"PROMPTS NOT PROVED ({prompts.finding.message})"
        return
    count, agreeing = len(prompts.prompts), prompts.agreeing
    same = f"the same next token proved after {agreeing} of {prompts.positions} tokens"
    if prompts.encodes:
        same = _embeddings(prompts)
    if standing is PromptsStanding.ACCEPTED:
        yield f"{_prompts(count)} ACCEPTED ({same})"
        return
    refused = [prompt for prompt in prompts.prompts if not prompt.verdict.accepted]
    worst = [prompt for prompt in refused if prompt.verdict is Verdict.FAILED] or refused
    word = "MISSES THE REQUIREMENT" if standing is PromptsStanding.FAILED else "NOT PROVED"
    if not worst:  # no prompt is to blame: the certificate has been made by hand
        yield f"{_prompts(count)} {word} ({same})"
        return
    first = worst[0].findings[0].message if worst[0].findings else same
    yield f"{len(worst)} of {_prompts(count)} {word} (line {worst[0].line}: {first})"


def _runs_words(runs: RunsEvidence | None) -> Iterator[str]:
    """What is proved of the integer program."""
    if runs is None:
        return
    if runs.finding is not None:
        yield f"INTEGER PROGRAM NOT RUN ({runs.finding.message})"
        return
    refused = [run for run in runs.runs if not run.verdict.accepted]
    told = f"{len(runs.runs)} INTEGER RUN{'S' if len(runs.runs) != 1 else ''}"
    if not refused:
        yield f"{told} PROVED (all logits, bit for bit)"
        return
    failed = [run for run in refused if run.verdict is Verdict.FAILED]
    worst, word = (failed, "NOT AS EXPECTED") if failed else (refused, "NOT PROVED")
    first = worst[0]
    why = first.findings[0].message if first.findings else first.verdict
    yield f"{len(worst)} of {told} {word} (line {first.line}: {why})"


def _embeddings(prompts: PromptsEvidence) -> str:
    """What is proved of the outputs of encoders."""
    least = prompts.least_cosine
    if least is None:
        return "no cosine of embeddings proved"
    known = sum(prompt.cosine is not None for prompt in prompts.prompts)
    told = f"the cosine of both embeddings proved to be at least {lower(least, 4)}"
    return told if known == len(prompts.prompts) else f"{told} for {known}"


def _prompts(count: int) -> str:
    return f"{count} PROMPT{'S' if count != 1 else ''}"
