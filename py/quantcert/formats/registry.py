"""The formats there are: readers of quantized checkpoints, and targets of quantization.

Every package in this folder is a format. Its function `register` makes it known by a call of
`register_reader` or `register_target`, when the registry is first asked.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from quantcert.containers import Checkpoint, TensorInfo, open_checkpoint
from quantcert.containers.places import located
from quantcert.errors import CheckpointError
from quantcert.formats.decoded import decoded_matrices
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.scheme import Scheme
from quantcert.formats.settings import METHOD_KEY, stated_settings, states_something
from quantcert.formats.stored import StoredCheckpoint
from quantcert.formats.target import Target


class QuantizedCheckpoint(Protocol):
    """A checkpoint some of whose matrices are stored as codes, each by a scheme of its own."""

    @property
    def checkpoint(self) -> Checkpoint:
        """The directory with its stored tensors."""

    def matrices(self) -> list[str]:
        """Original names of the quantized matrices, in the order of config.json."""

    def shape(self, name: str) -> tuple[int, int]:
        """Rows and columns of a quantized matrix."""

    def scheme(self, name: str) -> Scheme:
        """How a quantized matrix is stored."""

    def stored(self, name: str) -> list[TensorInfo]:
        """The stored tensors that hold a quantized matrix."""

    def plain(self) -> list[str]:
        """Names of the tensors that are stored unquantized."""

    def left_out(self, name: str) -> str:
        """Why a tensor of the original is never in such a checkpoint; empty if it may be."""

    def bits_per_weight(self, name: str) -> Fraction:
        """Bits really stored for a weight of a quantized matrix."""

    def read(self, name: str) -> QuantizedMatrix:
        """A whole quantized matrix.

        Raises:
            CheckpointError: for a stored value outside its range.
        """

    def read_rows(self, name: str, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1` of a quantized matrix.

        Raises:
            CheckpointError: for a stored value outside its range.
            IndexError: if the rows are not rows of the matrix.
        """


Reader = Callable[[Checkpoint, dict[str, Any]], QuantizedCheckpoint]
"""Makes a view of a checkpoint from its settings, see `quantcert.formats.settings`."""


@dataclass(frozen=True)
class Opener:
    """A way to open what states no `quant_method` in a config.json.

    Attributes:
        name: for messages.
        recognizes: whether a path (a file or a folder, known to exist) is of this kind, by a
            cheap look that raises nothing.
        open: makes a view of it, given its original if there is one: names and settings that a
            file leaves open are taken from it, nothing else. Raises CheckpointError.
    """

    name: str
    recognizes: Callable[[Path], bool]
    open: Callable[[Path, Checkpoint | None], QuantizedCheckpoint]


_openers: dict[str, Opener] = {}
_readers: dict[str, Reader] = {}
_targets: dict[str, Target] = {}
_default: list[str] = []


def register_reader(method: str, reader: Reader) -> None:
    """Let `open_quantized` use `reader` for checkpoints whose `quant_method` is `method`.

    Raises:
        ValueError: if the method already has a reader.
    """
    if method in _readers:
        raise ValueError(f"quant_method {method!r} already has a reader")
    _readers[method] = reader


def register_opener(opener: Opener) -> None:
    """Let `open_quantized` open what `opener` recognizes.

    Raises:
        ValueError: if there is one of this name.
    """
    if opener.name in _openers:
        raise ValueError(f"{opener.name!r} is already opened")
    _openers[opener.name] = opener


def register_target(target: Target, default: bool = False) -> None:
    """Let `quantize-model` write a format; if it is the default, unless it is told otherwise.

    Raises:
        ValueError: if there is one of this name, or another default.
    """
    if target.name in _targets:
        raise ValueError(f"format {target.name!r} is already known")
    if default:
        if _default:
            raise ValueError(f"{_default[0]!r} is the default already")
        _default.append(target.name)
    _targets[target.name] = target


def methods() -> list[str]:
    """The `quant_method`s that can be read, sorted."""
    register_packages()
    return sorted(_readers)


def targets() -> Mapping[str, Target]:
    """The formats that can be written, by name."""
    register_packages()
    return MappingProxyType(_targets)


def default_target() -> Target:
    """What `quantize-model` writes unless it is told otherwise."""
    return targets()[_default[0]]


def open_quantized(path: Path | str, original: Checkpoint | None = None) -> QuantizedCheckpoint:
    """Open a quantized checkpoint, a file or a folder, with what recognizes it.

    A folder that no `Opener` recognizes is read by the reader of its `quant_method`. `original`
    helps where a file leaves open what its tensors are called there.

    Raises:
        CheckpointError: if the checkpoint is malformed, not quantized, of an unknown method or of
            several.
    """
    where = located(path)
    register_packages()
    found = [opener for opener in _openers.values() if where.exists() and opener.recognizes(where)]
    if len(found) > 1:
        names = " and ".join(opener.name for opener in found)
        raise CheckpointError(f"{where}: looks like {names}; it is not clear which it is")
    return found[0].open(where, original) if found else _open_folder(where)


def _open_folder(path: Path) -> QuantizedCheckpoint:
    checkpoint = open_checkpoint(path)
    decoded = decoded_matrices(checkpoint)
    if decoded and not states_something(checkpoint):
        return StoredCheckpoint(checkpoint, decoded)
    settings = stated_settings(checkpoint)
    method = settings.get(METHOD_KEY)
    if not isinstance(method, str) or method not in methods():
        known = ", ".join(methods())
        raise CheckpointError(
            f"{checkpoint.path}: quant_method {method!r} is not known (one of {known})"
        )
    found = _readers[method](checkpoint, settings)
    return found.beside(decoded) if decoded and isinstance(found, StoredCheckpoint) else found


@cache
def register_packages() -> None:
    """Register the formats of this folder, once."""
    for package in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if package.ispkg:
            import_module(f"quantcert.formats.{package.name}").register()
