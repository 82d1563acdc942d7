"""Whether the parts of an original's tensors are all there, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from quantcert.containers import Container
from quantcert.errors import CheckpointError
from quantcert.pairing.parts import TensorPart, part_shape


def check_coverage(base: Container, parts: Iterable[TensorPart]) -> None:
    """Refuse parts that leave out something of a tensor that they touch, or take it twice.

    Raises:
        CheckpointError: naming the tensor and the first entry or row that is missing or doubled.
    """
    by_tensor: dict[str, list[TensorPart]] = defaultdict(list)
    for part in parts:
        by_tensor[part.tensor].append(part)
    for tensor, found in by_tensor.items():
        _check_entries(base, tensor, found)


def _check_entries(base: Container, tensor: str, parts: list[TensorPart]) -> None:
    info = base.info(tensor)
    by_entry: dict[tuple[int, ...], list[TensorPart]] = defaultdict(list)
    for part in parts:
        by_entry[part.leading].append(part)
    depth = max(map(len, by_entry))
    for index in np.ndindex(info.shape[:depth]):
        if index not in by_entry:
            raise CheckpointError(
                f"{info.file}: tensor {tensor}: no quantized matrix stands for entry {list(index)}"
            )
        _check_rows(base, by_entry.pop(index))
    for index in by_entry:
        raise CheckpointError(
            f"{info.file}: tensor {tensor}: entry {list(index)} overlaps with parts of it"
        )


def _check_rows(base: Container, parts: list[TensorPart]) -> None:
    """The rows of one entry."""
    whole = part_shape(base, TensorPart(parts[0].tensor, None, *_orientation(parts[0])))
    place, info = 0, base.info(parts[0].tensor)
    for part in sorted(parts, key=lambda part: part.rows or (0, whole[0])):
        start, stop = part.rows or (0, whole[0])
        if start != place or _orientation(part) != _orientation(parts[0]):
            kind = "twice" if start < place else "by no quantized matrix"
            raise CheckpointError(
                f"{info.file}: tensor {part}: row {min(start, place)} is taken {kind}"
            )
        place = stop
    if place != whole[0]:
        raise CheckpointError(
            f"{info.file}: tensor {parts[0].tensor}: row {place} is taken by no quantized matrix"
        )


def _orientation(part: TensorPart) -> tuple[bool, tuple[int, ...]]:
    return part.transposed, part.leading
