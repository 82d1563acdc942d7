"""The certificate: one JSON document that every other output is rendered from."""

from quantcert.certificate.model import (
    Certificate,
    Evidence,
    FileDigest,
    LayerCertificate,
    Measurement,
    TheoremEvidence,
    ToolIdentity,
    Verdict,
    Witness,
)

__all__ = [
    "Certificate",
    "Evidence",
    "FileDigest",
    "LayerCertificate",
    "Measurement",
    "TheoremEvidence",
    "ToolIdentity",
    "Verdict",
    "Witness",
]
