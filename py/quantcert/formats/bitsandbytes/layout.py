"""4-bit codes and their scales, which run over the matrix row after row without regard to rows.

Element `i` of the flattened matrix is a half of byte `i // 2`: the upper one if `i` is even. It
belongs to block `i // block`. Sources: `kQuantizeBlockwise` in csrc/kernels.cu and
`_dequantize_4bit_compute` in backends/default/ops.py of bitsandbytes; nested scales:
`dequantize_4bit` in functional.py. Where blocks do not divide rows, the kernel for CPUs of version
0.50.2 takes other scales; what is said here is what the quantizer and the other kernels do.
"""

from __future__ import annotations

from math import gcd

import numpy as np
from numpy.typing import NDArray


def group_size(columns: int, block: int) -> int:
    """Columns of the longest groups that divide rows and lie within one block each."""
    return gcd(columns, block)


def byte_range(first: int, last: int) -> tuple[int, int]:
    """The bytes that hold elements `first .. last - 1`."""
    return first // 2, -(-last // 2)


def codes_of(data: NDArray[np.uint8], first: int, count: int) -> NDArray[np.uint8]:
    """`count` codes from element `first` on, in the bytes that `byte_range` says."""
    halves = np.stack([data >> 4, data & np.uint8(15)], axis=-1).reshape(-1)
    return halves[first % 2 : first % 2 + count]


def block_of_groups(
    start: int, stop: int, columns: int, block: int
) -> tuple[NDArray[np.intp], int, int]:
    """Which block each group of rows `start .. stop - 1` lies in.

    Returns:
        `[rows, groups]` numbers of blocks, counted from `first`, and the range of all blocks:
        `first` and one after the last.
    """
    size = group_size(columns, block)
    rows = np.arange(start, stop, dtype=np.intp)[:, None] * columns
    groups = np.arange(0, columns, size, dtype=np.intp)[None, :]
    first = start * columns // block
    return (rows + groups) // block - first, first, -(-stop * columns // block)


def nested_scales(
    codes: NDArray[np.uint8],
    table: NDArray[np.float32],
    scales: NDArray[np.float32],
    places: NDArray[np.intp],
    offset: np.float32,
) -> NDArray[np.float32]:
    """Scales that are stored as codes themselves: `table[code] * scale + offset`.

    The library rounds the product and the sum to float32, and multiplies weights by the result: it
    is the scale that counts.

    Args:
        codes: `[blocks]`.
        table: `[256]`, what codes stand for.
        scales: the scales of blocks of codes.
        places: `[blocks]`, which of `scales` belongs to a code.
        offset: added to all of them.
    """
    with np.errstate(all="ignore"):  # what is not finite is refused by the reader
        made: NDArray[np.float32] = table[codes] * scales[places] + offset
    return made
