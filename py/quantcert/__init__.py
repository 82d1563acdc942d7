"""QuantCert: theorems about quantized language-model checkpoints, checked by the Lean 4 kernel.

    import quantcert

    quantcert.quantize("minilm", "minilm-small")
    certificate = quantcert.verify("minilm-small", base="minilm")

Names are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantcert.api import quantize, verify
    from quantcert.certificate import Certificate, Verdict
    from quantcert.containers import open_checkpoint
    from quantcert.errors import (
        BaselineError,
        CalibrationError,
        CertificateError,
        CheckpointError,
        ClusterError,
        EngineError,
        ExportError,
        LeanError,
        LeanNotFoundError,
        OleanError,
        OutputError,
        QuantCertError,
        QuantizeError,
        RequirementError,
        SignatureError,
        StoredValueError,
    )
    from quantcert.formats import open_quantized
    from quantcert.models.assumption import Assumption, TextHypothesis

__version__ = "0.1.0"

__all__ = [
    "Assumption",
    "BaselineError",
    "CalibrationError",
    "Certificate",
    "CertificateError",
    "CheckpointError",
    "ClusterError",
    "EngineError",
    "ExportError",
    "LeanError",
    "LeanNotFoundError",
    "OleanError",
    "OutputError",
    "QuantCertError",
    "QuantizeError",
    "RequirementError",
    "SignatureError",
    "StoredValueError",
    "TextHypothesis",
    "Verdict",
    "__version__",
    "open_checkpoint",
    "open_quantized",
    "quantize",
    "verify",
]

_HOMES = {
    "api": ("quantize", "verify"),
    "certificate": ("Certificate", "Verdict"),
    "containers": ("open_checkpoint",),
    "formats": ("open_quantized",),
    "models.assumption": ("Assumption", "TextHypothesis"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'quantcert' has no attribute {name!r}")
    return getattr(import_module(f"quantcert.{_HOME.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    return __all__
