"""What a format must offer to be written by `quantize-model`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.safetensors.writer import PlannedTensor
from quantcert.errors import QuantizeError
from quantcert.formats.codec import Codec
from quantcert.formats.matrix import QuantizedMatrix

Floats = NDArray[np.float64]
"""Numbers in float64: what a quantizer computes need not be exact."""


def check_even(group_size: int) -> None:
    """Refuse a group size that is odd or below 2.

    Raises:
        QuantizeError: naming it.
    """
    if group_size < 2 or group_size % 2:
        raise QuantizeError(f"group size {group_size} must be an even integer, at least 2")


def scale_dtype_name(dtype: np.dtype[Any]) -> str:
    """The name of the dtype of stored scales in files, of float16 and float32."""
    return "F16" if dtype == np.float16 else "F32"


def positive_normal(scales: Floats, dtype: np.dtype[Any]) -> NDArray[Any]:
    """The scales rounded to positive normal numbers of a dtype."""
    limits = np.finfo(dtype)
    clipped = np.clip(scales, float(limits.smallest_normal), float(limits.max))
    return clipped.astype(dtype)


@dataclass(frozen=True)
class StoredAs:
    """How a matrix `[rows, columns]` of a checkpoint will be stored.

    Attributes:
        shape: rows and columns.
        target: the format.
        group_size: columns of a group.
    """

    shape: tuple[int, int]
    target: Target
    group_size: int


class GroupSearch(Protocol):
    """Finds the scales of some rows of a matrix, a group of columns after the other.

    Columns of a group read the tables of its codec in turn.
    """

    def choose(self, group: int, entries: Floats, importance: Floats) -> tuple[Floats, Floats]:
        """Scales and zero-points of a group, `[rows, tables]` each; they are remembered.

        Args:
            group: its number; groups come in order.
            entries: `[rows, columns of the group]`, what is to be approximated.
            importance: `[columns of the group]`, the weight of each column's squared error.
        """

    def neighbours(self, group: int) -> tuple[Floats, Floats]:
        """Scales and zero-points that a group could have, `[candidates, rows, tables]` each.

        The first are those that it has, the others a step away from them.
        """

    def take(self, group: int, chosen: NDArray[np.intp]) -> None:
        """Each row takes one of the `neighbours` of a group, `[rows]`."""

    def stretch(self, factors: Floats) -> None:
        """Multiply the scales of rows by `factors` `[rows]`, positive, as far as can be stored."""

    def pack(self, codes: NDArray[np.uint8]) -> QuantizedMatrix:
        """The rows, from their codes `[rows, columns]`, once every group has its scales."""


class Target(Protocol):
    """A format that can be written. Neighbouring columns read the tables of its codec in turn."""

    @property
    def name(self) -> str:
        """Name of the format."""

    @property
    def summary(self) -> str:
        """One clause for the help text."""

    @property
    def codec(self) -> Codec:
        """How codes are packed."""

    @property
    def group_size(self) -> int:
        """Columns of a group unless one asks for another size."""

    @property
    def menu_sizes(self) -> tuple[int, ...]:
        """Group sizes that a budget of bits chooses from; none if it does not take the format."""

    def check_group_size(self, group_size: int) -> None:
        """Refuse a group size that cannot be stored.

        Raises:
            QuantizeError: naming it and what is allowed.
        """

    def scale_dtype(self, weights: NDArray[Any], group_size: int) -> np.dtype[Any]:
        """Dtype of the stored scales: float16 if it has normal numbers for them, else float32.

        Args:
            weights: `[rows, columns]` of a floating-point dtype, finite.
            group_size: columns of a group.
        """

    def search(
        self, name: str, weights: Floats, group_size: int, scales: np.dtype[Any]
    ) -> GroupSearch:
        """What finds the scales of these rows `[rows, columns]`; `scales` is their dtype."""

    def stored_names(self, name: str) -> tuple[str, ...]:
        """Names of the tensors that replace a matrix."""

    def planned(
        self, name: str, shape: tuple[int, int], group_size: int, scales: np.dtype[Any]
    ) -> tuple[PlannedTensor, ...]:
        """The tensors that replace a matrix, in the order of its stored arrays."""

    def settings(self, tensors: Mapping[str, StoredAs]) -> dict[str, Any]:
        """The `quantization_config` of a checkpoint with these matrices, all of this family.

        Raises:
            QuantizeError: if one of them is of another family.
        """
