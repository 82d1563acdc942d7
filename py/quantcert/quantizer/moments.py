"""Second moments of the inputs of linear layers, collected while a network is evaluated."""

from __future__ import annotations

from quantcert.forward.functions import Array
from quantcert.models.net import MatrixUse
from quantcert.pairing.parts import TensorPart


class MomentRecorder:
    """An observer of a network: sums up `x xᵀ` over the inputs of each stored matrix.

    Matrices that are stored transposed have none: their columns are outputs.

    Attributes:
        sums: `[columns, columns]` by tensor and place in it.
    """

    def __init__(self) -> None:
        """Nothing is observed yet."""
        self.sums: dict[tuple[str, tuple[int, ...]], Array] = {}

    def of(self, part: TensorPart) -> Array | None:
        """What was observed of the inputs of a matrix; None if it was no linear layer's."""
        return self.sums.get((part.tensor, part.leading))

    def point(self, name: str, x: Array) -> None:
        """Nothing."""

    def norm(self, name: str, rms: Array) -> None:
        """Nothing."""

    def gap(self, name: str, gaps: Array) -> None:
        """Nothing."""

    def linear(self, use: MatrixUse, x: Array, y: Array) -> None:
        """Add the inputs of a linear layer, `[positions, columns]`.

        Matrices of fused projections read the same inputs: they are counted once for each.
        """
        if use.part.transposed:
            return
        key = use.part.tensor, use.part.leading
        found = x.T @ x
        self.sums[key] = self.sums[key] + found if key in self.sums else found
