"""Experts of a mixture compared with each other, by what the headers say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from quantcert.inspection.model import InspectedTensor
from quantcert.pairing.mixtures import EXPERT


def expert_problems(tensors: Iterable[InspectedTensor]) -> Iterator[str]:
    """Experts that are missing in a row of numbers, and those that are stored otherwise."""
    groups: dict[tuple[str, str], dict[int, InspectedTensor]] = defaultdict(dict)
    for tensor in tensors:
        match = EXPERT.match(tensor.name)
        if match is not None:
            groups[match["before"], match["after"]][int(match["number"])] = tensor
    for (before, after), experts in groups.items():
        count = max(experts) + 1
        missing = next((number for number in range(count) if number not in experts), None)
        if missing is not None:
            yield f"{before}.{missing}{after} is missing among {count} experts"
        first = experts[min(experts)]
        for number, other in sorted(experts.items()):
            if _stored_as(other) != _stored_as(first):
                yield (
                    f"{before}.{number}{after} is stored as {other.kind} {list(other.shape)}, "
                    f"{first.name} as {first.kind} {list(first.shape)}"
                )
                break


def _stored_as(tensor: InspectedTensor) -> tuple[object, ...]:
    return tensor.kind, tensor.shape, tensor.group_size
