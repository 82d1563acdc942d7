"""Where a tensor of an ONNX file lies: in its message, as numbers of it, or in a file beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.container import TensorInfo
from quantcert.containers.impostors import refuse_impostor
from quantcert.containers.onnx.wire import BYTES, VARINT, Field, WireFile
from quantcert.containers.tensors import NUMPY_DTYPES
from quantcert.errors import CheckpointError

DTYPES = {
    1: "F32", 2: "U8", 3: "I8", 4: "U16", 5: "I16", 6: "I32", 7: "I64", 9: "BOOL", 10: "F16",
    11: "F64", 12: "U32", 13: "U64", 16: "BF16", 17: "F8_E4M3", 19: "F8_E5M2", 21: "U4",
    22: "I4", 23: "F4_E2M1", 24: "F8_E8M0",
}  # fmt: skip
"""Names of the types of tensors that are read."""

HALF_BYTES = ("U4", "I4", "F4_E2M1")
"""Types of which two elements share a byte, the first in the lower half."""

STRING = 8
"""The type of tensors of texts, which are no weights."""

_MAX_AXES = 16


@dataclass
class StoredTensor:
    """What a message says of a tensor; `raw` and `typed` are where its elements may stand."""

    name: str = ""
    dims: list[int] = field(default_factory=list)
    dtype: int = 0
    external: dict[str, str] = field(default_factory=dict)
    raw: Field | None = None
    typed: list[Field] = field(default_factory=list)


def read_tensor_message(file: WireFile, message: Field) -> StoredTensor:
    """What a message says of a tensor. Raises CheckpointError if it is malformed."""
    tensor = StoredTensor()
    for part in file.fields(message.offset, message.offset + message.length):
        if part.number == 1:
            tensor.dims += file.integers(part)
        elif part.number == 2 and part.kind == VARINT:
            (tensor.dtype,) = file.integers(part)
        elif part.number == 8:
            tensor.name = file.text(part)
        elif part.number == 9 and part.kind == BYTES:
            tensor.raw = part
        elif part.number in (4, 5, 7, 10, 11):
            tensor.typed.append(part)
        elif part.number == 13 and part.kind == BYTES:
            entry = {
                p.number: file.text(p) for p in file.fields(part.offset, part.offset + part.length)
            }
            tensor.external[entry.get(1, "")] = entry.get(2, "")
    return tensor


def place_tensor(
    file: WireFile, tensor: StoredTensor, values: dict[str, NDArray[Any]]
) -> TensorInfo:
    """Where a tensor lies; its elements go to `values` if they do not lie anywhere as they are.

    Raises:
        CheckpointError: if its type is not supported, or its elements are not as many as its shape
            says.
    """
    where = f"{file.path}: tensor {tensor.name}"
    if tensor.dtype not in DTYPES:
        raise CheckpointError(f"{where}: its type {tensor.dtype} is not supported")
    if len(tensor.dims) > _MAX_AXES or any(extent < 0 for extent in tensor.dims):
        raise CheckpointError(f"{where}: shape {tensor.dims} is not a list of extents")
    dtype, shape = DTYPES[tensor.dtype], tuple(tensor.dims)
    count = math.prod(shape)
    nbytes = -(-count // 2) if dtype in HALF_BYTES else count * NUMPY_DTYPES[dtype].itemsize
    if tensor.external:
        return TensorInfo(tensor.name, dtype, shape, *_external(file, where, tensor, nbytes))
    if tensor.raw is not None:
        if tensor.raw.length != nbytes:
            raise CheckpointError(
                f"{where}: {tensor.raw.length} bytes are stored, shape {list(shape)} of {dtype} "
                f"takes {nbytes}"
            )
        return TensorInfo(tensor.name, dtype, shape, file.path, tensor.raw.offset, nbytes)
    values[tensor.name] = _typed(file, where, tensor, dtype, nbytes)
    return TensorInfo(tensor.name, dtype, shape, file.path, 0, nbytes)


def _external(
    file: WireFile, where: str, tensor: StoredTensor, nbytes: int
) -> tuple[Path, int, int]:
    """The file beside the model that holds a tensor, and the place in it."""
    name = tensor.external.get("location", "")
    if not name or name in (".", "..") or Path(name).name != name or "\\" in name:
        raise CheckpointError(f"{where}: {name!r} is not the name of a file beside the model")
    places = [tensor.external.get("offset", "0"), tensor.external.get("length", str(nbytes))]
    if not all(text.isascii() and text.isdecimal() and len(text) < 19 for text in places):
        raise CheckpointError(f"{where}: offset and length {places} are not numbers")
    offset, length = map(int, places)
    path = file.path.with_name(name)
    refuse_impostor(path)
    if length != nbytes or offset + length > path.stat().st_size:
        raise CheckpointError(
            f"{where}: bytes {offset} to {offset + length} of {name} must be {nbytes} of its "
            f"{path.stat().st_size} bytes"
        )
    return path, offset, nbytes


def _typed(
    file: WireFile, where: str, tensor: StoredTensor, dtype: str, nbytes: int
) -> NDArray[Any]:
    """The elements of a tensor that are stored as numbers of the message."""
    made = b"".join(_numbers(file, part, dtype) for part in tensor.typed)
    if len(made) != nbytes:
        raise CheckpointError(
            f"{where}: {len(made)} bytes of numbers are stored, shape {tensor.dims} of {dtype} "
            f"takes {nbytes}"
        )
    target = np.dtype(np.uint8) if dtype in HALF_BYTES else NUMPY_DTYPES[dtype]
    return np.frombuffer(made, target)


def _numbers(file: WireFile, part: Field, dtype: str) -> bytes:
    """The bytes of numbers: floats are stored as they are, integers as varints."""
    if part.number in (4, 10):
        return file.data(part)
    size = 1 if dtype in HALF_BYTES else NUMPY_DTYPES[dtype].itemsize
    mask = (1 << 8 * size) - 1
    return b"".join((value & mask).to_bytes(size, "little") for value in file.integers(part))
