"""Strict reading of a safetensors header.

Layout (https://github.com/huggingface/safetensors, "Format"): eight bytes with the header's length
as a little-endian integer, the header as one JSON object, then the tensors' bytes without holes.
Everything that the header claims is checked against the file before a tensor is touched.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from quantcert.containers.container import TensorInfo
from quantcert.containers.impostors import refuse_impostor
from quantcert.errors import CheckpointError

ITEM_SIZES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "F8_E8M0": 1,
    "U16": 2, "I16": 2, "F16": 2, "BF16": 2,
    "U32": 4, "I32": 4, "F32": 4,
    "U64": 8, "I64": 8, "F64": 8,
}  # fmt: skip
"""Bytes of an element of each known dtype."""

MAX_HEADER_BYTES = 100_000_000
"""Longest header that the format's own library accepts."""

_LENGTH_BYTES = 8


def read_header(path: Path) -> list[TensorInfo]:
    """All tensors of a safetensors file, in the order of their offsets.

    Raises:
        CheckpointError: if the file cannot be read or its header is not exactly right.
    """
    return read_header_and_metadata(path)[0]


def read_header_and_metadata(path: Path) -> tuple[list[TensorInfo], dict[str, str]]:
    """As `read_header`, and the strings under `__metadata__`, by name. Raises CheckpointError."""
    refuse_impostor(path)
    try:
        with path.open("rb") as file:
            return _parse(path, file, path.stat().st_size)
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror}") from error


def _parse(path: Path, file: BinaryIO, size: int) -> tuple[list[TensorInfo], dict[str, str]]:
    if size < _LENGTH_BYTES:
        raise CheckpointError(f"{path}: truncated: {size} bytes, the header's length takes 8")
    length = int.from_bytes(file.read(_LENGTH_BYTES), "little")
    limit = min(size - _LENGTH_BYTES, MAX_HEADER_BYTES)
    if not 2 <= length <= limit:
        raise CheckpointError(
            f"{path}: header length {length} is not in 2..{limit} (the file has {size} bytes)"
        )
    start = _LENGTH_BYTES + length
    entries = _parse_json(path, file.read(length))
    metadata = entries.pop("__metadata__", {})
    _check_metadata(path, metadata)
    tensors = [_tensor(path, name, entry, start) for name, entry in entries.items()]
    tensors.sort(key=lambda tensor: (tensor.offset, tensor.nbytes))
    _check_contiguous(path, tensors, start, size)
    return tensors, metadata


def _parse_json(path: Path, raw: bytes) -> dict[str, Any]:
    def refuse_constant(text: str) -> NoReturn:
        raise ValueError(f"the number {text} is not allowed")

    def refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        entries = dict(pairs)
        if len(entries) != len(pairs):
            names = [name for name, _ in pairs]
            duplicate = next(name for name in names if names.count(name) > 1)
            raise ValueError(f"the key {duplicate!r} occurs twice")
        return entries

    try:
        header = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=refuse_duplicates,
            parse_constant=refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path}: the header is not valid JSON: {error}") from error
    if not isinstance(header, dict):
        raise CheckpointError(f"{path}: the header is a {type(header).__name__}, not an object")
    return header


def _check_metadata(path: Path, metadata: Any) -> None:
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise CheckpointError(f"{path}: __metadata__ must be an object of strings")


def _tensor(path: Path, name: str, entry: Any, start: int) -> TensorInfo:
    where = f"{path}: tensor {name}"
    if not is_text(name):
        raise CheckpointError(f"{path}: tensor {name!a}: the name holds half of a surrogate pair")
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise CheckpointError(f"{where}: its entry must have dtype, shape and data_offsets alone")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in ITEM_SIZES:
        raise CheckpointError(
            f"{where}: dtype {dtype!r} is not known (one of {', '.join(ITEM_SIZES)})"
        )
    if not _is_naturals(shape):
        raise CheckpointError(f"{where}: shape {shape!r} is not a list of integers >= 0")
    if not _is_naturals(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise CheckpointError(f"{where}: data_offsets {offsets!r} are not [begin, end]")
    begin, end = offsets
    needed = math.prod(shape) * ITEM_SIZES[dtype]
    if end - begin != needed:
        raise CheckpointError(
            f"{where}: data_offsets {offsets} span {end - begin} bytes, "
            f"shape {shape} of {dtype} takes {needed}"
        )
    return TensorInfo(name, dtype, tuple(shape), path, start + begin, needed)


def is_text(value: str) -> bool:
    """Whether a string can be written: it may come from JSON with half of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_naturals(value: Any) -> bool:
    return isinstance(value, list) and all(type(item) is int and item >= 0 for item in value)


def _check_contiguous(path: Path, tensors: list[TensorInfo], start: int, size: int) -> None:
    position = start
    for tensor in tensors:
        if tensor.offset != position:
            relation = "overlaps" if tensor.offset < position else "leaves a hole after"
            raise CheckpointError(
                f"{path}: tensor {tensor.name}: begins at byte {tensor.offset - start} of the "
                f"data, {relation} the tensor before it, which ends at {position - start}"
            )
        position += tensor.nbytes
        if position > size:
            raise CheckpointError(
                f"{path}: tensor {tensor.name}: truncated: it ends at byte {position}, "
                f"the file has {size}"
            )
    if position != size:
        raise CheckpointError(
            f"{path}: {size - position} bytes after the last tensor belong to no tensor"
        )
