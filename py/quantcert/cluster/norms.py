"""Norms of a network's matrices that no module of the run proves: they are measured by workers.

Where modules prove norms, these are part of the task of the matrix, whose literals they are of.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import get_args

from quantcert.cluster.messages import MeasuredMatrix, NormsTask
from quantcert.cluster.opened import Opened
from quantcert.cluster.options import ClusterOptions
from quantcert.exact.norms import Method
from quantcert.models.architecture import Unsupported
from quantcert.models.certificates import MatrixCert, MatrixNorms
from quantcert.models.net import MatrixUse
from quantcert.run.layer_scan import matrix_digests
from quantcert.run.network_plan import KnownMatrix, measured_matrix
from quantcert.run.options import Level
from quantcert.run.verify import VerifyRun

_TASK_WEIGHTS = 1 << 24
"""Of matrices that are measured together: about a minute."""
_MOST_WEIGHTS = 1 << 28
"""Of one, which takes a quarter of an hour. With larger ones a worker would seem to hang."""


def norms_tasks(run: VerifyRun, options: ClusterOptions) -> Iterator[NormsTask]:
    """Tasks for all norms that no module will prove, but for the share that is left here."""
    inputs = run.inputs
    if inputs.network is None:
        return
    uses = inputs.network.architecture.matrices
    places = [
        place
        for place, use in enumerate(uses)
        if not _is_proved(run, use) and _weights(use) <= _MOST_WEIGHTS
    ]
    left = math.ceil(options.recheck * len(places))
    chosen = random.Random(options.seed).sample(places, len(places))[left:]
    for group in _groups(uses, sorted(chosen, key=lambda place: (-_weights(uses[place]), place))):
        digests: dict[str, str] = {}
        for place in group:
            digests |= matrix_digests(inputs.quantized, inputs.original, uses[place].tensor)
        yield NormsTask(tuple(group), digests)


def measured(opened: Opened, task: NormsTask) -> tuple[MeasuredMatrix, ...]:
    """The norms of a task.

    Raises:
        CheckpointError: if tensors cannot be read, or are not those of the digests.
        ValueError: if there is no network.
    """
    architecture = None if opened.layouts is None else opened.layouts.known
    if architecture is None or isinstance(architecture, Unsupported) or opened.original is None:
        raise ValueError("norms are measured of a network")
    opened.compare(task.digests)
    found = []
    for place in task.places:
        use, head_dim = architecture.matrices[place], architecture.head_dim
        known = measured_matrix(opened.quantized, opened.original, use, head_dim)
        found.append(MeasuredMatrix(place, known.cert, known.methods))
    opened.refuse_changed()
    return tuple(found)


def known_norms(
    run: VerifyRun, task: NormsTask, returned: Sequence[MeasuredMatrix]
) -> dict[MatrixUse, KnownMatrix]:
    """What a worker returned of the matrices that it was asked for, if it can be norms of them."""
    assert run.inputs.network is not None
    uses, found = run.inputs.network.architecture.matrices, dict[MatrixUse, KnownMatrix]()
    for each in returned:
        use = uses[each.place] if each.place in task.places else None
        first, second = (_method(name) for name in each.methods)
        if use is not None and first and second and _fits(use, each.cert):
            found[use] = KnownMatrix(use, each.cert, (first, second))
    return found


def _is_proved(run: VerifyRun, use: MatrixUse) -> bool:
    """Whether the module of a matrix states its norms."""
    inputs, options = run.inputs, run.inputs.options
    if options.level is not Level.WEIGHTS or use.tensor not in inputs.quantized.matrices():
        return False
    return options.norms or use.tensor in run.shared


def _groups(uses: Sequence[MatrixUse], places: Sequence[int]) -> Iterator[list[int]]:
    """Matrices of a task: a large one alone, small ones together."""
    group: list[int] = []
    for place in places:
        group.append(place)
        if sum(_weights(uses[each]) for each in group) >= _TASK_WEIGHTS:
            yield group
            group = []
    if group:
        yield group


def _weights(use: MatrixUse) -> int:
    return use.rows * use.columns


def _method(name: str) -> Method | None:
    return next((known for known in get_args(Method) if known == name), None)


def _fits(use: MatrixUse, cert: MatrixCert) -> bool:
    """Whether bounds are of the shape, and none is negative."""
    if (cert.rows, cert.columns) != (use.rows, use.columns):
        return False
    parts = (cert.original, cert.quantized, cert.error)
    bounds = [getattr(part, field.name) for part in parts for field in fields(MatrixNorms)]
    return all(bound.mantissa >= 0 and bound.p >= 0 for bound in bounds)
