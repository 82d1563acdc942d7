"""Checkpoints of any size: random matrices, written without being held in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

_COLUMNS = 1000  # ragged: neither whole groups of 128 nor whole blocks of 16
_MATRIX_ROWS = 4000


def write_synthetic(folder: Path, weights: int, seed: int = 0) -> Path:
    """A float32 checkpoint of about `weights` weights, in matrices of at most four million."""
    return write_matrices(folder, _shapes(weights), seed)


def write_matrices(
    folder: Path, shapes: Mapping[str, tuple[int, int]], seed: int = 0, dtype: str = "F32"
) -> Path:
    """A checkpoint of matrices of these shapes, in float32 ("F32") or bfloat16 ("BF16").

    The weights are normal with standard deviation 1/32; the same arguments give the same file.
    """
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"model_type": "synthetic"}')
    generator = np.random.default_rng(seed)
    with (folder / "model.safetensors").open("wb") as file:
        file.write(_header(shapes, dtype))
        for rows, columns in shapes.values():
            matrix = generator.standard_normal((rows, columns), dtype=np.float32) / np.float32(32)
            high = matrix.view(np.uint32) >> 16  # what bfloat16 keeps
            file.write(matrix.tobytes() if dtype == "F32" else high.astype("<u2").tobytes())
    return folder


def weight_count(weights: int) -> int:
    """The number of weights that a checkpoint of about `weights` weights has."""
    return sum(rows * columns for rows, columns in _shapes(weights).values())


def _shapes(weights: int) -> dict[str, tuple[int, int]]:
    rows = max(1, round(weights / _COLUMNS))
    starts = range(0, rows, _MATRIX_ROWS)
    return {
        f"layers.{i}.weight": (min(_MATRIX_ROWS, rows - start), _COLUMNS)
        for i, start in enumerate(starts)
    }


def _header(shapes: Mapping[str, tuple[int, int]], dtype: str) -> bytes:
    entries, offset, size = {}, 0, {"F32": 4, "BF16": 2}[dtype]
    for name, (rows, columns) in shapes.items():
        end = offset + size * rows * columns
        entries[name] = {
            "dtype": dtype,
            "shape": [rows, columns],
            "data_offsets": [offset, end],
        }
        offset = end
    text = json.dumps(entries).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text
