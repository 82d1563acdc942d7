"""The exception tree and the exit codes.

A verdict (proved, failed, ...) is data and never an exception; an exception means that the work
could not be done. Every message names what was wrong, where, and what would be accepted.

    QuantCertError
    ├── CheckpointError      a checkpoint file is missing, malformed or inconsistent
    │   └── StoredValueError     a stored number is not finite or outside its range
    ├── QuantizeError        a tensor cannot be quantized in the requested format
    ├── RequirementError     a requirements file is malformed, or asks what cannot be had
    ├── CalibrationError     a calibration text, a tokenizer or a region file does not fit
    ├── CertificateError     a certificate file is malformed or has been edited
    ├── BaselineError        a baseline file is missing or malformed
    ├── SignatureError       a key or a signed statement cannot be used
    ├── ExportError          a model cannot be written in the requested form
    ├── ClusterError         a cluster cannot be reached, or has left
    ├── OutputError          an output cannot be written
    ├── EngineError          the Fortran engine could not be compiled or run
    └── LeanError            Lean could not be run
        ├── LeanNotFoundError    no usable Lean toolchain
        └── OleanError           a compiled module is malformed or not what it should be
"""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """Exit codes of every command of the package; the last two are a shell's for the signals."""

    ACCEPTED = 0
    REJECTED = 1
    COULD_NOT_RUN = 2
    INTERRUPTED = 130
    TERMINATED = 143


class QuantCertError(Exception):
    """Base of all errors of the package; the commands end with `ExitCode.COULD_NOT_RUN`."""


class CheckpointError(QuantCertError):
    """A checkpoint file is missing, malformed or inconsistent."""


class StoredValueError(CheckpointError):
    """A stored number is not finite or outside its range.

    `what` says so without the file; `row` and `column` are of the matrix that the tensor belongs
    to, None where no single one is meant. In a checkpoint under test it is a failed check.
    """

    def __init__(
        self, file: Path, tensor: str, what: str, row: int | None = None, column: int | None = None
    ) -> None:
        """What is wrong, and where."""
        super().__init__(f"{file}: tensor {tensor}: {what}")
        self.file = file
        self.tensor = tensor
        self.what = what
        self.row = row
        self.column = column


class QuantizeError(QuantCertError):
    """A tensor cannot be quantized in the requested format."""


class RequirementError(QuantCertError):
    """A requirements file is malformed, or asks for what cannot be had."""


class CalibrationError(QuantCertError):
    """A calibration text, a tokenizer or a region file is missing, malformed or does not fit."""


class CertificateError(QuantCertError):
    """A certificate file is malformed or has been edited."""


class BaselineError(QuantCertError):
    """A baseline file is missing or malformed."""


class SignatureError(QuantCertError):
    """A key or a signed statement cannot be used."""


class ExportError(QuantCertError):
    """A model cannot be written in the requested form."""


class ClusterError(QuantCertError):
    """A cluster cannot be reached, has left, or has no worker that can be believed."""


class OutputError(QuantCertError):
    """An output cannot be written."""


class EngineError(QuantCertError):
    """The Fortran engine could not be compiled or run."""


class LeanError(QuantCertError):
    """Lean could not be run."""


class LeanNotFoundError(LeanError):
    """No usable Lean toolchain was found."""


class OleanError(LeanError):
    """A compiled Lean module is malformed, or is not exactly what it should be."""
