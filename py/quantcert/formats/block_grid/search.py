"""Scales and zero-points of blocks under the scale of their row."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.block_grid.grids import MULTIPLES, ZERO_POINTS, Grid
from quantcert.formats.block_grid.storage import block_words, grid_matrix, pack_codes
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.scheme import Scheme, group_count
from quantcert.formats.target import Floats, positive_normal

SHRINK_FACTORS = (1.1, 1.0, 0.93, 0.86, 0.79, 0.72, 0.65, 0.58)
"""Parts of the scale that spans a block which are tried, rounded to multiples of the row's."""

_STEPS = ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))
"""What is added to the multiple and the zero-point of a block for its neighbours."""


class GridSearch:
    """Scales of some rows; a `GroupSearch`.

    The row's scale is a sixteenth of the one that spans its largest weight. Of the multiples and
    zero-points that are tried for a block, those with the least weighted squared error are taken.
    """

    def __init__(
        self, name: str, scheme: Scheme, grid: Grid, weights: Floats, dtype: np.dtype[Any]
    ) -> None:
        """For these rows `[rows, columns]`; row scales are stored in `dtype`."""
        self._name, self._scheme, self._grid = name, scheme, grid
        scales = _row_scales(weights, grid)
        self._row_scales = positive_normal(np.where(scales > 0, scales, 1.0), dtype)
        blocks = len(weights), group_count(weights.shape[1], scheme.group_size)
        self._multiples = np.ones(blocks, dtype=np.uint8)
        self._zero_points = np.full(blocks, grid.first_zero, dtype=np.uint8)

    def choose(self, group: int, entries: Floats, importance: Floats) -> tuple[Floats, Floats]:
        """See `GroupSearch`."""
        rows = self._row_scales.astype(np.float64)
        needed = np.abs(entries).max(axis=1) / ((self._grid.levels - 1) / 2) / rows
        best_error = np.full(len(entries), np.inf)
        multiples, zeros = self._multiples[:, group], self._zero_points[:, group]
        for factor in SHRINK_FACTORS:
            multiple = np.clip(np.rint(needed * factor), 1, MULTIPLES)
            steps = entries / (rows * multiple)[:, None]
            nearest = np.rint(steps)
            for zero in range(self._grid.first_zero, self._grid.first_zero + ZERO_POINTS):
                error = np.clip(nearest, -zero, self._grid.levels - 1 - zero) - steps
                error *= error
                total = (error @ importance) * np.square(multiple)
                better = total < best_error
                best_error[better] = total[better]
                multiples[better], zeros[better] = multiple[better], zero
        return (rows * multiples)[:, None], zeros.astype(np.float64)[:, None]

    def neighbours(self, group: int) -> tuple[Floats, Floats]:
        """See `GroupSearch`: the scale or the zero-point is one less or one more."""
        multiples, zeros = self._candidates(group)
        scales = self._row_scales.astype(np.float64) * multiples
        return scales[:, :, None], zeros.astype(np.float64)[:, :, None]

    def take(self, group: int, chosen: NDArray[np.intp]) -> None:
        """See `GroupSearch`."""
        multiples, zeros = self._candidates(group)
        rows = np.arange(len(chosen))
        self._multiples[:, group] = multiples[chosen, rows]
        self._zero_points[:, group] = zeros[chosen, rows]

    def stretch(self, factors: Floats) -> None:
        """See `GroupSearch`."""
        wanted = self._row_scales.astype(np.float64) * factors
        self._row_scales = positive_normal(wanted, self._row_scales.dtype)

    def _candidates(self, group: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Multiples and zero-points, `[candidates, rows]`."""
        shift = np.array(_STEPS)
        first = self._grid.first_zero
        multiples = self._multiples[:, group].astype(np.int64) + shift[:, :1]
        zeros = self._zero_points[:, group].astype(np.int64) + shift[:, 1:]
        return np.clip(multiples, 1, MULTIPLES), np.clip(zeros, first, first + ZERO_POINTS - 1)

    def pack(self, codes: NDArray[np.uint8]) -> QuantizedMatrix:
        """See `GroupSearch`."""
        zeros = self._zero_points
        stored = (
            pack_codes(codes, zeros, self._grid),
            block_words(self._multiples, zeros, self._grid),
        )
        return grid_matrix(
            self._name, self._scheme, codes, self._row_scales, self._multiples, zeros, stored
        )


def float16_serves(weights: NDArray[Any], grid: Grid) -> bool:
    """Whether float16 has a normal number for the scale of each row that is not all zeros."""
    scales, limits = _row_scales(weights, grid), np.finfo(np.float16)
    small = (scales < limits.smallest_normal) & (scales > 0)
    return not np.any(small | (scales > limits.max))


def _row_scales(weights: NDArray[Any], grid: Grid) -> Floats:
    """`[rows]`; zero for a row of zeros."""
    largest = np.abs(weights).max(axis=1).astype(np.float64)
    scales: Floats = largest / ((grid.levels - 1) / 2) / MULTIPLES
    return scales
