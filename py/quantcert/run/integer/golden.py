"""Proved logits of the integer program as golden ones, with certified distances to real networks.

The file is that of golden logits of prompts (`quantcert.run.engine.golden`): `integer` are the
program's own logits, exact but for what float64 does not hold, which is the tolerance. Those of a
network in real numbers are the same numbers, with the proved distance as tolerance.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert import __version__
from quantcert.errors import OutputError
from quantcert.lean import Library
from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Claim
from quantcert.run.engine.golden import (
    INTEGER,
    KIND,
    LOGITS,
    OUTPUT,
    SCHEMA,
    TOKENS,
    UNIT,
    tolerance_of,
)
from quantcert.run.integer.prove import ProvedRun
from quantcert.run.prompt.golden import rounded, write_arrays

_UNITS = (
    "logits of the integer program, before any softmax or temperature; each logit of a network in "
    "real numbers is within its tolerance of the program's"
)


def write_run_golden(
    path: Path, run: ProvedRun, files: dict[str, str], rests_on: list[str], library: Library
) -> None:
    """Write the logits of a run, which the kernel must have accepted.

    Raises:
        OutputError: if it has not, or the file cannot be written.
    """
    if not run.accepted:
        raise OutputError(f"{path}: not written: {run.reason}")
    stated = {beside.network: f"{beside.module}.logits_differ_at_most" for beside in run.beside}
    metadata = {
        "kind": KIND,
        "schema": SCHEMA,
        "version": __version__,
        OUTPUT: LOGITS,
        "units": _UNITS,
        UNIT: str(run.unit),
        "theorems": json.dumps({INTEGER: list(run.theorems), **stated}),
        "rests_on": json.dumps(rests_on),
        "sources_sha256": json.dumps({m.name: m.source_sha256 for m in run.modules}),
        "library_digest": library.digest,
        "files_sha256": json.dumps(files),
    }
    write_arrays(path, run_arrays(run), metadata)


def run_arrays(run: ProvedRun) -> dict[str, NDArray[Any]]:
    """The tensors of the file, little-endian."""
    arrays: dict[str, NDArray[Any]] = {TOKENS: np.array(run.tokens, "<i8")}
    for network, box in _boxes(run):
        arrays[network], arrays[tolerance_of(network)] = rounded(box)
    return arrays


def _boxes(run: ProvedRun) -> Iterator[tuple[str, Box]]:
    """Around the program's logits, those of each network that they are compared with."""
    exact = [Fraction(0)] * len(run.tokens)
    yield INTEGER, _box(run, exact)
    for beside in run.beside:
        yield beside.network, _box(run, [bound.fraction for bound in beside.stated.differences])


def _box(run: ProvedRun, radii: list[Fraction]) -> Box:
    """Logits within a dyadic radius of the program's, one for each position."""
    denominators = (radius.denominator.bit_length() - 1 for radius in radii)
    scale = max(run.unit, *denominators)
    shift = scale - run.unit
    pairs = zip(run.logits, radii, strict=True)
    rows = (
        tuple(Claim(v << shift, int(radius * (1 << scale))) for v in row) for row, radius in pairs
    )
    return Box(scale, tuple(rows))
