"""The facts of a certificate that a baseline holds: digests, numbers and words, no statements."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from quantcert.certificate import Certificate, LayerCertificate, MatrixEvidence, UseBound
from quantcert.regression.claims import Sections, claims, digest, known
from quantcert.regression.forms import Forms
from quantcert.regression.measures import Fact, Facts
from quantcert.regression.network_facts import network_facts
from quantcert.regression.prompt_facts import prompt_facts, run_facts

_NORMS = ("max_abs", "row_sum", "row_norm", "head_norm", "op_norm")


def facts_of(certificate: Certificate) -> Sections:
    """All facts of a certificate. What is not known is left out."""
    forms = Forms()
    found: dict[str, Mapping[str, Facts]] = {
        "checkpoint": {"all": _checkpoint(certificate)},
        "theorems": forms.facts,
        "layers": _layers(certificate, forms),
        "justifications": {
            f"{each.check} for {each.layer}": {"expires": each.expires}
            for each in certificate.justifications
        },
    }
    if certificate.network is not None:
        found |= network_facts(certificate, certificate.network, forms)
    if certificate.prompts is not None:
        found |= prompt_facts(certificate, certificate.prompts, forms)
    if certificate.runs is not None:
        found["integer runs"] = run_facts(certificate, certificate.runs, forms)
    return found


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
        "stored": layer.scheme.label,
        "evidence": layer.evidence.value,
        "input_abs_max": layer.input_abs_max,
        "weight_error": layer.max_abs_error,
    }
    for use in layer.uses:
        facts |= _use(use)
    if matrix is not None:
        facts |= {f"norm of the error, {name}": getattr(matrix.error, name) for name in _NORMS}
    subject = digest([layer.tensor_sha256, asked])
    return known({**facts, **claims(subject, layer.theorems, forms)})


def _use(use: UseBound) -> dict[str, Fact | None]:
    share = None if use.share is None else use.share.allowed_share
    return {
        f"bound of {use.use}": use.bound,
        f"allowed of {use.use}": use.requirement,
        f"allowed_share of {use.use}": share,
    }
