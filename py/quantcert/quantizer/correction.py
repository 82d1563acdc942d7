"""Weights that make good that a layer's inputs are not those of the original.

The outputs `W z` that are wanted of inputs `x` are best approximated by the weights
`W + W (Σ (z - x) xᵀ) (Σ x xᵀ)⁻¹` (GPTAQ, Li et al. 2025). A short text says little of most
directions of `x`: the second moments are damped by as much as makes what one half of the text says
hold best on the other half, and nothing is corrected if that is better still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Checkpoint
from quantcert.formats.target import Floats
from quantcert.pairing.parts import read_part_rows
from quantcert.quantizer.moments import Half, Inputs, add_halves
from quantcert.quantizer.plan import MatrixPlan

RIDGES = (0.1, 1.0, 10.0, 100.0)
"""Parts of the mean of the diagonal that are tried as damping."""

_SAMPLE = 64
"""Outputs on which they are tried."""


@dataclass(frozen=True)
class Correction:
    """What is added to the weights of a matrix.

    Attributes:
        factor: `[inputs, inputs]`; outputs' weights `w` become `w + w @ factor`. None if nothing
            is added.
        across: whether the rows of the matrix belong to inputs.
    """

    factor: Floats | None
    across: bool

    @classmethod
    def of(cls, original: Checkpoint, plan: MatrixPlan, inputs: Inputs) -> Correction:
        """The correction that the inputs of a matrix ask for."""
        ridge = None
        if len(inputs.halves) > 1:
            ridge = best_ridge(_some_outputs(original, plan, inputs.across), inputs.halves)
        if ridge is None:
            return cls(None, inputs.across)
        whole = add_halves(inputs.halves)
        factor = _solved(whole.shift.astype(np.float64), whole.moments.astype(np.float64), ridge)
        return cls(factor, inputs.across)

    def apply(self, weights: NDArray[Any]) -> NDArray[Any]:
        """Of a matrix or, unless its rows belong to inputs, of some of its rows."""
        if self.factor is None:
            return weights
        exact = weights.astype(np.float64)
        more = self.factor.T @ exact if self.across else exact @ self.factor
        return (exact + more).astype(np.float32)


def best_ridge(weights: Floats, halves: Sequence[Half]) -> float | None:
    """The damping with which each half of a text serves the other best; None if none serves.

    Args:
        weights: `[outputs, inputs]`.
        halves: two.
    """
    wanted = [weights @ half.shift.astype(np.float64) for half in halves]
    moments = [half.moments.astype(np.float64) for half in halves]
    losses = []
    for ridge in RIDGES:
        loss = 0.0
        for here, there in ((0, 1), (1, 0)):
            more = _solved(wanted[here], moments[here], ridge)
            loss += float(((more @ moments[there] - 2 * wanted[there]) * more).sum())
        losses.append(loss)
    least = int(np.argmin(losses))
    return RIDGES[least] if losses[least] < 0 else None


def _solved(wanted: Floats, moments: Floats, ridge: float) -> Floats:
    """`wanted` times the inverse of the damped moments."""
    least = float(np.finfo(np.float64).tiny)
    added = max(ridge * float(np.trace(moments)) / len(moments), least)
    return np.linalg.solve(moments + added * np.eye(len(moments)), wanted.T).astype(np.float64).T


def _some_outputs(original: Checkpoint, plan: MatrixPlan, across: bool) -> Floats:
    """The weights `[outputs, inputs]` of some outputs, evenly spread."""
    outputs = plan.shape[1] if across else plan.shape[0]
    chosen = np.unique(np.linspace(0, outputs - 1, min(_SAMPLE, outputs)).astype(np.int64))
    if across:
        whole = read_part_rows(original, plan.part, 0, plan.shape[0])
        return whole[:, chosen].T.astype(np.float64)
    rows = [read_part_rows(original, plan.part, row, row + 1) for row in chosen.tolist()]
    return np.concatenate(rows).astype(np.float64)
