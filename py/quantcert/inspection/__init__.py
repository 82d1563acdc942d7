"""What is in a checkpoint, quantized or not, and what looks wrong in it; without an original."""

from __future__ import annotations

from quantcert.inspection.model import InspectedTensor, Inspection, to_document
from quantcert.inspection.run import inspect_checkpoint

__all__ = ["InspectedTensor", "Inspection", "inspect_checkpoint", "to_document"]
