"""Whether golden logits are those that a certificate speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quantcert.certificate import PromptEvidence, RunEvidence
from quantcert.certificate.decode import open_certificate
from quantcert.errors import CertificateError
from quantcert.run.engine.reading import golden_file_sha256


@dataclass(frozen=True)
class CertifiedPrompt:
    """The prompt or the run that golden logits are of, and the digest of its certificate."""

    prompt: PromptEvidence | RunEvidence
    digest: str


def certified_prompt(golden: Path, certificate: Path) -> CertifiedPrompt:
    """The prompt of a certificate whose logits, tolerances and tokens are those in `golden`.

    Raises:
        CheckpointError: if `golden` does not hold the logits of both networks.
        CertificateError: if the certificate cannot be read, has been edited, or has no such prompt.
    """
    found = golden_file_sha256(golden)
    opened, document = open_certificate(certificate)
    prompts: list[PromptEvidence | RunEvidence] = []
    for evidence in (opened.prompts, opened.runs):
        prompts += [] if evidence is None else evidence.each
    for prompt in prompts:
        if prompt.golden_sha256 == found:
            return CertifiedPrompt(prompt, document["digest"])
    raise CertificateError(
        f"{golden}: holds the logits of none of the {len(prompts)} prompts of "
        f"{certificate}: they are of another run, or have been edited"
    )
