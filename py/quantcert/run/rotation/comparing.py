"""The first number of a base that is not what its original, rotated, has there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from quantcert.certificate import Finding, Rule
from quantcert.convert.rotation import TensorRotation, rotated
from quantcert.errors import ExportError
from quantcert.pairing.values import first_difference
from quantcert.run.rotation.opening import OpenedRotation


def rotation_fault(opened: OpenedRotation) -> Finding | None:
    """What is found first, None if every number is what it must be.

    Raises CheckpointError for a tensor that cannot be read.
    """
    return next(_faults(opened), None)


def _faults(opened: OpenedRotation) -> Iterator[Finding]:
    names = sorted({*opened.base.names(), *opened.original.names(), *opened.plan.matrices})
    for name in names:
        own = opened.plan.matrices.get(name)
        source = name if own is None else own.source
        if source not in opened.original or name not in opened.base:
            yield Finding(Rule.ROTATION, f"tensor {name}: is in one of both only", name)
        elif own is not None:
            yield from _matrix(opened, name, own)
        elif name in opened.plan.norms:
            yield from _ones(opened, name)
        else:
            yield from _same(opened, name)


def _matrix(opened: OpenedRotation, name: str, own: TensorRotation) -> Iterator[Finding]:
    factors = opened.original.read(own.norm) if own.norm else None
    found = opened.base.read(name)
    try:
        expected = rotated(opened.original.read(own.source), factors, own)
    except ExportError as error:
        yield Finding(Rule.ROTATION, str(error), name)
        return
    if found.shape != expected.shape:
        told = f"has shape {list(found.shape)}, rotated {list(expected.shape)}"
        yield Finding(Rule.ROTATION, f"tensor {name}: {told}", name)
        return
    differ = np.argwhere(found.astype(np.float64) != expected)
    if len(differ):
        row, column = map(int, differ[0])
        told = f"is {float(found[row, column])}, rotated {float(expected[row, column])}"
        message = f"tensor {name}: row {row}, column {column} {told}"
        yield Finding(Rule.ROTATION, message, name, row, column)


def _ones(opened: OpenedRotation, name: str) -> Iterator[Finding]:
    values = opened.base.read(name).astype(np.float64)
    differ = np.flatnonzero(values != 1)
    if len(differ):
        told = f"entry {int(differ[0])} is {float(values[differ[0]])}, must be 1"
        yield Finding(Rule.ROTATION, f"tensor {name}: {told}", name)


def _same(opened: OpenedRotation, name: str) -> Iterator[Finding]:
    shapes = opened.original.info(name).shape, opened.base.info(name).shape
    if shapes[0] != shapes[1]:
        told = f"has shape {list(shapes[1])}, in the original {list(shapes[0])}"
        yield Finding(Rule.ROTATION, f"tensor {name}: {told}", name)
        return
    found = first_difference(opened.original, opened.base, name)
    if found is not None:
        place, left, right = found
        told = f"element {place} is {right}, in the original {left}"
        yield Finding(Rule.ROTATION, f"tensor {name}: {told}", name)
