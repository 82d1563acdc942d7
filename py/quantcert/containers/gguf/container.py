"""GGUF files as a container: one file, or the parts of one that was split."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.container import TensorInfo
from quantcert.containers.gguf.file import GgufFile
from quantcert.containers.hashing import FileDigests, hash_tensors
from quantcert.containers.named import NamedTensors
from quantcert.containers.stamps import Stamp, stamps_of
from quantcert.containers.tensors import (
    NUMPY_DTYPES,
    read_bytes_into,
    read_elements,
    read_rows,
    read_tensor,
)
from quantcert.errors import CheckpointError

_PART = re.compile(r"(.+)-(\d{5})-of-(\d{5})\.gguf")


class GgufContainer(NamedTensors):
    """The tensors of a GGUF file and of its further parts; a `Container`.

    Attributes:
        path: the file, the first of them if it was split.
        head: the file whose metadata describe the model.
    """

    def __init__(self, files: Sequence[GgufFile], stamps: Mapping[Path, Stamp]) -> None:
        """Use `open_gguf`, which checks what it passes here."""
        infos = (_info(file, name) for file in files for name in file.names())
        super().__init__(files[0].path, infos, stamps)
        self.head = files[0]
        self._files = {file.path: file for file in files}
        self._digests: dict[Path, FileDigests] = {}

    def weight_files(self) -> list[Path]:
        """The files."""
        return list(self._files)

    def read(self, name: str) -> NDArray[Any]:
        """A whole tensor of numbers.

        Raises:
            CheckpointError: if there is no such tensor, it is stored in blocks, or it holds a NaN
                or an infinity.
        """
        return read_tensor(self._numbers(name))

    def read_rows(
        self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()
    ) -> NDArray[Any]:
        """Entries `start .. stop - 1` along the first axis after those that `leading` indexes.

        Raises:
            CheckpointError: as `read`.
            IndexError: if there are no such entries.
        """
        return read_rows(self._numbers(name), start, stop, leading)

    def elements(self, name: str, first: int, last: int) -> NDArray[Any]:
        """Elements `first .. last - 1` of a tensor of numbers, whatever they are.

        Raises:
            CheckpointError: as `read`, or if the file cannot be read.
        """
        return read_elements(self._numbers(name), first, last)

    def row_bytes(self, name: str, start: int, stop: int) -> NDArray[np.uint8]:
        """The bytes of rows `start .. stop - 1`, `[stop - start, bytes of a row]`.

        All axes but the last are rows, one after another.

        Raises:
            CheckpointError: if there is no such tensor, or the file cannot be read.
            IndexError: if there are no such rows.
        """
        info = self.info(name)
        rows = math.prod(info.shape[:-1])
        if not 0 <= start <= stop <= rows:
            raise IndexError(f"rows {start}..{stop} of tensor {name} of shape {info.shape}")
        size = info.nbytes // rows
        data: NDArray[np.uint8] = np.empty((stop - start, size), dtype=np.uint8)
        read_bytes_into(info, start * size, data.reshape(-1).data)
        return data

    def sha256(self, name: str) -> str:
        """SHA-256 of a tensor's bytes; hashes the whole file that holds it, once."""
        return self._digests_of(self.info(name).file).tensors[name]

    def files(self) -> dict[str, str]:
        """SHA-256 of the files, by file name; computed once."""
        return {path.name: self._digests_of(path).file for path in self._files}

    def _numbers(self, name: str) -> TensorInfo:
        info = self.info(name)
        if info.dtype not in NUMPY_DTYPES:
            raise CheckpointError(
                f"{info.file}: tensor {name}: its type {info.dtype} is one of blocks, not numbers"
            )
        return info

    def _digests_of(self, file: Path) -> FileDigests:
        if file not in self._digests:
            held = [info for info in self._tensors.values() if info.file == file]
            held.sort(key=lambda info: info.offset)
            self._digests[file] = hash_tensors(file, held)
        return self._digests[file]


def open_gguf(path: Path) -> GgufContainer:
    """Open a GGUF file, or all parts of a split file when given any of them or their folder.

    Raises:
        CheckpointError: if a file is malformed, a part is missing or belongs to another file, or
            the folder holds several models.
    """
    paths = _parts(_only_file(path) if path.is_dir() else path)
    stamps = stamps_of(paths)
    files = [GgufFile(part, part=True) for part in paths]
    _check_parts(files)
    return GgufContainer(files, stamps)


def _only_file(folder: Path) -> Path:
    """The one GGUF file of a folder, or the first part of the one that was split."""
    found = sorted(path for path in folder.iterdir() if path.suffix == ".gguf")
    if not found:
        raise CheckpointError(f"{folder}: holds no .gguf file")
    others = [path for path in found if path not in _parts(found[0])]
    if others:
        raise CheckpointError(
            f"{folder}: holds {found[0].name} and {others[0].name}; give the file that is meant"
        )
    return found[0]


def _parts(path: Path) -> list[Path]:
    """All parts of the file that a path belongs to, by their names."""
    match = _PART.fullmatch(path.name)
    if match is None:
        return [path]
    stem, count = match[1], int(match[3])
    return [path.with_name(f"{stem}-{n:05}-of-{match[3]}.gguf") for n in range(1, count + 1)]


def _check_parts(files: Sequence[GgufFile]) -> None:
    """Refuse parts that do not make up one file, by what each says of itself."""
    seen: dict[str, Path] = {}
    for number, file in enumerate(files):
        count, place = file.optional("split.count"), file.optional("split.no")
        whole = len(files) == 1 and count in (None, 0, 1)
        if not whole and (count, place) != (len(files), number):
            raise CheckpointError(
                f"{file.path}: is part {place} (from 0) of a file that was split into {count}, "
                f"by its name part {number} of {len(files)}"
            )
        for name in file.names():
            if name in seen:
                raise CheckpointError(f"{file.path}: tensor {name} is in {seen[name].name} too")
            seen[name] = file.path
    stated = files[0].optional("split.tensors.count")
    if stated not in (None, len(seen)):
        raise CheckpointError(
            f"{files[0].path}: split.tensors.count is {stated}, the parts hold {len(seen)}"
        )


def _info(file: GgufFile, name: str) -> TensorInfo:
    rows, row_bytes = file.layout(name)
    kind, shape = file.kind(name), file.shape(name)
    return TensorInfo(name, kind, shape, file.path, file.offset(name), rows * row_bytes)
