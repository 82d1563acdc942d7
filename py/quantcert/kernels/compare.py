"""What another tool made of a kernel's golden inputs, beside its golden outputs."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.npy import map_npy
from quantcert.errors import CheckpointError
from quantcert.kernels.export import KIND, MANIFEST

OUTPUTS = "outputs.bin"


@dataclass(frozen=True)
class KernelComparison:
    """How many results there are, and those that differ.

    Attributes:
        results: number of results compared.
        differing: `[differences, 2]`, vector and row of each result that is another.
        first: what the first of them is and should be; None if all are equal.
    """

    results: int
    differing: NDArray[np.intp]
    first: tuple[int | float, int] | None


def compare_results(folder: Path, results: Path) -> KernelComparison:
    """Compare results `[vectors, rows]` with the golden ones of a folder of `export-kernel`.

    Args:
        folder: what `export-kernel` wrote.
        results: an npy file of integers or floats, or int64 numbers in a file NAME.bin.

    Raises:
        CheckpointError: if a file is not what it should be, or the golden outputs were edited.
    """
    golden = _golden(folder)
    found = _results(results, golden.shape)
    differing = np.argwhere(~_equal(found, golden))
    first = None
    if len(differing):
        place = tuple(differing[0])
        first = (found[place].item(), golden[place].item())
    return KernelComparison(golden.size, differing, first)


def _equal(found: NDArray[Any], golden: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where numbers are the golden integers; floats are not rounded to make them so."""
    if found.dtype.kind != "f":
        return np.asarray(found == golden)
    wide = found.astype(np.float64)
    whole = np.isfinite(wide) & (np.abs(wide) < 2.0**63) & (wide == np.trunc(wide))
    exact = np.where(whole, wide, 0).astype(np.int64)
    return np.asarray(whole & (exact == golden))


def _golden(folder: Path) -> NDArray[np.int64]:
    """The outputs of the folder, whose digest must be that of its manifest."""
    path = folder / OUTPUTS
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        data = path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"{error.filename}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{folder / MANIFEST}: is not JSON: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise CheckpointError(f"{folder / MANIFEST}: was not written by export-kernel")
    try:
        described = manifest["arrays"][OUTPUTS]
        shape, digest = tuple(map(int, described["shape"])), str(described["sha256"])
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{folder / MANIFEST}: does not describe {OUTPUTS}") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise CheckpointError(f"{path}: is not the file that export-kernel wrote")
    return np.frombuffer(data, "<i8").reshape(shape)


def _results(path: Path, shape: tuple[int, ...]) -> NDArray[Any]:
    values = map_npy(path) if path.suffix == ".npy" else _read_int64(path, shape)
    if values.shape != shape or values.dtype.kind not in "if" or values.itemsize > 8:
        raise CheckpointError(
            f"{path}: {values.dtype} of shape {list(values.shape)}, must be numbers of shape "
            f"{list(shape)}: [vectors, rows]"
        )
    return values


def _read_int64(path: Path, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """The numbers of a file; in one axis if there are more or fewer than the shape has."""
    try:
        values = np.fromfile(path, "<i8")
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror or error}") from error
    return values.reshape(shape) if values.size == math.prod(shape) else values
