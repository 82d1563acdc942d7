"""What an inspection finds, as data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class InspectedTensor:
    """A tensor of a model.

    Attributes:
        name: of the original, as far as it is known.
        shape: extent of each axis.
        kind: the format of its codes, or its dtype.
        bits: bits stored for a weight, all tensors that hold it counted.
        group_size: columns that share a scale; None if it is not quantized.
        layout: how its parts are stored, name and description; empty if it is not quantized.
        stored: names of the tensors in the file that hold it.
        problems: what looks wrong, a sentence each.
    """

    name: str
    shape: tuple[int, ...]
    kind: str
    bits: Fraction
    group_size: int | None
    layout: dict[str, str]
    stored: tuple[str, ...]
    problems: tuple[str, ...] = ()

    @property
    def weights(self) -> int:
        """Number of its elements."""
        return math.prod(self.shape)

    @property
    def quantized(self) -> bool:
        """Whether it is stored as codes."""
        return self.group_size is not None


@dataclass(frozen=True)
class Inspection:
    """What is in a checkpoint.

    Attributes:
        path: the file or folder.
        tensors: quantized matrices first, then the tensors that are stored as they are.
        problems: what looks wrong with the whole, a sentence each.
        values: whether the numbers were read, not only what the headers say of them.
    """

    path: Path
    tensors: tuple[InspectedTensor, ...]
    problems: tuple[str, ...]
    values: bool

    @property
    def all_problems(self) -> Iterator[str]:
        """Every problem, of a tensor with its name."""
        yield from self.problems
        for tensor in self.tensors:
            yield from (f"{tensor.name}: {problem}" for problem in tensor.problems)

    @property
    def weights(self) -> int:
        """Number of all elements."""
        return sum(tensor.weights for tensor in self.tensors)

    @property
    def bits(self) -> Fraction:
        """Bits of all tensors."""
        return sum((tensor.bits * tensor.weights for tensor in self.tensors), Fraction(0))


def to_document(inspection: Inspection) -> dict[str, Any]:
    """The inspection as a JSON document; bits are fractions, as texts."""
    return {
        "path": str(inspection.path),
        "values_read": inspection.values,
        "weights": inspection.weights,
        "bits": str(inspection.bits),
        "problems": list(inspection.problems),
        "tensors": [
            {
                "name": tensor.name,
                "shape": list(tensor.shape),
                "kind": tensor.kind,
                "quantized": tensor.quantized,
                "bits_per_weight": str(tensor.bits),
                "group_size": tensor.group_size,
                "layout": tensor.layout,
                "stored": list(tensor.stored),
                "problems": list(tensor.problems),
            }
            for tensor in inspection.tensors
        ],
    }
