"""QuantCert: theorems about quantized language-model checkpoints, checked by the Lean 4 kernel."""

__version__ = "0.1.0"
