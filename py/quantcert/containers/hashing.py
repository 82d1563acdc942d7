"""SHA-256 of a file and of each of its tensors, in one pass over the file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from quantcert.containers.container import TensorInfo
from quantcert.errors import CheckpointError

_CHUNK = 1 << 20


@dataclass(frozen=True)
class FileDigests:
    """Lower-case hexadecimal SHA-256 digests.

    Attributes:
        file: of all bytes of the file.
        tensors: of the bytes of each tensor, by name.
    """

    file: str
    tensors: dict[str, str]


def hash_file(path: Path) -> str:
    """SHA-256 of a file.

    Raises:
        CheckpointError: if the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror}") from error


def hash_tensor(tensor: TensorInfo) -> str:
    """SHA-256 of a tensor's bytes alone.

    Raises:
        CheckpointError: if the file cannot be read or ends early.
    """
    found = hashlib.sha256()
    buffer = memoryview(bytearray(_CHUNK))
    try:
        with tensor.file.open("rb", buffering=0) as file:
            file.seek(tensor.offset)
            _feed(file, tensor.nbytes, buffer, [found])
    except OSError as error:
        raise CheckpointError(f"{tensor.file}: cannot be read: {error.strerror}") from error
    return found.hexdigest()


def hash_tensors(path: Path, tensors: Sequence[TensorInfo]) -> FileDigests:
    """SHA-256 of a file and of the tensors in it.

    Args:
        path: the file.
        tensors: all its tensors in the order of their offsets; other bytes may lie between them.

    Raises:
        CheckpointError: if the file cannot be read or ends early.
    """
    whole = hashlib.sha256()
    digests = {}
    buffer = memoryview(bytearray(_CHUNK))
    try:
        with path.open("rb", buffering=0) as file:
            for tensor in tensors:
                single = hashlib.sha256()
                _feed(file, tensor.offset - file.tell(), buffer, [whole])
                _feed(file, tensor.nbytes, buffer, [whole, single])
                digests[tensor.name] = single.hexdigest()
            _feed(file, path.stat().st_size - file.tell(), buffer, [whole])
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror}") from error
    return FileDigests(whole.hexdigest(), digests)


def _feed(file: BinaryIO, count: int, buffer: memoryview, hashes: Sequence[hashlib._Hash]) -> None:
    while count:
        read = file.readinto(buffer[: min(count, len(buffer))])  # type: ignore[attr-defined]
        if not read:
            raise CheckpointError(f"{file.name}: truncated while being read")
        for digest in hashes:
            digest.update(buffer[:read])
        count -= read
