"""The report of a certificate."""

from __future__ import annotations

from collections.abc import Iterator

from quantcert.certificate import Certificate, Verdict, conclude
from quantcert.certificate.claims import modelled, not_shown
from quantcert.numbers import upper
from quantcert.report.assumptions import assumptions_section
from quantcert.report.exported import export_sections
from quantcert.report.identity import again_section, identity_section, run_of, trust_section
from quantcert.report.layer_theorems import layer_theorem_sections
from quantcert.report.layers import (
    layers_section,
    refused_section,
    requirement_label,
    worst_section,
)
from quantcert.report.model import (
    CellKind,
    Column,
    Line,
    Listing,
    Report,
    Row,
    Section,
    Table,
)
from quantcert.report.network import network_sections, theorem_sections
from quantcert.report.prompts import prompt_theorem_sections, prompts_sections
from quantcert.report.quality import quality_lines, quality_sections
from quantcert.report.rotation import rotation_sections, rotation_theorem_sections
from quantcert.report.runs import run_theorem_sections, runs_sections
from quantcert.report.standards import standards_sections

_MEASURED_DIGITS = 6
_CONFIGS = "Where the two config.json differ in what is not known to change an output"
_TENSORS = "Where tensors differ in what changes no output"


def build_report(certificate: Certificate, digest: str) -> Report:
    """All there is to show of the certificate; `digest` is its document's."""
    return Report(
        title=certificate.model,
        digest=digest,
        conclusion=conclude(certificate),
        summary=tuple(_summary(certificate)),
        run=run_of(certificate, digest),
        refused=refused_section(certificate),
        beside=_listing("What is not shown", not_shown(certificate), "not-shown"),
        worst=worst_section(certificate),
        sections=tuple(_sections(certificate, digest)),
    )


def _summary(certificate: Certificate) -> Iterator[Line]:
    accepted = sum(layer.verdict.accepted for layer in certificate.layers)
    yield Line(
        f"{accepted} of {len(certificate.layers)} layers accepted, "
        f"{certificate.weights_proved:,} of {certificate.weights_total:,} weights in accepted "
        "layers"
    )
    yield Line(
        f"stored as {'; '.join(certificate.schemes)}; "
        f"level: {certificate.level}; scope: {certificate.scope}; {requirement_label(certificate)}"
    )
    yield from _predictions(certificate)
    yield from quality_lines(certificate.measurement.quality)
    yield Line(f"took {certificate.measurement.seconds:.1f} s", transient=True)
    yield from _kernels(certificate)


def _kernels(certificate: Certificate) -> Iterator[Line]:
    """Whose kernels accepted how many modules, where it was not this machine's alone."""
    kernels = certificate.measurement.kernels
    if kernels is None:
        return
    hosts = ", ".join(f"{host.host} {host.modules:,} modules" for host in kernels.hosts)
    again = f"{kernels.replayed_modules:,} replayed here as well"
    yield Line(f"accepted by the kernels of: {hosts}; {again}", transient=True)


def _predictions(certificate: Certificate) -> Iterator[Line]:
    """What was measured of the predictions, beside what is proved."""
    network = certificate.network
    if network is None or network.observed_logits is None or network.observed_in is None:
        return
    seen = network.observed_logits

    def shown(name: str) -> str:
        return upper(getattr(seen, name), _MEASURED_DIGITS)

    yield Line(
        f"MEASURED in float64 on {network.observed_in.measured_on}, not proved: perplexity "
        f"{shown('quantized_perplexity')}, of the original {shown('original_perplexity')}; the "
        f"probability of a token changed at most {shown('probability_ratio')}-fold, a logit by at "
        f"most {shown('difference')}",
        Verdict.MEASURED,
    )


def _sections(certificate: Certificate, digest: str) -> Iterator[Section]:
    yield layers_section(certificate)
    yield from network_sections(certificate.network)
    yield from prompts_sections(certificate.prompts)
    yield from runs_sections(certificate.runs)
    yield from quality_sections(certificate.measurement.quality)
    yield from rotation_sections(certificate.rotation)
    yield from export_sections(certificate.export)
    yield assumptions_section(certificate)
    if certificate.excluded:
        yield _excluded(certificate)
    if certificate.config_differences:
        yield _listing(_CONFIGS, list(certificate.config_differences), "configs")
    if certificate.tensor_differences:
        yield _listing(_TENSORS, list(certificate.tensor_differences), "tensors")
    yield _listing("What is modelled", modelled(certificate), "modelled")
    yield trust_section()
    yield identity_section(certificate, digest)
    yield again_section(certificate)
    yield from standards_sections(certificate)
    yield Section("Annex: theorems", (), detail=True, anchor="theorems")
    yield from layer_theorem_sections(certificate)
    yield from theorem_sections(certificate.network)
    yield from prompt_theorem_sections(certificate.prompts)
    yield from run_theorem_sections(certificate.runs)
    yield from rotation_theorem_sections(certificate.rotation)


def _listing(title: str, texts: list[str], anchor: str) -> Section:
    listing = Listing(tuple(map(Line, texts)), len(texts))
    return Section(title, (listing,), detail=True, anchor=anchor)


def _excluded(certificate: Certificate) -> Section:
    columns = (Column("tensor", CellKind.NAME), Column("why", CellKind.TEXT))
    rows = tuple(map(Row, certificate.excluded.items()))
    return Section(
        "Tensors not covered", (Table("tensor", columns, rows),), detail=True, anchor="excluded"
    )
