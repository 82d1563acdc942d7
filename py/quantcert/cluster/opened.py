"""What a worker has open: both checkpoints, once for each process."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Lock

from quantcert import __version__
from quantcert.cluster.messages import LayerTask, RunSpec
from quantcert.containers import Checkpoint, hash_file, open_checkpoint
from quantcert.containers.hashing import hash_tensor
from quantcert.containers.places import located
from quantcert.errors import CheckpointError, LeanError
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.lean import Library, ResultStore, build_library, find_toolchain
from quantcert.lean.check.workshop import Workshop
from quantcert.lean.toolchain import Choice
from quantcert.models.layouts import Layouts, original_of
from quantcert.pairing.original import Original
from quantcert.requirements import Requirements, load_requirements
from quantcert.run.layer_scan import ORIGINAL, layer_of
from quantcert.statements.catalogue import Layer


@dataclass
class Opened:
    """The inputs of a run as they are on this machine; `hashed` are tensors already compared.

    Of workshops, `idle` are those that no task uses.
    """

    spec: RunSpec
    quantized: QuantizedCheckpoint
    base: Checkpoint | None
    original: Original | None
    requirements: Requirements
    library: Library
    layouts: Layouts | None = None
    hashed: dict[str, str] = field(default_factory=dict)
    idle: list[Workshop] = field(default_factory=list)

    @contextmanager
    def workshop(self) -> Iterator[Workshop]:
        """One for a task; that of a task which fails is closed."""
        store = ResultStore(self.library)
        workshop = self.idle.pop() if self.idle else Workshop(self.library, 1, store)
        try:
            yield workshop
        except BaseException:
            workshop.close()
            raise
        self.idle.append(workshop)

    def close(self) -> None:
        """End the processes of all workshops that are idle."""
        while self.idle:
            self.idle.pop().close()

    def layer(self, task: LayerTask) -> Layer:
        """The matrix of a task. Raises CheckpointError as `compare`."""
        self.compare(task.digests)
        place, roles = (task.index, task.tensor), {task.tensor: task.roles}
        return layer_of(self.quantized, self.original, place, roles, task.digests)

    def compare(self, digests: Mapping[str, str]) -> None:
        """Raise CheckpointError for a tensor that is not that of the digest."""
        for name, digest in digests.items():
            found = self.hashed.get(name) or self._hash(name)
            if found != digest:
                file = self._holder(name).info(name.removesuffix(ORIGINAL)).file
                raise CheckpointError(f"{file}: tensor {name} has SHA-256 {found}, not {digest}")
            self.hashed[name] = found

    def refuse_changed(self) -> None:
        """Raise CheckpointError if a file has changed since it was opened."""
        for checkpoint in self._checkpoints():
            checkpoint.refuse_changed()

    def _hash(self, name: str) -> str:
        return hash_tensor(self._holder(name).info(name.removesuffix(ORIGINAL)))

    def _holder(self, name: str) -> Checkpoint:
        if not name.endswith(ORIGINAL):
            return self.quantized.checkpoint
        if self.base is None:
            raise CheckpointError(f"{name}: there is no original")
        return self.base

    def _checkpoints(self) -> Iterator[Checkpoint]:
        yield self.quantized.checkpoint
        if self.base is not None:
            yield self.base


_OPENED: dict[str, Opened] = {}
_LOCK = Lock()


def close_opened() -> None:
    """Forget what is open."""
    for each in list(_OPENED.values()):
        each.close()
    _OPENED.clear()


Finalize(None, close_opened, exitpriority=0)  # workers are children that end without `atexit`


def opened(spec: RunSpec) -> Opened:
    """What a spec names, opened once while its files do not change.

    Raises QuantCertError for what cannot be used, or is not what the coordinator has.
    """
    key = repr(spec)
    with _LOCK:
        try:
            if key in _OPENED:
                _OPENED[key].refuse_changed()
            else:
                close_opened()
                _OPENED[key] = _open(spec)
        except CheckpointError:
            close_opened()
            raise
        return _OPENED[key]


def _open(spec: RunSpec) -> Opened:
    if spec.version != __version__:
        raise LeanError(f"this worker has version {__version__}, the run is of {spec.version}")
    lean: Choice = "embedded" if spec.lean == "embedded" else "lake"
    library = build_library(find_toolchain(lean, spec.toolchain_digest), 1)
    if library.digest != spec.library:
        raise LeanError(f"this worker has the library {library.digest}, the run {spec.library}")
    base = None if spec.base is None else open_checkpoint(spec.base)
    quantized = open_quantized(spec.checkpoint, base)
    _check_settings(spec.settings)
    needed = _requirements(spec)
    if base is None:
        return Opened(spec, quantized, None, None, needed, library)
    layouts, _, original = original_of(quantized, base)
    return Opened(spec, quantized, base, original, needed, library, layouts)


def _check_settings(settings: Mapping[str, str]) -> None:
    """Raise CheckpointError if a file without tensors is not the coordinator's."""
    for path, digest in settings.items():
        if (found := hash_file(located(path))) != digest:
            raise CheckpointError(f"{path}: has SHA-256 {found}, not {digest}")


def _requirements(spec: RunSpec) -> Requirements:
    if spec.requirements is None:
        return load_requirements(None)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "requirements.toml")
        file.write_text(spec.requirements)
        return load_requirements(file)
