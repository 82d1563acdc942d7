"""A matrix of integer codes as other tools store it: a scale and a zero-point for some inputs.

Groups that do not divide rows are cut into smaller ones that do, with the same scale each. Where
neighbouring columns read different tables, the columns of a table are groups of their own, and
`order` says which group a column is in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import gcd
from typing import Any

import ml_dtypes
import numpy as np
from numpy.typing import NDArray

from quantcert.errors import ExportError
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.packed import Codes

LEAST_GROUP = 8
"""Columns of a group, at least."""

SCALE_DTYPES: dict[str, Any] = {"F16": np.float16, "BF16": ml_dtypes.bfloat16, "F32": np.float32}
"""Dtypes that scales may be stored in."""


@dataclass(frozen=True)
class UniformPlan:
    """How a matrix is cut.

    Attributes:
        shape: rows and columns.
        bits: bits of a code.
        span: columns whose tables share scales, a divisor of the columns.
        tables: the table of scales that neighbouring columns read, again and again.
        scales: dtype of the scales, a key of `SCALE_DTYPES`.
        least: the least code less its zero-point.
        most: the greatest.
        symmetric: whether codes are moved so that every zero-point is the middle.
    """

    shape: tuple[int, int]
    bits: int
    span: int
    tables: tuple[int, ...]
    scales: str
    least: int
    most: int
    symmetric: bool = False

    def fits_symmetric(self, bits: int) -> bool:
        """Whether codes of this width can be moved so that every zero-point is the middle."""
        return -(1 << (bits - 1)) <= self.least and self.most < 1 << (bits - 1)

    @property
    def group_size(self) -> int:
        """Columns of a group."""
        return self.span // len(self.tables)

    @property
    def groups(self) -> int:
        """Groups of a row."""
        return self.shape[1] // self.group_size

    @property
    def order(self) -> NDArray[np.int32]:
        """The group of each column, `[columns]`."""
        columns = np.arange(self.shape[1])
        tables = np.array(self.tables)[columns % len(self.tables)]
        order: NDArray[np.int32] = columns // self.span * len(self.tables) + tables
        return order.astype(np.int32)

    @property
    def ordered(self) -> bool:
        """Whether a group has other columns than neighbours."""
        return len(self.tables) > 1

    def cut_to(self, group_size: int) -> UniformPlan:
        """The same with groups of this many columns, a divisor of the present number."""
        return replace(self, span=group_size * len(self.tables))


@dataclass(frozen=True)
class UniformMatrix:
    """Codes `[rows, columns]`, and scales and zero-points `[rows, groups]`."""

    codes: Codes
    scales: NDArray[Any]
    zero_points: Codes


def plan_uniform(matrix: QuantizedMatrix, scales: str | None = None) -> UniformPlan:
    """How a whole matrix can be cut.

    Args:
        matrix: of any format.
        scales: dtype that scales are rounded to; by default the narrowest that holds them.

    Raises:
        ExportError: if it has no such codes, or groups of too few columns.
    """
    codec, (rows, columns) = matrix.codec, matrix.shape
    tables = codec.table_cycle
    if not codec.is_integer or not codec.word_bits or matrix.offsets is not None:
        raise ExportError(f"{matrix.scheme.format} has other codes than integers with zero-points")
    if columns % len(tables):
        raise ExportError(f"{columns} columns do not divide by {len(tables)}, the scales in turn")
    span = gcd(min(matrix.group_size, columns), columns)
    if span % len(tables) or span // len(tables) < min(LEAST_GROUP, columns):
        raise ExportError(
            f"groups of {matrix.group_size} of {columns} columns have only {span} in common"
        )
    found = scales or _narrowest(matrix)
    levels = _levels(matrix)
    bits, ends = codec.widest.bit_length(), (int(levels.min()), int(levels.max()))
    return UniformPlan((rows, columns), bits, span, tables, found, *ends)


def _levels(matrix: QuantizedMatrix) -> NDArray[np.int16]:
    """Codes less their zero-points."""
    columns = np.arange(matrix.shape[1])
    tables = np.array(matrix.codec.table_cycle)[columns % len(matrix.codec.table_cycle)]
    zeros = matrix.zero_points[:, columns // matrix.group_size, tables]
    levels: NDArray[np.int16] = matrix.codes.astype(np.int16) - zeros.astype(np.int16)
    return levels


def _narrowest(matrix: QuantizedMatrix) -> str:
    """The first dtype that holds every scale as it is."""
    exact = matrix.scales.astype(np.float64)
    for name in SCALE_DTYPES:
        if np.array_equal(rounded(exact, name).astype(np.float64), exact):
            return name
    raise ExportError(f"scales are no numbers of {', '.join(SCALE_DTYPES)}")


def rounded(scales: NDArray[Any], dtype: str) -> NDArray[Any]:
    """Scales in a dtype; infinite where it is too narrow."""
    with np.errstate(over="ignore"):
        return scales.astype(np.float64).astype(SCALE_DTYPES[dtype])


def cut(matrix: QuantizedMatrix, plan: UniformPlan) -> UniformMatrix:
    """The codes of a whole matrix, and the scales and zero-points of the groups of a plan.

    Raises:
        ExportError: for a scale that its dtype cannot hold.
    """
    columns = matrix.shape[1]
    sources = np.arange(0, columns, plan.span) // matrix.group_size
    tables = np.array(plan.tables)
    scales = matrix.scales[:, sources][:, :, tables].reshape(len(matrix.codes), -1)
    zeros = matrix.zero_points[:, sources][:, :, tables].reshape(len(matrix.codes), -1)
    stored = rounded(scales, plan.scales)
    if not np.isfinite(stored).all() or ((stored == 0) & (scales != 0)).any():
        raise ExportError(f"a scale is too large or too small for {plan.scales}")
    if not plan.symmetric:
        return UniformMatrix(matrix.codes.astype(np.uint8), stored, zeros.astype(np.uint8))
    middle = 1 << (plan.bits - 1)
    codes = (_levels(matrix) + middle).astype(np.uint8)
    return UniformMatrix(codes, stored, np.full(zeros.shape, middle, dtype=np.uint8))
