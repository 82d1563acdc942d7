"""Who made a certificate, from what, on what: everything needed to run it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from quantcert.certificate import Certificate
from quantcert.report.layers import requirement_label
from quantcert.report.model import CellKind, Column, Command, Line, Row, Run, Section, Table

_COLUMNS = (Column("what", CellKind.NAME), Column("SHA-256, commit", CellKind.CODE))
_AGAIN = (
    "An independent party with the same files runs this, adds --reproduce certificate.json and "
    "--no-reuse, and must reach the same verdict and the same digest:"
)
_TRUSTED = (
    "The Lean kernel, and its shared library as built: it accepts proofs only. Every proof can be "
    "checked again by a stock Lean of the same version.",
    "The definitions in Spec/ of the library, from the ordered field to the network: that they say "
    "what is meant. Everything else in the library is proved in it, from three axioms at most: "
    "propext, Quot.sound, Classical.choice.",
    "The readers of file formats: tested Python, from bytes to integers. What they read is bound "
    "to the files by SHA-256, and what the kernel computes with is read back and compared.",
    "The graph of operations of a network: built by tested Python from config.json.",
    "Not trusted: what states, finds and writes proofs, bounds and generated modules. The kernel "
    "and the audit check what it gives, with the statements made apart from it.",
)


def identity_section(certificate: Certificate, digest: str) -> Section:
    """Digests of the certificate, the tool, the toolchain and all inputs."""
    tool = certificate.tool
    rows = [
        *_chief(certificate, digest),
        (f"Lean {tool.lean_version} ({tool.lean_kind}), commit", tool.lean_commit),
        *((f"checkpoint {file.file}", file.sha256) for file in certificate.files),
        *((f"original {file.file}", file.sha256) for file in certificate.base_files),
    ]
    table = Table("file", _COLUMNS, tuple(map(Row, rows)))
    return Section("Identity", (table,), detail=True, anchor="identity")


def run_of(certificate: Certificate, digest: str) -> Run:
    """What differs between runs of the same inputs, and the digests by which runs are compared."""
    measured, tool = certificate.measurement, certificate.tool
    reused = f"the results of {measured.reused_modules:,} were"
    if measured.reused_modules == 1:
        reused = "the result of 1 was"
    sentences = (
        f"Ended {measured.date} on {measured.host}; took {measured.seconds:.1f} s.",
        f"Made by quantcert {tool.version} with Lean {tool.lean_version} ({tool.lean_kind}, "
        f"{tool.lean_trust}).",
        f"Of {measured.modules:,} modules checked, {reused} kept from an earlier run and audited "
        "again against the inputs of this one."
        if measured.reused_modules
        else f"All {measured.modules:,} modules were checked in this run; nothing was reused.",
    )
    return Run(measured.date, sentences, tuple(_chief(certificate, digest)))


def _chief(certificate: Certificate, digest: str) -> Iterator[tuple[str, str]]:
    """The digests of the certificate, the requirements and the tool."""
    tool = certificate.tool
    lean = f"Lean {tool.lean_version} ({tool.lean_kind}), {tool.lean_trust}, shared library"
    yield "certificate", digest
    yield requirement_label(certificate), certificate.requirements_sha256
    yield f"quantcert {tool.version}, library", tool.library_sha256
    yield lean, tool.lean_sha256


def again_section(certificate: Certificate) -> Section:
    """The command to run again, quoted so that a shell takes it as it is."""
    command = Command(shlex.join(certificate.command))
    return Section("Run again", (Line(_AGAIN), command), detail=True, anchor="again")


def trust_section() -> Section:
    """What must be believed."""
    return Section("Trusted base", tuple(map(Line, _TRUSTED)), detail=True, anchor="trust")
