"""The error of calibration; it belongs to the tree in `quantcert.errors`."""

from __future__ import annotations

from quantcert.errors import QuantCertError


class CalibrationError(QuantCertError):
    """A calibration text, a tokenizer or a region file is missing, malformed or does not fit."""
