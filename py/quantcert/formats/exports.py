"""Forms in which other tools read the same quantized model, and what a form has to say.

A form of a folder replaces each matrix of a linear layer by tensors of its own; a form of a file
stores all tensors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

from numpy.typing import NDArray

from quantcert.containers.safetensors.writer import PlannedTensor
from quantcert.formats.registry import QuantizedCheckpoint, register_packages
from quantcert.formats.uniform import UniformMatrix, UniformPlan

DECODED_DTYPES = ("F16", "BF16", "F32")
"""Dtypes of weights that are not stored as codes."""

Decode = Callable[[str, int, int], NDArray[Any]]
"""The exact weights of some rows of a matrix, `[rows, columns]` float64, by its name."""


class FolderForm(Protocol):
    """Codes of linear layers in safetensors, and a `quantization_config`."""

    @property
    def name(self) -> str:
        """What a user calls it."""

    @property
    def summary(self) -> str:
        """One clause for the help text."""

    def settle(self, plans: Mapping[str, UniformPlan], rounded: bool) -> dict[str, UniformPlan]:
        """The plans with what the form asks of all of them.

        Args:
            plans: of each matrix by itself.
            rounded: whether scales may be rounded.

        Raises:
            ExportError: naming a matrix that it cannot store.
        """

    def planned(self, name: str, plan: UniformPlan) -> tuple[PlannedTensor, ...]:
        """The tensors that replace the matrix of this name."""

    def arrays(self, matrix: UniformMatrix, plan: UniformPlan) -> Sequence[NDArray[Any]]:
        """What they hold, in the order of `planned`."""

    def settings(self, plans: Mapping[str, UniformPlan], plain: Sequence[str]) -> dict[str, Any]:
        """The `quantization_config`; `plain` are names of matrices that are left as they are."""


@dataclass(frozen=True)
class FileExport:
    """What a form of a file writes.

    Attributes:
        source: the quantized checkpoint.
        decode: its exact weights.
        dtype: of matrices that no type of the form holds exactly; None to hold them exactly.
        tokenizer: the object of tokenizer.json; None if there is none.
        progress: called with the weights that a step has done.
    """

    source: QuantizedCheckpoint
    decode: Decode
    dtype: str | None
    tokenizer: Mapping[str, Any] | None
    progress: Callable[[int], None]


@runtime_checkable
class FileForm(Protocol):
    """One file with all tensors."""

    @property
    def name(self) -> str:
        """What a user calls it."""

    @property
    def summary(self) -> str:
        """One clause for the help text."""

    def write(self, target: Path, export: FileExport) -> Sequence[str]:
        """Write the file; returns what users should know.

        Raises:
            ExportError: for a model that it cannot hold.
        """


Form = FolderForm | FileForm

_forms: dict[str, Form] = {}


def register_form(form: Form) -> None:
    """Let models be exported in a form.

    Raises:
        ValueError: if there is one of this name.
    """
    if form.name in _forms:
        raise ValueError(f"form {form.name!r} is already known")
    _forms[form.name] = form


def forms() -> Mapping[str, Form]:
    """The forms by name."""
    register_packages()
    return MappingProxyType(_forms)
