"""The numbers of a kernel as plain files, with a manifest that says what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.kernels.golden import GoldenVectors
from quantcert.kernels.layer import KernelLayer


def layer_arrays(layer: KernelLayer, golden: GoldenVectors) -> dict[str, NDArray[Any]]:
    """What every target's check program reads, little-endian, by the name of its file."""
    return {
        "words": layer.words,
        "zeros": layer.zeros,
        "scales": layer.scales.astype("<i4"),
        "inputs": golden.inputs,
        "outputs": golden.outputs.astype("<i8"),
    }


def write_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> dict[str, dict[str, object]]:
    """Write each array to `NAME.bin`, row after row; returns dtype, shape and digest of each."""
    described: dict[str, dict[str, object]] = {}
    for name, array in arrays.items():
        data = np.ascontiguousarray(array).tobytes()
        (folder / f"{name}.bin").write_bytes(data)
        described[f"{name}.bin"] = {
            "dtype": str(array.dtype.newbyteorder("=")),
            "shape": list(array.shape),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    return described
