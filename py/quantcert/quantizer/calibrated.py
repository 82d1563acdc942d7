"""Quantization of a network block by block, with what a text says about the inputs of its layers.

The original reads the text, there and back, which says how much each position matters to each
layer (`quantcert.quantizer.relevance`). Then blocks are quantized in turn: the inputs of each layer
say which errors of its weights matter (`quantcert.quantizer.feedback`). One block of the network is
in memory at a time; what comes out of it waits in a folder of temporary files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Checkpoint
from quantcert.errors import QuantizeError
from quantcert.formats import QuantizedMatrix
from quantcert.forward.differentiate import Floating
from quantcert.models.architecture import Unsupported, checkpoint_architecture
from quantcert.models.net import Architecture, MatrixUse
from quantcert.pairing.parts import read_part_rows
from quantcert.quantizer.across import quantize_across
from quantcert.quantizer.correction import Correction
from quantcert.quantizer.faithful import LARGEST, relative_errors, spliced
from quantcert.quantizer.feedback import feedback_of
from quantcert.quantizer.kept import Kept
from quantcert.quantizer.matrix import joined, quantize_matrix
from quantcert.quantizer.moments import Inputs, Moments, Relevance, Unseen
from quantcert.quantizer.plan import MatrixPlan, row_ranges
from quantcert.quantizer.recipe import Effort, Recipe
from quantcert.quantizer.relevance import Reading, Step
from quantcert.quantizer.single import SingleWeights

Done = Callable[[int, str], None]
"""Called with the weights of a matrix that is done, and its name."""


class _Wanted(Unseen):
    """Remembers what layers read.

    Attributes:
        inputs: `[positions, columns]` for each layer.
    """

    def __init__(self) -> None:
        """Nothing is read yet."""
        self.inputs: dict[MatrixUse, Floating] = {}

    def reads(self, use: MatrixUse, x: Floating) -> None:
        """See `LinearObserver`."""
        self.inputs[use] = x


Seen = Callable[[MatrixPlan, Inputs], None]
"""Is shown what meets each matrix."""


def network_of(original: Checkpoint) -> Architecture:
    """The network that an original is.

    Raises:
        QuantizeError: if it is not one that can be evaluated.
    """
    found = checkpoint_architecture(original)
    if isinstance(found, Unsupported):
        raise QuantizeError(f"{original.path}: cannot be calibrated: {found.reason}")
    return found


def calibrate_matrices(
    reading: Reading,
    relevance: Relevance,
    plans: Sequence[MatrixPlan],
    recipe: Recipe,
    ready: Kept,
    done: Done,
    step: Step,
    seen: Seen,
) -> None:
    """Quantize the matrices that linear layers of the network read; others are left.

    Args:
        reading: the network, and the windows that it reads.
        relevance: of positions to layers.
        plans: the matrices.
        recipe: how codes are found.
        ready: what comes out is kept there; what it holds already is not made anew.
        done: see `Done`.
        step: see `Step`.
        seen: see `Seen`.

    Raises:
        CheckpointError: if a tensor cannot be read.
    """
    reading.start()
    follower = replace(reading, states=reading.states.beside()) if recipe.follow else None
    if follower is not None:
        follower.start()
    for block in range(len(reading.network.blocks)):
        moments = _moments(reading, follower, block, relevance, step)
        found = [(plan, moments.of(plan.part)) for plan in plans]
        own = [(plan, inputs) for plan, inputs in found if inputs is not None]
        for plan, inputs in own:
            seen(plan, inputs)
        _quantize(reading.original, own, recipe.effort, ready, done)
        if follower is not None and own:
            _read_again(follower, block, [plan for plan, _ in own], ready)


def _moments(
    reading: Reading, follower: Reading | None, block: int, relevance: Relevance, step: Step
) -> Moments:
    """What layers of a block read, in the original, or behind the quantized blocks before it.

    The latter reads beside the original, so that it is known what is missing.
    """
    moments, weights = Moments(relevance), SingleWeights(reading.original)
    for window in range(len(reading.windows)):
        moments.window = window
        wanted = _Wanted()
        y, _ = reading.through(block, window, weights, wanted if follower else moments)
        _pass_on(reading, block, window, y)
        if follower is not None:
            moments.wanted = wanted.inputs
            y, _ = follower.through(block, window, weights, moments)
            _pass_on(follower, block, window, y)
        step()
    return moments


def _pass_on(reading: Reading, block: int, window: int, y: NDArray[Any]) -> None:
    if block + 1 < len(reading.network.blocks):
        reading.states.save(block + 1, window, y)


def _quantize(
    original: Checkpoint,
    matrices: Iterable[tuple[MatrixPlan, Inputs]],
    effort: Effort,
    ready: Kept,
    done: Done,
) -> None:
    for plan, inputs in matrices:
        if plan.name not in ready:
            ready.keep(plan, quantize_part(original, plan, inputs, effort))
            done(plan.shape[0] * plan.shape[1], plan.name)


def quantize_part(
    original: Checkpoint, plan: MatrixPlan, inputs: Inputs, effort: Effort
) -> QuantizedMatrix:
    """A matrix, with what is known of the inputs that meet it."""
    form, sweeps = (plan.target, plan.group_size, plan.name), effort.sweeps
    ordered = effort.is_ordered and not inputs.across
    feedback = feedback_of(inputs.moments, group_size=plan.group_size if ordered else None)
    corrected = Correction.of(original, plan, inputs)
    if inputs.across:
        whole = read_part_rows(original, plan.part, 0, plan.shape[0])
        moved = corrected.apply(whole)
        return quantize_across(moved, *form, plan.scale_dtype, feedback, sweeps, whole)
    parts = []
    for start, stop in row_ranges(*plan.shape):
        rows = read_part_rows(original, plan.part, start, stop)
        moved = corrected.apply(rows)
        found = quantize_matrix(moved, *form, plan.scale_dtype, feedback, sweeps)
        far = np.flatnonzero(relative_errors(rows, found) > LARGEST)
        if far.size:
            found = spliced(found, far, quantize_matrix(rows[far], *form, plan.scale_dtype))
        parts.append(found)
    return joined(parts)


def _read_again(reading: Reading, block: int, plans: Sequence[MatrixPlan], ready: Kept) -> None:
    """Pass on what the quantized block makes of the windows, in place of what it made before."""
    if block + 1 == len(reading.network.blocks):
        return
    decoded = {plan.part: ready.decoded(plan) for plan in plans}
    weights = SingleWeights(reading.original, decoded)
    for window in range(len(reading.windows)):
        y, _ = reading.through(block, window, weights, Unseen())
        _pass_on(reading, block, window, y)
