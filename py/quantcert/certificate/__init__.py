"""The certificate: one JSON document that every other output is rendered from."""

from quantcert.certificate.findings import Finding
from quantcert.certificate.model import (
    Certificate,
    Evidence,
    FileDigest,
    LayerCertificate,
    Measurement,
    ToolIdentity,
)
from quantcert.certificate.network import (
    AfterNormEvidence,
    BlockEvidence,
    Discharge,
    HypothesisEvidence,
    MatrixEvidence,
    MatrixNorms,
    NetworkEvidence,
    NormCertificate,
    RegionSource,
    Scope,
    ScopeEvidence,
    bound_verdict,
)
from quantcert.certificate.rules import Rule
from quantcert.certificate.theorem import TheoremEvidence, Verdict

__all__ = [
    "AfterNormEvidence",
    "BlockEvidence",
    "Certificate",
    "Discharge",
    "Evidence",
    "FileDigest",
    "Finding",
    "HypothesisEvidence",
    "LayerCertificate",
    "MatrixEvidence",
    "MatrixNorms",
    "Measurement",
    "NetworkEvidence",
    "NormCertificate",
    "RegionSource",
    "Rule",
    "Scope",
    "ScopeEvidence",
    "TheoremEvidence",
    "ToolIdentity",
    "Verdict",
    "bound_verdict",
]
