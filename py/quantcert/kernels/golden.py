"""Golden vectors of a layer: extreme and random activations, and what must come out, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.kernels.layer import KernelLayer

_SEED = 20_000
RANDOM_VECTORS = 8
"""Random vectors beside the extreme ones."""


@dataclass(frozen=True)
class GoldenVectors:
    """Activations and results.

    Attributes:
        inputs: `[vectors, columns]` int8 or int16.
        outputs: `[vectors, rows]` int64, in units of `2**-p` times the unit of the inputs.
    """

    inputs: NDArray[Any]
    outputs: NDArray[np.int64]


def golden_vectors(layer: KernelLayer) -> GoldenVectors:
    """Zeros, all extremes of one sign, the signs of the first and the last row, random ones."""
    limit = layer.activation_limit
    ones = np.ones(layer.columns, np.int64)
    signs = [_signs(layer, row) for row in (0, layer.rows - 1)]
    extreme = [
        0 * ones,
        limit * ones,
        -limit * ones,
        *(limit * s for s in signs),
        -limit * signs[0],
    ]
    random = np.random.default_rng(_SEED).integers(
        -limit, limit, (RANDOM_VECTORS, layer.columns), endpoint=True
    )
    inputs = np.concatenate([np.stack(extreme), random]).astype(f"<i{layer.activation_bits // 8}")
    return GoldenVectors(inputs, layer.product(inputs))


def _signs(layer: KernelLayer, row: int) -> NDArray[np.int64]:
    """The signs of a row's weights: with them the sums are as large as they get."""
    return np.where(layer.matrix.rows(row, row + 1).decoded()[0] < 0, -1, 1)
