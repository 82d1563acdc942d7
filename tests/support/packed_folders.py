"""Folders of packed integer formats, made of codes, and what their matrices decode to."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from quantcert.formats import QuantizedMatrix
from tests.support.checkpoints import write_checkpoint


def write_folder(
    folder: Path, tensors: dict[str, np.ndarray], settings: dict[str, Any] | None, **config: Any
) -> Path:
    """A folder with these tensors and this `quantization_config`."""
    write_checkpoint(folder, tensors)
    stated = {} if settings is None else {"quantization_config": settings}
    (folder / "config.json").write_text(json.dumps({"model_type": "test", **config, **stated}))
    return folder


def decoded_float64(matrix: QuantizedMatrix) -> np.ndarray:
    """`scale * (code - zero_point) + offset` of every entry; exact for scales of 32 bits."""
    columns = matrix.shape[1]
    groups = np.arange(columns) // matrix.group_size
    tables = np.array(matrix.codec.tables)[np.arange(columns) % matrix.codec.lanes]
    steps = matrix.codes.astype(np.float64) - matrix.zero_points[:, groups, tables]
    decoded = matrix.scales.astype(np.float64)[:, groups, tables] * steps
    if matrix.offsets is not None:
        decoded += matrix.offsets.astype(np.float64)[:, groups, tables]
    return decoded


def packed_words(codes: np.ndarray, bits: int) -> np.ndarray:
    """Rows of codes in words of 32 bits without holes, lowest bit first; slow and plain.

    Args:
        codes: `[rows, count]`, each below `2**bits`; `count * bits` a multiple of 32.
        bits: bits of a code.

    Returns:
        `[rows, count * bits / 32]` int32.
    """
    rows = []
    for row in codes.tolist():
        number = sum(code << (bits * place) for place, code in enumerate(row))
        words = [(number >> (32 * at)) & 0xFFFF_FFFF for at in range(-(-len(row) * bits // 32))]
        rows.append(words)
    return np.array(rows, dtype=np.uint32).view(np.int32)


def awq_words(fields: np.ndarray) -> np.ndarray:
    """Rows of 4-bit fields in words of 32 bits, the fields of each eight as 0 2 4 6 1 3 5 7.

    Args:
        fields: `[rows, count]`, `count` a multiple of 8.

    Returns:
        `[rows, count / 8]` int32.
    """
    ordered = fields.reshape(len(fields), -1, 8)[:, :, [0, 2, 4, 6, 1, 3, 5, 7]]
    return packed_words(ordered.reshape(fields.shape), 4)
