"""What the comparison of a checkpoint with its original finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class FaultKind(Enum):
    """What is wrong with a tensor of the checkpoint."""

    DIFFERS = "differs from the original's"
    MISSING = "of the original, not in the checkpoint"
    SURPLUS = "of the checkpoint, not in the original"
    STORED_VALUE = "holds what is no number"


@dataclass(frozen=True)
class TensorFault:
    """A failed check of a tensor; `row` and `column` of the first wrong number of a matrix."""

    kind: FaultKind
    tensor: str
    what: str
    row: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """For messages."""
        return f"tensor {self.tensor}: {self.what}"


@dataclass(frozen=True)
class TensorComparison:
    """`failed` are faults of the checkpoint, `listed` differences on which no output depends."""

    failed: tuple[TensorFault, ...]
    listed: tuple[str, ...]

    def fault(self, tensor: str) -> TensorFault | None:
        """The first fault of a tensor, if it has one."""
        return next((fault for fault in self.failed if fault.tensor == tensor), None)
