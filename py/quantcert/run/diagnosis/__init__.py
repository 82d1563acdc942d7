"""Why a layer does not fit its original: the known misreading under which it would."""

from __future__ import annotations

from quantcert.run.diagnosis.layers import with_diagnoses

__all__ = ["with_diagnoses"]
