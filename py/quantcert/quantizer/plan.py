"""What a quantized checkpoint will hold, decided before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from quantcert.containers import WEIGHT_DTYPES, Checkpoint
from quantcert.containers.safetensors.writer import PlannedTensor
from quantcert.errors import QuantizeError
from quantcert.formats import Target, targets
from quantcert.formats.foreign import sign_of_quantization
from quantcert.models.unstacked import unstacked
from quantcert.pairing.parts import TensorPart, part_shape, read_part_rows
from quantcert.quantizer.matrix import scale_dtype

BLOCK_ELEMENTS = 1 << 20
"""Weights of a block of rows that is read at a time."""

_UNSUPPORTED = ("F64", "F8_E4M3", "F8_E5M2", "F8_E8M0")


@dataclass(frozen=True)
class MatrixPlan:
    """How one matrix will be stored.

    Attributes:
        name: of the matrix.
        part: where it is in the original.
        shape: rows and columns.
        target: the format.
        group_size: columns of a group.
        scale_dtype: float16 or float32.
        planned: the tensors that replace it.
    """

    name: str
    part: TensorPart
    shape: tuple[int, int]
    target: Target
    group_size: int
    scale_dtype: np.dtype[Any]
    planned: tuple[PlannedTensor, ...]


def parse_format(name: str, group_size: int) -> Target:
    """The format of a name, once name and group size are found valid.

    Raises:
        QuantizeError: for an unknown format, or a group size that it does not allow.
    """
    known = targets()
    if name not in known:
        raise QuantizeError(f"format {name!r} is not known (one of {', '.join(sorted(known))})")
    known[name].check_group_size(group_size)
    return known[name]


def matrices_of(source: Checkpoint, target: Target) -> dict[str, TensorPart]:
    """What will be quantized, by name: the matrices of floating-point numbers.

    Matrices that a network of a known family stacks in one tensor, as experts are, have the names
    that they have in checkpoints that do not.

    Raises:
        QuantizeError: if there is none, if the checkpoint is quantized already, if a matrix has
            an unsupported dtype, or if a name that will be needed is taken.
    """
    sign = sign_of_quantization(source)
    if sign:
        raise QuantizeError(f"{source.path}: is quantized already: {sign}")
    found: dict[str, TensorPart] = {}
    stacked = unstacked(source)
    for name in source.names():
        found |= {own: part for own, part in stacked.items() if part.tensor == name}
        info = source.info(name)
        if len(info.shape) != 2 or info.nbytes == 0:
            continue
        if info.dtype in _UNSUPPORTED:
            raise QuantizeError(
                f"{info.file}: tensor {name}: dtype {info.dtype} cannot be quantized "
                f"(one of {', '.join(WEIGHT_DTYPES)})"
            )
        if info.dtype in WEIGHT_DTYPES:
            found[name] = TensorPart(name)
    if not found:
        raise QuantizeError(f"{source.path}: has no matrix of floating-point numbers")
    for name in found:
        for stored in target.stored_names(name):
            if stored in source:
                raise QuantizeError(f"{source.path}: the name {stored} is taken")
    return found


def plan_matrix(
    source: Checkpoint, name: str, part: TensorPart, target: Target, group_size: int
) -> MatrixPlan:
    """Names, dtypes and shapes of the tensors that will hold a matrix; reads it once.

    Raises:
        CheckpointError: if the matrix holds a NaN or an infinity.
    """
    rows, columns = part_shape(source, part)
    dtype = np.dtype(np.float16)
    for start, stop in row_ranges(rows, columns):
        block = read_part_rows(source, part, start, stop)
        dtype = max(dtype, scale_dtype(block, target.codec, group_size))
    planned = target.planned(name, (rows, columns), group_size, dtype)
    return MatrixPlan(name, part, (rows, columns), target, group_size, dtype, planned)


def row_ranges(rows: int, columns: int) -> list[tuple[int, int]]:
    """Consecutive ranges of rows of about `BLOCK_ELEMENTS` weights."""
    step = max(1, BLOCK_ELEMENTS // columns)
    return [(start, min(start + step, rows)) for start in range(0, rows, step)]


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path, links resolved, is a folder or lies in it."""
    return path.resolve().is_relative_to(folder.resolve())
