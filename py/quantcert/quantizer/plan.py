"""What a quantized checkpoint will hold, decided before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from quantcert.containers import WEIGHT_DTYPES, Checkpoint
from quantcert.containers.safetensors.writer import PlannedTensor
from quantcert.errors import QuantizeError
from quantcert.formats import Target
from quantcert.formats.foreign import sign_of_quantization
from quantcert.formats.target import StoredAs
from quantcert.models.unstacked import unstacked
from quantcert.pairing.parts import TensorPart, part_shape, read_part_rows
from quantcert.quantizer.recipe import Choice, Recipe

BLOCK_ELEMENTS = 1 << 20
"""Weights of a block of rows that is read at a time."""

_UNSUPPORTED = ("F8_E4M3", "F8_E5M2", "F8_E8M0")


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

    @property
    def choice(self) -> Choice:
        """Its format."""
        return Choice(self.target, self.group_size)

    @property
    def stored_as(self) -> StoredAs:
        """What the settings of the checkpoint say of it."""
        return StoredAs(self.shape, self.target, self.group_size)


def matrices_of(source: Checkpoint) -> dict[str, TensorPart]:
    """What can be quantized, by name: the matrices of floating-point numbers.

    Matrices that a network of a known family stacks in one tensor, as experts are, have the names
    that they have in checkpoints that do not.

    Raises:
        QuantizeError: if there is none, if the checkpoint is quantized already, or if a matrix has
            an unsupported dtype.
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
    return found


def plan_matrices(source: Checkpoint, recipe: Recipe) -> list[MatrixPlan]:
    """How each matrix of a checkpoint will be stored that the recipe does not leave out.

    Raises:
        CheckpointError: if a matrix holds a NaN or an infinity.
        QuantizeError: as `matrices_of`, and if a name that will be needed is taken, a pattern
            fits no matrix, or none is to be quantized.
    """
    parts = matrices_of(source)
    for rule in recipe.rules:
        if not any(fnmatchcase(name, rule.pattern) for name in parts):
            raise QuantizeError(f"{source.path}: no matrix is named {rule.pattern}")
    chosen = {name: recipe.of(name) for name in parts}
    wanted = {name: choice for name, choice in chosen.items() if choice is not None}
    if not wanted:
        raise QuantizeError(f"{source.path}: every matrix is ignored")
    for name, choice in wanted.items():
        for stored in choice.target.stored_names(name):
            if stored in source:
                raise QuantizeError(f"{source.path}: the name {stored} is taken")
    return [
        plan_matrix(source, name, parts[name], choice.target, choice.group_size)
        for name, choice in wanted.items()
    ]


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
        dtype = max(dtype, target.scale_dtype(block, group_size))
    planned = target.planned(name, (rows, columns), group_size, dtype)
    return MatrixPlan(name, part, (rows, columns), target, group_size, dtype, planned)


def row_ranges(rows: int, columns: int) -> list[tuple[int, int]]:
    """Consecutive ranges of rows of about `BLOCK_ELEMENTS` weights."""
    step = max(1, BLOCK_ELEMENTS // columns)
    return [(start, min(start + step, rows)) for start in range(0, rows, step)]
