"""Bytes of a tensor as a NumPy array, whole or by rows, and the check that it is finite."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from typing import Any

import ml_dtypes
import numpy as np
from numpy.typing import NDArray

from quantcert.containers.container import TensorInfo
from quantcert.errors import CheckpointError, StoredValueError

NUMPY_DTYPES: dict[str, np.dtype[Any]] = {
    "BOOL": np.dtype(np.bool_),
    "U8": np.dtype(np.uint8),
    "I8": np.dtype(np.int8),
    "F8_E4M3": np.dtype(ml_dtypes.float8_e4m3fn),
    "F8_E5M2": np.dtype(ml_dtypes.float8_e5m2),
    "F8_E8M0": np.dtype(ml_dtypes.float8_e8m0fnu),
    "U16": np.dtype("<u2"),
    "I16": np.dtype("<i2"),
    "F16": np.dtype("<f2"),
    "BF16": np.dtype(ml_dtypes.bfloat16),
    "U32": np.dtype("<u4"),
    "I32": np.dtype("<i4"),
    "F32": np.dtype("<f4"),
    "U64": np.dtype("<u8"),
    "I64": np.dtype("<i8"),
    "F64": np.dtype("<f8"),
}
"""NumPy's dtype for each dtype of the format."""

_EXPONENT_MASKS: dict[str, tuple[str, int]] = {
    "F16": ("<u2", 0x7C00),
    "BF16": ("<u2", 0x7F80),
    "F32": ("<u4", 0x7F80_0000),
    "F64": ("<u8", 0x7FF0_0000_0000_0000),
}
_CHECK_ELEMENTS = 1 << 16  # a block that stays in cache


def read_tensor(info: TensorInfo) -> NDArray[Any]:
    """The whole tensor.

    Raises:
        CheckpointError: if the file cannot be read, or the tensor holds a NaN or an infinity.
    """
    flat = read_elements(info, 0, math.prod(info.shape))
    check_finite(info, flat, 0)
    return flat.reshape(info.shape)


def read_rows(
    info: TensorInfo, start: int, stop: int, leading: tuple[int, ...] = ()
) -> NDArray[Any]:
    """Entries `start .. stop - 1` along the first axis after those that `leading` indexes.

    Returns:
        `[stop - start, ...]`, the axes that are left.

    Raises:
        CheckpointError: as `read_tensor`.
        IndexError: if there are no such entries.
    """
    indexed, rest = info.shape[: len(leading)], info.shape[len(leading) :]
    inside = all(0 <= index < extent for index, extent in zip(leading, indexed, strict=False))
    if not (rest and inside and 0 <= start <= stop <= rest[0]):
        where = f"rows {start}..{stop}" + f" of entry {list(leading)}" * bool(leading)
        raise IndexError(f"{where} of tensor {info.name} of shape {info.shape}")
    row = math.prod(rest[1:])
    first = int(np.ravel_multi_index(leading, indexed)) * rest[0] if leading else 0
    flat = read_elements(info, (first + start) * row, (first + stop) * row)
    check_finite(info, flat, (first + start) * row)
    return flat.reshape(stop - start, *rest[1:])


def check_finite(info: TensorInfo, flat: NDArray[Any], first: int) -> None:
    """Refuse NaN and infinity in a run of elements that begins at element `first`.

    Raises:
        StoredValueError: naming the first position that is not finite.
    """
    if info.dtype not in _EXPONENT_MASKS:
        return
    unsigned, mask = _EXPONENT_MASKS[info.dtype]
    bits = flat.view(unsigned)
    exponent = bits.dtype.type(mask)
    for begin in range(0, bits.size, _CHECK_ELEMENTS):
        block = bits[begin : begin + _CHECK_ELEMENTS] & exponent
        if block.max() == exponent:
            index = begin + int(np.argmax(block == exponent))
            position = [int(i) for i in np.unravel_index(first + index, info.shape)]
            what = f"element {position} is {float(flat[index])}, must be finite"
            matrix = position if len(position) == 2 else (None, None)
            raise StoredValueError(info.file, info.name, what, *matrix)


def read_elements(info: TensorInfo, first: int, last: int) -> NDArray[Any]:
    """Elements `first .. last - 1` in the order in which they are stored, whatever they are.

    Raises:
        CheckpointError: if the file cannot be read.
    """
    dtype = NUMPY_DTYPES[info.dtype]
    values: NDArray[np.uint8] = np.empty((last - first) * dtype.itemsize, dtype=np.uint8)
    read_bytes_into(info, first * dtype.itemsize, values.data)
    result: NDArray[Any] = values.view(dtype)
    return result


def read_block(info: TensorInfo, rows: tuple[int, int], columns: tuple[int, int]) -> NDArray[Any]:
    """A block of a tensor of two axes, whatever its elements are; nothing else is read.

    Args:
        info: the tensor.
        rows: first entry of the first axis, and the one after the last.
        columns: likewise of the second axis.

    Raises:
        CheckpointError: if the file cannot be read.
        IndexError: if there are no such entries.
    """
    extents = list(zip((rows, columns), info.shape, strict=True))
    if not all(0 <= start <= stop <= extent for (start, stop), extent in extents):
        raise IndexError(f"block {rows}, {columns} of tensor {info.name} of shape {info.shape}")
    dtype, width = NUMPY_DTYPES[info.dtype], info.shape[1]
    length = (columns[1] - columns[0]) * dtype.itemsize
    values: NDArray[np.uint8] = np.empty((rows[1] - rows[0], length), dtype=np.uint8)
    with _opened(info) as file:
        for row, line in enumerate(values, rows[0]):
            file.seek(info.offset + (row * width + columns[0]) * dtype.itemsize)
            _fill(file, info, line.data)
    result: NDArray[Any] = values.view(dtype)
    return result


def read_bytes_into(info: TensorInfo, begin: int, target: memoryview) -> None:
    """Fill `target` with the bytes of the tensor from byte `begin` of the tensor on.

    Raises:
        CheckpointError: if the file cannot be read or ends early.
    """
    with _opened(info) as file:
        file.seek(info.offset + begin)
        _fill(file, info, target)


@contextmanager
def _opened(info: TensorInfo) -> Iterator[RawIOBase]:
    try:
        with info.file.open("rb", buffering=0) as file:
            yield file
    except OSError as error:
        raise CheckpointError(f"{info.file}: cannot be read: {error.strerror}") from error


def _fill(file: RawIOBase, info: TensorInfo, target: memoryview) -> None:
    filled = 0
    while filled < len(target):
        count = file.readinto(target[filled:])
        if not count:
            raise CheckpointError(f"{info.file}: tensor {info.name}: truncated while being read")
        filled += count
