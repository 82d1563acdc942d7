"""What a format must offer to be written by `quantize-model`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.safetensors.writer import PlannedTensor
from quantcert.formats.codec import Codec
from quantcert.formats.matrix import QuantizedMatrix


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

    def check_group_size(self, group_size: int) -> None:
        """Refuse a group size that cannot be stored.

        Raises:
            QuantizeError: naming it and what is allowed.
        """

    def stored_names(self, name: str) -> tuple[str, ...]:
        """Names of the tensors that replace a matrix."""

    def planned(
        self, name: str, shape: tuple[int, int], group_size: int, scales: np.dtype[Any]
    ) -> tuple[PlannedTensor, ...]:
        """The tensors that replace a matrix; `scales` is the dtype of its scales."""

    def pack(
        self,
        name: str,
        group_size: int,
        codes: NDArray[np.uint8],
        scales: NDArray[Any],
        zero_points: NDArray[np.uint8],
    ) -> QuantizedMatrix:
        """A matrix with its stored arrays, in the order of `planned`.

        Args:
            name: name of the original tensor.
            group_size: columns of a group.
            codes: `[rows, columns]`.
            scales: `[rows, groups, tables]`, float16 or float32.
            zero_points: `[rows, groups, tables]`.
        """

    def settings(self, group_size: int, shapes: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
        """The `quantization_config` of a checkpoint whose matrices are all stored so."""
