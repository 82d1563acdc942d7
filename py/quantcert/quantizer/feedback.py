"""How the error of a column is made good by the columns after it.

The error that counts is that of the outputs of a layer, `(W - Ŵ) H (W - Ŵ)ᵀ` with `H` the second
moments of its inputs. Once a column is rounded, those after it are moved to where they serve best.
That is LDLQ of QuIP (Chee et al. 2023), which gives the codes of OPTQ (Frantar et al. 2022).
Groups of columns may be taken by falling second moment, as OPTQ's implementation takes columns
(`act_order`): what matters most is rounded while most can make it good.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.target import Floats

DAMPING = 0.1
"""What is added to the diagonal of the second moments, as a part of its mean.

With less, what is made good is what a short text happens to say (docs/figures.md).
"""


@dataclass(frozen=True)
class Feedback:
    """What moves columns.

    Attributes:
        importance: `[columns]`, the weight of a column's squared error once the columns after it
            have made good what they can.
        factor: `[columns, columns]`, upper triangular with a diagonal of ones: how far an error of
            one moves the columns after it; None if none is moved.
        moments: `[columns, columns]` float32, the second moments with what was added to them; None
            where `factor` is.
        order: `[columns]`, the stored columns in the order in which they are taken, which is that
            of `importance` and `factor`; None if they are taken as they are stored.
    """

    importance: Floats
    factor: Floats | None
    moments: NDArray[np.float32] | None
    order: NDArray[np.int64] | None = None

    def round(
        self, weights: Floats, start: int, scale: Floats, zero: Floats, top: NDArray[np.int64]
    ) -> NDArray[np.uint8]:
        """The codes of consecutive columns; the columns after them are moved in `weights`.

        Args:
            weights: `[rows, columns]` in their order, changed in place.
            start: place of the first of the columns.
            scale: `[rows, number]`.
            zero: `[rows, number]`, zero-points.
            top: `[number]`, the largest code of each.

        Returns:
            `[rows, number]`.
        """
        if self.factor is None:
            block = weights[:, start : start + scale.shape[1]]
            return _codes(block, scale, zero, top)
        codes = np.empty(scale.shape, dtype=np.uint8)
        stop = start + scale.shape[1]
        block, errors = weights[:, start:stop].copy(), np.empty(scale.shape)
        own, later = self.factor[start:stop, start:stop], self.factor[start:stop, stop:]
        for i in range(scale.shape[1]):
            codes[:, i] = _codes(block[:, i], scale[:, i], zero[:, i], top[i])
            errors[:, i] = block[:, i] - scale[:, i] * (codes[:, i] - zero[:, i])
            block[:, i + 1 :] -= np.outer(errors[:, i], own[i, i + 1 :])
        weights[:, stop:] -= errors @ later
        return codes


def no_feedback(columns: int) -> Feedback:
    """Each column is rounded to nearest, all are of the same importance."""
    return Feedback(np.ones(columns), None, None)


def feedback_of(
    moments: Floats, damping: float = DAMPING, group_size: int | None = None
) -> Feedback:
    """The feedback that least squares of the outputs ask for.

    Args:
        moments: `[columns, columns]`, symmetric, the second moments of a layer's inputs.
        damping: see `DAMPING`.
        group_size: of the groups that are taken by falling second moment; None if columns are
            taken as they are stored.
    """
    columns = len(moments)
    mean = float(np.trace(moments)) / columns
    if not mean > 0:
        return no_feedback(columns)
    damped = moments + damping * mean * np.eye(columns)
    order = None if group_size is None else _falling(moments, group_size)
    taken = damped if order is None else damped[np.ix_(order, order)]
    # taken = P L Lᵀ P with the order P reversed, so that P L⁻¹ P is the upper factor U of the
    # inverse, Uᵀ U
    lower = np.linalg.cholesky(taken[::-1, ::-1])
    factor = np.linalg.inv(lower)[::-1, ::-1]
    diagonal = np.diagonal(factor).copy()
    moved = np.triu(factor / diagonal[:, None])
    return Feedback(1 / diagonal**2, moved, damped.astype(np.float32), order)


def _falling(moments: Floats, group_size: int) -> NDArray[np.int64]:
    """The columns, groups with the largest mean second moments first."""
    squares = np.diagonal(moments)
    groups = np.split(np.arange(len(squares)), range(group_size, len(squares), group_size))
    return np.concatenate(sorted(groups, key=lambda own: -squares[own].mean()))


def _codes(
    weights: Floats, scale: Floats, zero: Floats, top: NDArray[np.int64] | np.int64
) -> NDArray[np.uint8]:
    codes = np.clip(np.rint(weights / scale), -zero, top - zero) + zero
    return codes.astype(np.uint8)
