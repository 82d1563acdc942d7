"""Quantization of a network block by block, with what a text says about the inputs of its layers.

The original reads the text. The inputs of each layer say which errors of its weights matter, see
`quantcert.quantizer.feedback`. One block of the network is in memory at a time; what comes out of
it waits in a folder of temporary files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Checkpoint
from quantcert.errors import QuantizeError
from quantcert.forward import BlockWeights, OriginalWeights, evaluate
from quantcert.forward.compare import Window
from quantcert.forward.functions import Array
from quantcert.models.architecture import Unsupported, checkpoint_architecture
from quantcert.models.net import Architecture
from quantcert.pairing.parts import read_part_rows
from quantcert.quantizer.feedback import feedback_of
from quantcert.quantizer.matrix import quantize_matrix
from quantcert.quantizer.moments import MomentRecorder
from quantcert.quantizer.plan import MatrixPlan, row_ranges

Done = Callable[[int, str], None]
"""Called with the weights of a matrix that is done, and its name."""


def network_of(original: Checkpoint) -> Architecture:
    """The network that an original is.

    Raises:
        QuantizeError: if it is not one that can be evaluated.
    """
    found = checkpoint_architecture(original)
    if isinstance(found, Unsupported):
        raise QuantizeError(f"{original.path}: cannot be calibrated: {found.reason}")
    return found


class Calibrated:
    """Stored arrays of calibrated matrices, in a folder of temporary files."""

    def __init__(self, folder: Path) -> None:
        """Files are written into this folder."""
        self._folder = folder
        self._numbers: dict[str, int] = {}

    def __contains__(self, name: object) -> bool:
        """Whether a matrix of this name was calibrated."""
        return name in self._numbers

    def arrays(self, plan: MatrixPlan) -> list[NDArray[Any]]:
        """The stored arrays of a matrix, in the order of its plan."""
        number = self._numbers[plan.name]
        return [np.load(self._file(number, place)) for place in range(len(plan.planned))]

    def keep(self, plan: MatrixPlan, arrays: Sequence[NDArray[Any]]) -> None:
        """Keep the stored arrays of a matrix."""
        number = self._numbers[plan.name] = len(self._numbers)
        for place, array in enumerate(arrays):
            np.save(self._file(number, place), array)

    def _file(self, number: int, place: int) -> Path:
        return self._folder / f"{number}-{place}.npy"


def calibrate_matrices(
    original: Checkpoint,
    plans: Sequence[MatrixPlan],
    windows: Sequence[Window],
    ready: Calibrated,
    done: Done,
) -> None:
    """Quantize the matrices that linear layers of the network read.

    Matrices that none reads, or that are stored transposed, are left.

    Args:
        original: the checkpoint that is quantized.
        plans: its matrices.
        windows: what the network reads, at least one.
        ready: what comes out is kept there.
        done: see `Done`.

    Raises:
        QuantizeError: if the network is not supported.
        CheckpointError: if a tensor cannot be read, or an activation overflows.
    """
    network = network_of(original)
    states = [window.x for window in windows]
    for block in network.blocks:
        weights, moments = BlockWeights(OriginalWeights(original)), MomentRecorder()
        for number, window in enumerate(windows):
            states[number] = evaluate(
                network, block.net, window.tokens, weights, states[number], moments
            )
        for plan in plans:
            found = moments.of(plan.part)
            if found is not None and plan.name not in ready and len(found) == plan.shape[1]:
                ready.keep(plan, _quantized(original, plan, found))
                done(plan.shape[0] * plan.shape[1], plan.name)


def _quantized(original: Checkpoint, plan: MatrixPlan, moments: Array) -> list[NDArray[Any]]:
    """The stored arrays of a matrix."""
    feedback, parts = feedback_of(moments), []
    for start, stop in row_ranges(*plan.shape):
        rows = read_part_rows(original, plan.part, start, stop)
        parts.append(
            quantize_matrix(
                rows, plan.target, plan.group_size, plan.name, plan.scale_dtype, feedback
            )
        )
    stored = [list(part.stored.values()) for part in parts]
    return [np.concatenate(arrays) for arrays in zip(*stored, strict=True)]
