"""A checkpoint directory in the form that Hugging Face uses: config.json and safetensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from quantcert.containers.container import TensorInfo
from quantcert.containers.hashing import FileDigests, hash_file, hash_tensors
from quantcert.containers.named import NamedTensors
from quantcert.containers.places import located
from quantcert.containers.safetensors.directory import (
    ADAPTER_FILE,
    CONFIG_FILE,
    INDEX_FILE,
    SETTINGS_FILES,
    read_json_object,
    weight_files,
)
from quantcert.containers.stamps import Stamp, stamps_of
from quantcert.containers.tensors import read_elements, read_rows, read_tensor
from quantcert.errors import CheckpointError

_JSON_FILES = (CONFIG_FILE, INDEX_FILE, *SETTINGS_FILES)


class CheckpointFolder(NamedTensors):
    """The tensors of a checkpoint folder; a `Checkpoint`.

    Attributes:
        path: the directory.
        config: contents of config.json.
    """

    def __init__(
        self,
        path: Path,
        config: dict[str, Any],
        weights: dict[Path, list[TensorInfo]],
        stamps: Mapping[Path, Stamp],
    ) -> None:
        """Use `open_checkpoint`, which checks what it passes here."""
        super().__init__(path, chain.from_iterable(weights.values()), stamps)
        self.config = config
        self._weights = weights
        self._digests: dict[Path, FileDigests] = {}

    def weight_files(self) -> list[Path]:
        """The safetensors files."""
        return list(self._weights)

    def tensors_of(self, file: Path) -> list[TensorInfo]:
        """Tensors of one of the safetensors files, in the order in which they are stored."""
        return self._weights[file]

    def read(self, name: str) -> NDArray[Any]:
        """A whole tensor; bfloat16 as `ml_dtypes.bfloat16`.

        Raises:
            CheckpointError: if there is no such tensor, or it holds a NaN or an infinity.
        """
        return read_tensor(self.info(name))

    def read_rows(
        self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()
    ) -> NDArray[Any]:
        """Entries `start .. stop - 1` along the first axis after those that `leading` indexes.

        Raises:
            CheckpointError: as `read`.
            IndexError: if there are no such entries.
        """
        return read_rows(self.info(name), start, stop, leading)

    def elements(self, name: str, first: int, last: int) -> NDArray[Any]:
        """Elements `first .. last - 1` in the order in which they are stored, whatever they are.

        Raises:
            CheckpointError: if there is no such tensor, or the file cannot be read.
        """
        return read_elements(self.info(name), first, last)

    def sha256(self, name: str) -> str:
        """SHA-256 of a tensor's bytes; hashes the whole file that holds it, once."""
        return self._digests_of(self.info(name).file).tensors[name]

    def files(self) -> dict[str, str]:
        """SHA-256 of the JSON files that were read and the weight files, by name; computed once."""
        others = [self.path / name for name in _JSON_FILES]
        digests = {path.name: hash_file(path) for path in others if path.exists()}
        for path in self._weights:
            digests[path.name] = self._digests_of(path).file
        return digests

    @cached_property
    def nbytes(self) -> int:
        """Bytes of all tensors."""
        return sum(info.nbytes for info in self._tensors.values())

    def _digests_of(self, file: Path) -> FileDigests:
        if file not in self._digests:
            self._digests[file] = hash_tensors(file, self._weights[file])
        return self._digests[file]


def open_checkpoint(path: Path | str) -> CheckpointFolder:
    """Open a checkpoint directory: read and check config.json, the index and all headers.

    Raises:
        CheckpointError: if anything is missing, malformed or inconsistent.
    """
    directory = located(path)
    if not directory.is_dir():
        raise CheckpointError(f"{directory}: not a directory; give the checkpoint's directory")
    if (directory / ADAPTER_FILE).exists():
        raise CheckpointError(
            f"{directory / ADAPTER_FILE}: with it the folder stands for an adapter on a model that "
            "it names; merge the two, or take the file out"
        )
    stamps = stamps_of(sorted(_read_files(directory)))
    config = read_json_object(directory / CONFIG_FILE)
    return CheckpointFolder(directory, config, weight_files(directory), stamps)


def _read_files(directory: Path) -> Iterator[Path]:
    """The files of a checkpoint that can be read."""
    for path in directory.iterdir():
        named = path.name in _JSON_FILES or path.suffix == ".safetensors"
        if named and path.is_file():
            yield path
