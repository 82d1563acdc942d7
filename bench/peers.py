"""Other quantizers, matrix by matrix: types of llama.cpp, and grids of 128 columns with GPTQ."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bench.llama_cpp import dequantize, quantize, row_size
from quantcert.formats.target import Floats
from quantcert.quantizer.feedback import feedback_of, no_feedback

Singles = NDArray[np.float32]

LLAMA_TYPES = {"Q4_0": 2, "Q3_K": 11, "Q4_K": 12, "IQ3_S": 21, "IQ4_XS": 23}
"""Types of llama.cpp by their numbers in `enum ggml_type`."""

_BLOCK, _GROUP = 256, 128

_GPTQ_DAMPING = 0.01
"""As GPTQ has it by default."""


@dataclass(frozen=True)
class Peer:
    """Another quantizer.

    Attributes:
        name: of the row of the table.
        quantize: from a matrix `[rows, columns]` and the second moments of its inputs to the
            decoded matrix, and the bits that it takes.
    """

    name: str
    quantize: Callable[[Singles, Floats], tuple[Singles, int]]


def peers() -> list[Peer]:
    """Each type of llama.cpp without and with importance matrix; rounding and GPTQ in 3 and 4."""
    found = []
    for name, kind in LLAMA_TYPES.items():
        found.append(Peer(f"llama.cpp {name}", partial(_llama, kind, False)))
        found.append(Peer(f"llama.cpp {name}, imatrix", partial(_llama, kind, True)))
    for bits in (3, 4):
        found.append(Peer(f"RTN {bits} g128", partial(_groups, bits, False)))
        found.append(Peer(f"GPTQ {bits} g128", partial(_groups, bits, True)))
    return found


def _llama(kind: int, calibrated: bool, weights: Singles, moments: Floats) -> tuple[Singles, int]:
    """Rows are joined until blocks of 256 divide them, so that no other type has to stand in.

    Rows of zeros are added where there are too few, and counted.
    """
    rows, columns = weights.shape
    joined = math.lcm(columns, _BLOCK) // columns
    padded = np.zeros((-(-rows // joined) * joined, columns), dtype=np.float32)
    padded[:rows] = weights
    every = np.tile(np.diagonal(moments), joined) if calibrated else None
    data = quantize(padded.reshape(-1, columns * joined), kind, every)
    decoded = dequantize(data, kind, columns * joined).reshape(padded.shape)
    return decoded[:rows], 8 * row_size(kind, columns * joined) * len(data)


def _groups(bits: int, calibrated: bool, weights: Singles, moments: Floats) -> tuple[Singles, int]:
    """A scale in float16 and a zero-point for 128 columns that span their range, as GPTQ has."""
    rows, columns = weights.shape
    moved = weights.astype(np.float64)
    decoded = np.empty_like(moved)
    feedback = feedback_of(moments, _GPTQ_DAMPING) if calibrated else no_feedback(columns)
    for start in range(0, columns, _GROUP):
        own = moved[:, start : start + _GROUP]
        low, high = own.min(axis=1, initial=0.0), own.max(axis=1, initial=0.0)
        scale = ((high - low) / ((1 << bits) - 1)).astype(np.float16).astype(np.float64)
        scale = np.where(scale > 0, scale, 1.0)[:, None]
        zero = np.clip(np.rint(-low[:, None] / scale), 0, (1 << bits) - 1)
        wide = np.broadcast_to(scale, own.shape), np.broadcast_to(zero, own.shape)
        tops = np.full(own.shape[1], (1 << bits) - 1)
        codes = feedback.round(moved, start, *wide, tops)
        decoded[:, start : start + _GROUP] = scale * (codes - zero)
    groups = -(-columns // _GROUP)
    return decoded.astype(np.float32), rows * (bits * columns + (16 + bits) * groups)
