"""A certificate checked again: the same run on the files that it names by digest, and what differs.

Everything that a run is asked follows from the certificate, but for the places of the files: they
are the auditor's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from quantcert.certificate import (
    ALL_INPUTS,
    Certificate,
    NormCertificate,
    PromptsEvidence,
    RunsEvidence,
)
from quantcert.certificate.compare import differences
from quantcert.containers.expected import other_files
from quantcert.containers.hashing import hash_file
from quantcert.errors import CertificateError
from quantcert.outputs import write_text
from quantcert.requirements import load_requirements
from quantcert.run.options import Level, VerifyOptions

_NO_CLAIM = re.compile(
    r"/(model|tool/\w+|requirements_source|conclusion/(tolerance|words)|(prompts|runs)/file"
    r"|network/(observed_in/file|scopes/[^/]+/region/file)): "
)
"""Differences that are none of a claim: names of folders and files, and of the tool itself."""
_ANY_NUMBER = 1 << 62


@dataclass(frozen=True)
class Places:
    """Where the files are that a certificate names; those it does not need are None."""

    checkpoint: Path
    base: Path | None = None
    region: Path | None = None
    prompts: Path | None = None
    rotated_from: Path | None = None
    exported_from: Path | None = None
    integer_prompts: Path | None = None


def other_inputs(certificate: Certificate, places: Places) -> Iterator[str]:
    """In what the files at hand are not those of the certificate, a line each.

    Raises CertificateError for files that it needs and that are not given, or the other way round,
    CheckpointError for those that cannot be read.
    """
    _check_given(certificate, places)
    yield from other_files({f.file: f.sha256 for f in certificate.files}, places.checkpoint)
    if places.base is not None:
        yield from other_files({f.file: f.sha256 for f in certificate.base_files}, places.base)
    if places.rotated_from is not None and certificate.rotation is not None:
        yield from other_files(certificate.rotation.files, places.rotated_from)
    if places.exported_from is not None and certificate.export is not None:
        yield from other_files(certificate.export.files, places.exported_from)
    asked = (
        (places.region, _region(certificate)),
        (places.prompts, _asked(certificate.prompts)),
        (places.integer_prompts, _asked(certificate.runs)),
    )
    for path, digest in asked:
        if path is not None and (found := hash_file(path)) != digest:
            yield f"{path}: has SHA-256 {found}, expected: {digest}"
    if certificate.requirements_default and (
        (found := load_requirements(None).sha256) != certificate.requirements_sha256
    ):
        yield f"the default requirements of this version have SHA-256 {found}, expected: " + (
            certificate.requirements_sha256
        )


def _check_given(certificate: Certificate, places: Places) -> None:
    needed = {
        "--base": (bool(certificate.base_files), places.base),
        "--region": (_region(certificate) is not None, places.region),
        "--prompts": (certificate.prompts is not None, places.prompts),
        "--integer-prompts": (certificate.runs is not None, places.integer_prompts),
        "--rotated-from": (certificate.rotation is not None, places.rotated_from),
        "--exported-from": (certificate.export is not None, places.exported_from),
    }
    for option, (wanted, given) in needed.items():
        if wanted != (given is not None):
            told = "is needed for" if wanted else "was not used for"
            raise CertificateError(f"{option}: {told} this certificate")
    network = certificate.network
    for scope in () if network is None else network.scopes:
        if scope.scope != ALL_INPUTS and scope.region is None:
            raise CertificateError(
                f"{scope.scope}: is assumed by the Python interface alone: run quantcert.verify"
            )


def _region(certificate: Certificate) -> str | None:
    """The digest of the region file that was used."""
    network = certificate.network
    if network is None:
        return None
    regions = [network.observed_in, *(scope.region for scope in network.scopes)]
    return next((region.sha256 for region in regions if region is not None), None)


def _asked(evidence: PromptsEvidence | RunsEvidence | None) -> str | None:
    """The digest of the file of prompts that was used."""
    return None if evidence is None else evidence.sha256


def options_again(
    certificate: Certificate, places: Places, folder: Path, **how: Any
) -> VerifyOptions:
    """What to run; the certificate's own requirements are written to `folder`.

    `how` are options that change no claim: `jobs`, `lean`, `reuse`, `progress` and the like.
    """
    requirements = None
    if not certificate.requirements_default:
        requirements = folder / Path(certificate.requirements_source).name
        write_text(requirements, certificate.requirements_text)
    structure = certificate.level == Level.STRUCTURE
    return VerifyOptions(
        checkpoint=places.checkpoint,
        base=places.base,
        requirements=requirements,
        wanted_level=Level.WEIGHTS if structure else Level(certificate.level),
        norms=certificate.network is None and _kinds(certificate, "norms"),
        gram=_uses_grams(certificate),
        region=places.region,
        network=certificate.network is not None,
        prompts=places.prompts,
        rotated_from=places.rotated_from,
        exported_from=places.exported_from,
        integer_prompts=places.integer_prompts,
        activation_bits=16 if certificate.runs is None else certificate.runs.activation_bits,
        most_weights=_ANY_NUMBER,
        prompt_bits=_bits(certificate),
        today=date.fromisoformat(certificate.measurement.date[:10]),
        **how,
    )


def _kinds(certificate: Certificate, word: str) -> bool:
    """Whether a theorem about a layer is of a kind with this word."""
    kinds = {theorem.kind for layer in certificate.layers for theorem in layer.theorems}
    return any(word in kind for kind in kinds)


def _uses_grams(certificate: Certificate) -> bool:
    matrices = () if certificate.network is None else certificate.network.matrices
    ways = {norms.op_norm_by for each in matrices for norms in (each.original, each.error)}
    return NormCertificate.GRAM in ways or _kinds(certificate, "gram")


def _bits(certificate: Certificate) -> int | None:
    """The bits of all prompts; None where they are not the same, as where they were found."""
    prompts = () if certificate.prompts is None else certificate.prompts.prompts
    bits = {prompt.bits for prompt in prompts}
    return bits.pop() if len(bits) == 1 else None


@dataclass(frozen=True)
class Again:
    """What a check has found: claims that differ, and differences of names and versions."""

    claims: Sequence[str]
    notes: Sequence[str]

    @property
    def reproduced(self) -> bool:
        """Whether every claim is."""
        return not self.claims


def compared(found: Mapping[str, Any], expected: Mapping[str, Any]) -> Again:
    """The documents of the run and of the certificate beside each other."""
    lines = differences(dict(found), dict(expected))
    notes = [line for line in lines if _NO_CLAIM.match(line)]
    return Again([line for line in lines if line not in notes], notes)
