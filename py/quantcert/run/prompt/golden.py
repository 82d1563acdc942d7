"""Certified logits as golden ones: boxes rounded so that what is written follows from them."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert import __version__
from quantcert.containers.safetensors.writer import PlannedTensor, ShardWriter
from quantcert.errors import OutputError
from quantcert.lean import Library
from quantcert.outputs import staged_file
from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Claim
from quantcert.run.engine.golden import (
    KIND,
    LOGITS,
    NETWORKS,
    OUTPUT,
    SCHEMA,
    TOKENS,
    tolerance_of,
)
from quantcert.run.prompt.modules import module_names
from quantcert.run.prompt.networks import ENCODER_OUTPUT, PromptInputs
from quantcert.run.prompt.result import PromptResult
from quantcert.run.prompt.words import rests_on

Floats = NDArray[np.float64]

_UNITS = {
    LOGITS: "logits as the network of real numbers gives them, before any softmax or temperature",
    ENCODER_OUTPUT: "outputs of the last layer as the network of real numbers gives them",
}
_WITHIN = "each is within its tolerance of its midpoint"


def write_golden(path: Path, inputs: PromptInputs, library: Library, result: PromptResult) -> None:
    """Write the logits of both networks; the kernel must have accepted their boxes.

    Raises OutputError if it has not, a logit is above the largest float64, or the file cannot be
    written.
    """
    arrays = golden_arrays(path, result)
    write_arrays(path, arrays, _metadata(inputs, library, result))


def write_arrays(path: Path, arrays: dict[str, NDArray[Any]], metadata: dict[str, str]) -> None:
    """Write these tensors, float64 and int64. Raises OutputError if they cannot be."""
    dtypes = {"f": "F64", "i": "I64"}
    planned = [PlannedTensor(n, dtypes[a.dtype.kind], a.shape) for n, a in arrays.items()]
    with staged_file(path) as staged, ShardWriter(staged, planned, metadata) as writer:
        for name, array in arrays.items():
            writer.append(name, array.tobytes())


def golden_arrays(path: Path, result: PromptResult) -> dict[str, NDArray[Any]]:
    """The tensors of the file, little-endian. Raises OutputError as `write_golden`."""
    if result.proved is None:
        raise OutputError(f"{path}: not written: {result.reason}")
    arrays: dict[str, NDArray[Any]] = {TOKENS: np.array(result.tokens, "<i8")}
    for network, box in zip(NETWORKS, result.proved.logits, strict=True):
        try:
            arrays[network], arrays[tolerance_of(network)] = rounded(box)
        except OverflowError:
            raise OutputError(f"{path}: a logit is above the largest float64") from None
    return arrays


def rounded(box: Box) -> tuple[Floats, Floats]:
    """Midpoints rounded to the nearest float64, and tolerances that make up for it.

    Raises OverflowError for a number above the largest float64.
    """
    pairs = [[_rounded(claim, box.scale) for claim in row] for row in box.claims]
    both = np.array(pairs, "<f8")
    return both[..., 0], both[..., 1]


def _rounded(claim: Claim, scale: int) -> tuple[float, float]:
    """Whatever is within `claim.rad` of `claim.mid` is within the second of the first."""
    exact = Fraction(claim.mid, 1 << scale)
    mid = float(exact)
    tolerance = abs(exact - Fraction(mid)) + Fraction(claim.rad, 1 << scale)
    near = float(tolerance)
    return mid, near if Fraction(near) >= tolerance else math.nextafter(near, math.inf)


def _metadata(inputs: PromptInputs, library: Library, result: PromptResult) -> dict[str, str]:
    sources = {module.name: module.source_sha256 for module in result.modules}
    modules = module_names(result.tokens).all[:2]
    return {
        "kind": KIND,
        "schema": SCHEMA,
        "version": __version__,
        "family": inputs.architecture.family,
        OUTPUT: inputs.architecture.output,
        "units": f"{_UNITS[inputs.architecture.output]}; {_WITHIN}",
        "theorems": json.dumps(
            {
                network: f"{module}.contained"
                for network, module in zip(NETWORKS, modules, strict=True)
            }
        ),
        "rests_on": json.dumps(rests_on(inputs.architecture)),
        "sources_sha256": json.dumps(sources),
        "library_digest": library.digest,
        "files_sha256": json.dumps(inputs.files()),
    }
