"""Checkpoints in a pair format for tests, written without the package's own writer."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import FORMATS
from quantcert.formats.pair35.settings import PairSettings, stored_names
from tests.checkpoint_files import weights, write_checkpoint
from tests.matrix_samples import make_matrix


def write_quantized(
    folder: Path, matrix: QuantizedMatrix, shards: int = 1, **tensors: np.ndarray
) -> Path:
    """A checkpoint whose one matrix is `m`, with a bias, and with other tensors if given."""
    arrays = (matrix.packed.words, matrix.packed.scales, matrix.packed.zero_points)
    stored = dict(zip(stored_names("m"), arrays, strict=True))
    write_checkpoint(folder, {**stored, "bias": weights(3), **tensors}, shards)
    settings = PairSettings(matrix.code_format, matrix.group_size, {"m": matrix.shape})
    text = json.dumps({"quantization_config": settings.to_json()})
    (folder / "config.json").write_text(text)
    return folder


def sample(name: str, columns: int = 7, scale_dtype: Any = np.float16) -> QuantizedMatrix:
    """A matrix of five rows and groups of four columns."""
    fmt = FORMATS[name]
    scales = np.full((5, -(-columns // 4), fmt.lanes), 0.5, dtype=scale_dtype)
    return make_matrix(np.random.default_rng(0), fmt, 5, columns, 4, scales)
