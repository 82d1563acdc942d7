"""Which format each matrix gets when the bits of a weight are given on average.

What a format costs in quality is foretold: a column's error of rounding counts with what is left of
its inputs' second moments once the columns after it have made good what they can (the diagonal of
LDLᵀ, see `quantcert.quantizer.feedback`). Bits go where a bit saves most of that.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Checkpoint
from quantcert.errors import QuantizeError
from quantcert.exact import decode_float64
from quantcert.formats import QuantizedMatrix
from quantcert.formats.target import Floats
from quantcert.pairing.parts import read_part_rows
from quantcert.quantizer.faithful import LARGEST, far_columns, relative_errors
from quantcert.quantizer.feedback import Feedback, feedback_of
from quantcert.quantizer.matrix import quantize_matrix
from quantcert.quantizer.moments import Inputs
from quantcert.quantizer.plan import MatrixPlan, row_ranges
from quantcert.quantizer.recipe import Choice, make_choice, menu

_NEIGHBOURS = 128
"""Columns that may share a group."""

_SAMPLE = 64
"""Rows on which a format is tried."""

_HARDEST = 4
"""Rows on which it is tried whether a format is fine enough."""

_UNFIT = 1e30
"""The loss of a format that is not."""


@dataclass(frozen=True)
class Offer:
    """A format for a matrix.

    Attributes:
        choice: the format.
        bits: what the whole matrix takes.
        loss: what it costs in quality.
    """

    choice: Choice
    bits: int
    loss: float


def offers_of(original: Checkpoint, plan: MatrixPlan, inputs: Inputs) -> list[Offer]:
    """What each format of the menu would do to a matrix whose layers read these inputs."""
    feedback, sample = feedback_of(inputs.moments), _sample(plan)
    if inputs.across:
        weights = feedback.importance[sample], np.ones(plan.shape[1])
    else:
        weights = np.ones(len(sample)), feedback.importance
    return _offers(original, plan, sample, *weights, across=inputs.across)


def offers_of_table(original: Checkpoint, plan: MatrixPlan, weight: float) -> list[Offer]:
    """Likewise for a table whose rows are looked up, by positions of that weight together."""
    sample, rows = _sample(plan), plan.shape[0]
    weights = np.full(len(sample), weight / rows), np.ones(plan.shape[1])
    return _offers(original, plan, sample, *weights)


def added(first: Sequence[Offer], second: Sequence[Offer]) -> list[Offer]:
    """Offers for a matrix that is used in two ways."""
    pairs = zip(first, second, strict=True)
    return [Offer(one.choice, one.bits, one.loss + other.loss) for one, other in pairs]


def stored_bits(plan: MatrixPlan, choice: Choice) -> int:
    """What a matrix takes in a format."""
    form = plan.name, plan.shape, choice.group_size, plan.scale_dtype
    return 8 * sum(tensor.nbytes for tensor in choice.target.planned(*form))


def _sample(plan: MatrixPlan) -> NDArray[np.int64]:
    """Numbers of some of the rows, evenly spread."""
    rows = plan.shape[0]
    return np.unique(np.linspace(0, rows - 1, min(_SAMPLE, rows)).astype(np.int64))


def _uneven(original: Checkpoint, plan: MatrixPlan) -> NDArray[Any]:
    """The rows whose largest weight is the largest beside the others: the hardest to round."""
    best: list[tuple[float, NDArray[Any]]] = []
    for start, stop in row_ranges(*plan.shape):
        rows = read_part_rows(original, plan.part, start, stop)
        sizes = np.abs(rows.astype(np.float64))
        ratios = sizes.max(axis=1) / np.maximum(sizes.mean(axis=1), np.finfo(np.float64).tiny)
        for row in np.argsort(-ratios, kind="stable")[:_HARDEST].tolist():
            best.append((float(ratios[row]), rows[row]))
    best.sort(key=lambda pair: -pair[0])
    return np.stack([row for _, row in best[:_HARDEST]])


def _uneven_columns(original: Checkpoint, plan: MatrixPlan) -> NDArray[Any]:
    """Neighbouring columns of which one is the largest beside another: they share scales."""
    whole = read_part_rows(original, plan.part, 0, plan.shape[0])
    sizes = np.abs(whole.astype(np.float64)).sum(axis=0)
    starts = range(0, plan.shape[1], _NEIGHBOURS)
    parts = [sizes[start : start + _NEIGHBOURS] for start in starts]
    ratios = [part.max() / max(part[part > 0].min(initial=np.inf), 1e-300) for part in parts]
    start = starts[int(np.argmax(ratios))]
    return whole[:, start : start + _NEIGHBOURS]


def _is_coarse(hard: NDArray[Any], made: QuantizedMatrix, across: bool) -> bool:
    """Whether a row, or a column, errs by more than may be."""
    if across:
        return bool(far_columns(hard.astype(np.float64), decode_float64(made)).any())
    return bool((relative_errors(hard, made) > LARGEST).any())


def _offers(
    original: Checkpoint,
    plan: MatrixPlan,
    sample: NDArray[np.int64],
    of_rows: Floats,
    of_columns: Floats,
    across: bool = False,
) -> list[Offer]:
    """Formats that are too coarse for a row are offered at a loss that nobody takes.

    Where rows belong to inputs (`across`), for a column.
    """
    picked = [read_part_rows(original, plan.part, row, row + 1) for row in sample.tolist()]
    rows, importance = np.concatenate(picked), Feedback(of_columns, None, None)
    hard = _uneven_columns(original, plan) if across else _uneven(original, plan)
    found = []
    for name, size in menu():
        choice = make_choice(name, size)
        form = choice.target, size, plan.name, plan.scale_dtype
        made = quantize_matrix(rows, *form, importance)
        error = decode_float64(made) - rows.astype(np.float64)
        loss = float(of_rows @ np.square(error) @ of_columns) * plan.shape[0] / len(sample)
        if _is_coarse(hard, quantize_matrix(hard, *form), across):
            loss = _UNFIT
        found.append(Offer(choice, stored_bits(plan, choice), loss))
    return found


def spend(offers: Mapping[str, Sequence[Offer]], bits: float) -> dict[str, Choice]:
    """The formats with which all matrices take at most `bits` together, at about the least loss.

    Each starts with its cheapest; bits are spent where they save most, as long as there are some.

    Raises:
        QuantizeError: if the cheapest formats take more.
    """
    stairs = {name: _hull(own) for name, own in offers.items()}
    left = bits - sum(steps[0].bits for steps in stairs.values())
    if left < 0:
        raise QuantizeError("the matrices cannot be stored in so few bits per weight")
    places = dict.fromkeys(stairs, 0)
    waiting = [(-_gain(steps, 0), name) for name, steps in stairs.items() if len(steps) > 1]
    heapq.heapify(waiting)
    while waiting:
        _, name = heapq.heappop(waiting)
        steps, place = stairs[name], places[name]
        cost = steps[place + 1].bits - steps[place].bits
        if cost > left:
            continue
        left, places[name] = left - cost, place + 1
        if place + 2 < len(steps):
            heapq.heappush(waiting, (-_gain(steps, place + 1), name))
    return {name: stairs[name][place].choice for name, place in places.items()}


def _gain(steps: Sequence[Offer], place: int) -> float:
    """The loss that a bit saves on the step after a place."""
    here, there = steps[place], steps[place + 1]
    return (here.loss - there.loss) / (there.bits - here.bits)


def _hull(offers: Sequence[Offer]) -> list[Offer]:
    """Those of the offers, cheap ones first, that save ever less for a bit."""
    found: list[Offer] = []
    for offer in sorted(offers, key=lambda offer: offer.bits):
        if found and offer.loss >= found[-1].loss:
            continue
        while found and _useless(found, offer):
            found.pop()
        found.append(offer)
    return found


def _useless(found: Sequence[Offer], offer: Offer) -> bool:
    """Whether the last offer is none that anybody would take, now that there is another."""
    if found[-1].bits >= offer.bits:
        return True
    return len(found) > 1 and _gain((found[-2], found[-1]), 0) <= _gain((found[-1], offer), 0)
