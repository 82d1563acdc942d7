"""Codes, scales and zero-points bettered in turn against the error of a layer's outputs.

That error is `(Ŵ - W) H (Ŵ - W)ᵀ` with `H` the second moments of the layer's inputs. A group of
columns after the other is moved to the best codes that are found for it while the rest stays as it
is, with its scales as they are or a step away; whatever is taken makes the error smaller. Rows are
independent. float32 is enough: the error that is made smaller is measured, not proved.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.codec import Codec
from quantcert.formats.target import Floats, GroupSearch

Singles = NDArray[np.float32]


class Descent:
    """The descent of some rows of a matrix."""

    def __init__(
        self,
        weights: Floats,
        codes: NDArray[np.uint8],
        search: GroupSearch,
        codec: Codec,
        group_size: int,
        moments: Singles,
    ) -> None:
        """From the codes `[rows, columns]` and scales that there are.

        Args:
            weights: `[rows, columns]`, what is to be approximated.
            codes: likewise, bettered in place.
            search: knows the scales, and is told those that are taken.
            codec: how neighbouring columns read its tables in turn.
            group_size: columns of a group.
            moments: `[columns, columns]`, positive definite.
        """
        self._weights, self._codes, self._search = weights.astype(np.float32), codes, search
        self._moments, self._size = moments, group_size
        columns = np.arange(weights.shape[1])
        self._tables = np.array(codec.table_cycle)[columns % len(codec.table_cycle)]
        self._tops = np.array(codec.levels)[self._tables] - 1
        self._starts = range(0, weights.shape[1], group_size)
        self._factors = [_group_factor(self._own(start)) for start in self._starts]

    def run(self, sweeps: int) -> None:
        """Better all groups so many times, and the scales of rows before and after."""
        self._stretch()
        for _ in range(sweeps):
            self._sweep()
            self._stretch()

    def _own(self, start: int) -> Singles:
        group = slice(start, start + self._size)
        return self._moments[group, group]

    def _decoded(self) -> Singles:
        result = np.empty(self._codes.shape, dtype=np.float32)
        for group, start in enumerate(self._starts):
            columns = slice(start, start + self._size)
            scales, zeros = self._of_columns(self._search.neighbours(group), columns)
            result[:, columns] = scales[0] * (self._codes[:, columns] - zeros[0])
        return result

    def _of_columns(self, pair: tuple[Floats, Floats], columns: slice) -> tuple[Singles, Singles]:
        """From tables to columns: `[candidates, rows, columns of the group]`."""
        first, second = (part[:, :, self._tables[columns]].astype(np.float32) for part in pair)
        return first, second

    def _stretch(self) -> None:
        """Multiply each row by what serves it best, as far as that can be stored."""
        decoded = self._decoded()
        product = decoded @ self._moments
        along, square = (product * self._weights).sum(axis=1), (product * decoded).sum(axis=1)
        good = (along > 0) & (square > 0)
        self._search.stretch(np.where(good, along / np.where(good, square, 1), 1.0))

    def _sweep(self) -> None:
        decoded = self._decoded()
        slope = ((decoded - self._weights) @ self._moments).astype(np.float32, copy=False)
        for group, start in enumerate(self._starts):
            columns = slice(start, start + self._size)
            before = decoded[:, columns].copy()
            after = self._better(group, columns, before, slope[:, columns])
            slope += (after - before) @ self._moments[columns]
            decoded[:, columns] = after

    def _better(self, group: int, columns: slice, before: Singles, slope: Singles) -> Singles:
        """The decoded entries of a group `[rows, columns]`, bettered with their codes."""
        own, (inverse, factor) = self._own(columns.start), self._factors[group]
        best = before - slope @ inverse
        scales, zeros = self._of_columns(self._search.neighbours(group), columns)
        steps = _rounded(best, scales, zeros, self._tops[columns], factor)
        errors = scales * steps - best
        losses = ((errors.reshape(-1, errors.shape[-1]) @ own).reshape(errors.shape) * errors).sum(
            2
        )
        chosen, rows = losses.argmin(axis=0), np.arange(len(best))
        old = before - best
        kept = losses[chosen, rows] >= ((old @ own) * old).sum(axis=1)
        chosen[kept] = 0
        present = self._codes[:, columns] - zeros[0]
        taken = np.where(kept[:, None], present, steps[chosen, rows])
        self._search.take(group, chosen)
        scale, zero = scales[chosen, rows], zeros[chosen, rows]
        _descend(taken, best, scale, zero, self._tops[columns], own)
        self._codes[:, columns] = taken + zero
        result: Singles = scale * taken
        return result


def _group_factor(own: Singles) -> tuple[Singles, Singles]:
    """The inverse of the moments of a group, and how far an error moves the columns after it."""
    exact = own.astype(np.float64)
    upper = np.linalg.inv(np.linalg.cholesky(exact[::-1, ::-1]))[::-1, ::-1]
    factor = np.triu(upper / np.diagonal(upper)[:, None])
    return (upper.T @ upper).astype(np.float32), factor.astype(np.float32)


def _rounded(
    best: Singles, scales: Singles, zeros: Singles, tops: NDArray[Any], factor: Singles
) -> Singles:
    """Codes less zero-points for each candidate, `[candidates, rows, columns]`.

    The error of a column is made good by those after it, as in `quantcert.quantizer.feedback`.
    """
    left = np.broadcast_to(best.T[:, None], (best.shape[1], *scales.shape[:2])).copy()
    steps = np.empty_like(left)
    for i in range(len(left)):
        scale, zero = scales[:, :, i], zeros[:, :, i]
        steps[i] = np.clip(np.rint(left[i] / scale), -zero, tops[i] - zero)
        error = left[i] - scale * steps[i]
        left[i + 1 :] -= factor[i, i + 1 :, None, None] * error
    return steps.transpose(1, 2, 0)


def _descend(
    steps: Singles,
    best: Singles,
    scale: Singles,
    zero: Singles,
    tops: NDArray[Any],
    own: Singles,
) -> None:
    """Move one column after the other to its best code, the others being fixed."""
    slope = (scale * steps - best) @ own
    for i in range(steps.shape[1]):
        wanted = steps[:, i] - slope[:, i] / (own[i, i] * scale[:, i])
        found = np.clip(np.rint(wanted), -zero[:, i], tops[i] - zero[:, i])
        slope += np.outer(scale[:, i] * (found - steps[:, i]), own[i])
        steps[:, i] = found
