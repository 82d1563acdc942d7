"""The certificate: one JSON document that every other output is rendered from."""

from quantcert.certificate.conclusion import Conclusion, conclude
from quantcert.certificate.exported import ExportedTensor, ExportEvidence
from quantcert.certificate.findings import Finding
from quantcert.certificate.justifications import Justification
from quantcert.certificate.measured import MeasuredFigure, TextQuality
from quantcert.certificate.model import (
    Certificate,
    Evidence,
    FileDigest,
    HostRecord,
    KernelRecord,
    LayerCertificate,
    LineShare,
    RunMeasurement,
    StorageScheme,
    ToolIdentity,
    UseBound,
)
from quantcert.certificate.network import (
    ALL_INPUTS,
    AfterNormEvidence,
    BlockEvidence,
    Discharge,
    HypothesisEvidence,
    MatrixEvidence,
    NetworkEvidence,
    NormCertificate,
    NormEvidence,
    ObservedLogits,
    RegionSource,
    ScopeEvidence,
    bound_verdict,
)
from quantcert.certificate.prompts import PositionEvidence, PromptEvidence, PromptsEvidence
from quantcert.certificate.rotation import RotationEvidence
from quantcert.certificate.rules import Rule
from quantcert.certificate.runs import RunDistance, RunEvidence, RunsEvidence
from quantcert.certificate.theorem import TheoremEvidence, Verdict

__all__ = [
    "ALL_INPUTS",
    "AfterNormEvidence",
    "BlockEvidence",
    "Certificate",
    "Conclusion",
    "Discharge",
    "Evidence",
    "ExportEvidence",
    "ExportedTensor",
    "FileDigest",
    "Finding",
    "HostRecord",
    "HypothesisEvidence",
    "Justification",
    "KernelRecord",
    "LayerCertificate",
    "LineShare",
    "MatrixEvidence",
    "MeasuredFigure",
    "NetworkEvidence",
    "NormCertificate",
    "NormEvidence",
    "ObservedLogits",
    "PositionEvidence",
    "PromptEvidence",
    "PromptsEvidence",
    "RegionSource",
    "RotationEvidence",
    "Rule",
    "RunDistance",
    "RunEvidence",
    "RunMeasurement",
    "RunsEvidence",
    "ScopeEvidence",
    "StorageScheme",
    "TextQuality",
    "TheoremEvidence",
    "ToolIdentity",
    "UseBound",
    "Verdict",
    "bound_verdict",
    "conclude",
]
