"""E2M1 codes in blocks of 32 along a row, each with a power of two.

Byte `j` of a block holds column `2 j` in its lower half and `2 j + 1` in its upper one; the scale
`s` stands for `2**(s - 127)`, and 255 for NaN. Source: `convert_moe_packed_tensors` in
transformers/integrations/mxfp4.py; "OCP Microscaling Formats (MX) Specification" 1.0, 5.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Columns that share a scale."""

BLOCK_BYTES = 16
"""Bytes of their codes."""


def codes_of(blocks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The codes of rows of blocks.

    Args:
        blocks: `[rows, groups, 16]`.

    Returns:
        `[rows, 32 * groups]`.
    """
    halves = np.stack([blocks & np.uint8(15), blocks >> 4], axis=-1)
    return halves.reshape(len(blocks), blocks.shape[1] * BLOCK)
