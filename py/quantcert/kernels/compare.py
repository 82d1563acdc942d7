"""What another tool made of a kernel's golden inputs, beside its golden outputs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    differing = np.argwhere(found != golden)
    first = None
    if len(differing):
        place = tuple(differing[0])
        first = (found[place].item(), golden[place].item())
    return KernelComparison(golden.size, differing, first)


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
    try:
        if path.suffix == ".npy":
            values: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
        else:
            values = np.fromfile(path, "<i8")
            values = values.reshape(shape) if values.size == np.prod(shape) else values
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, TypeError, EOFError, SyntaxError) as error:
        raise CheckpointError(f"{path}: is not an npy file of numbers: {error}") from error
    if values.shape != shape or values.dtype.kind not in "if":
        raise CheckpointError(
            f"{path}: {values.dtype} of shape {list(values.shape)}, must be numbers of shape "
            f"{list(shape)}: [vectors, rows]"
        )
    return values
