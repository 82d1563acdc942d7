"""Whether the parts of an original's tensors are all there, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from quantcert.containers import Container
from quantcert.pairing.parts import TensorPart, part_shape


def uncovered(base: Container, parts: Iterable[TensorPart]) -> Iterator[tuple[str, str]]:
    """For each tensor that parts touch, the first entry or row that is left out or taken twice.

    Yields the tensor's name and what is wrong.
    """
    by_tensor: dict[str, list[TensorPart]] = defaultdict(list)
    for part in parts:
        by_tensor[part.tensor].append(part)
    for tensor, found in by_tensor.items():
        problem = _entries_problem(base, tensor, found)
        if problem:
            yield tensor, problem


def _entries_problem(base: Container, tensor: str, parts: list[TensorPart]) -> str:
    by_entry: dict[tuple[int, ...], list[TensorPart]] = defaultdict(list)
    for part in parts:
        by_entry[part.leading].append(part)
    depth = max(map(len, by_entry))
    for index in np.ndindex(base.info(tensor).shape[:depth]):
        if index not in by_entry:
            return f"no tensor of the checkpoint stands for entry {list(index)}"
        problem = _rows_problem(base, by_entry.pop(index))
        if problem:
            return problem
    return next((f"entry {list(index)} overlaps with parts of it" for index in by_entry), "")


def _rows_problem(base: Container, parts: list[TensorPart]) -> str:
    """What is wrong with the rows of one entry."""
    whole = part_shape(base, TensorPart(parts[0].tensor, None, *_orientation(parts[0])))
    place = 0
    for part in sorted(parts, key=lambda part: part.rows or (0, whole[0])):
        start, stop = part.rows or (0, whole[0])
        if start != place or _orientation(part) != _orientation(parts[0]):
            kind = "twice" if start < place else "by no tensor of the checkpoint"
            return f"row {min(start, place)} is taken {kind} ({part})"
        place = stop
    return "" if place == whole[0] else f"row {place} is taken by no tensor of the checkpoint"


def _orientation(part: TensorPart) -> tuple[bool, tuple[int, ...]]:
    return part.transposed, part.leading
