"""Compile the Lean library once, in parallel, into the cache; reuse it while nothing changed.

    CACHE/modules/<key>.olean, .json   each compiled module, keyed by its source, its imports and
                                       the toolchain; the JSON holds its digest and whether the
                                       kernel has replayed it
    CACHE/library-<format>/<digest>/   a complete library: A/B.olean ..., manifest.json, index

A folder of a library appears by a rename when it is complete. Besides the checks while modules
are compiled, the kernel replays every compiled module (see `_replay`) where the toolchain allows.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from quantcert._resources import lean_dir
from quantcert.errors import LeanError
from quantcert.lean._cache import (
    cache_root,
    make_directory,
    read_json,
    sha256_file,
    write_bytes,
    write_json,
)
from quantcert.lean.library.index import Entry, Foundation, KeptIndex, index_module, to_lines
from quantcert.lean.library.sources import SourceModule, dependency_keys, import_closure
from quantcert.lean.olean.module import CompiledModule
from quantcert.lean.paths import module_path
from quantcert.lean.process.calls import Replay
from quantcert.lean.process.run import Limits, Outcome, Run
from quantcert.lean.process.runners import RunnerPool
from quantcert.lean.toolchain import Toolchain

ROOT_MODULE = "QuantCert"
Progress = Callable[[int, int, str], None]
"""Called with the number of modules done, their total and the name of the last one."""

_FORMAT = 2  # of the files in a library's folder
_INDEX = "index"
_LOCK_SECONDS = 1800.0
_LIMITS = Limits(seconds=900.0, memory_bytes=8 << 30)


@dataclass(frozen=True)
class Library:
    """A compiled library: `path` is the folder to import from, `digest` identifies sources and
    toolchain, `imports` gives for every module, each after those it imports, what it imports.
    """

    toolchain: Toolchain
    path: Path
    digest: str
    imports: Mapping[str, tuple[str, ...]]

    @property
    def modules(self) -> tuple[str, ...]:
        """The names of all modules, each after those it imports."""
        return tuple(self.imports)

    def closure(self, names: Iterable[str]) -> tuple[Path, ...]:
        """The compiled files of the modules `names` and of all that they import."""
        wanted = frozenset(names)
        if wanted not in self._closures:
            self._closures[wanted] = tuple(self._closure(set(wanted)))
        return self._closures[wanted]

    @cached_property
    def _closures(self) -> dict[frozenset[str], tuple[Path, ...]]:
        """The closures that were asked for."""
        return {}

    def _closure(self, found: set[str]) -> list[Path]:
        for name in reversed(self.modules):
            if name in found:
                found.update(self.imports[name])
        return [module_path(self.path, name, ".olean") for name in self.imports if name in found]

    @cached_property
    def index(self) -> Mapping[str, Entry]:
        """Every constant of the library."""
        return KeptIndex((self.path / _INDEX).read_bytes())

    @cached_property
    def foundation(self) -> Foundation:
        """The index, with what has been computed from it."""
        return Foundation(self.index)


def build_library(
    toolchain: Toolchain,
    jobs: int,
    progress: Progress | None = None,
    *,
    sources: Path | None = None,
    root_module: str = ROOT_MODULE,
    cache: Path | None = None,
) -> Library:
    """The library of `root_module` under the folder `sources`, compiled if need be.

    `jobs` Lean processes run at a time. What was compiled before is looked for in `cache`, by
    default the user's: an empty folder believes nothing. Raises LeanError if a module does not
    compile.
    """
    modules = import_closure(sources or lean_dir(), root_module)
    keys = dependency_keys(modules, toolchain.digest)
    digest = keys[root_module]
    root = cache or cache_root()
    path = root / f"library-{_FORMAT}" / digest
    imports = {name: module.imports for name, module in modules.items()}
    library = Library(toolchain, path, digest, imports)
    if _is_intact(library):
        return library
    make_directory(path.parent)
    lock = FileLock(path.parent / "lock", timeout=_LOCK_SECONDS)
    try:
        with lock:
            if not _is_intact(library):
                _Builder(toolchain, modules, keys, jobs, progress, root).build(path)
    except Timeout as error:
        raise LeanError(f"another process has held {lock.lock_file} for too long") from error
    return library


def _is_intact(library: Library) -> bool:
    """Whether the folder is there and its compiled modules are those that were written."""
    manifest = read_json(library.path / "manifest.json")
    if not isinstance(manifest, dict) or manifest.keys() != {*library.modules, _INDEX}:
        return False
    files = {name: module_path(library.path, name, ".olean") for name in library.modules}
    files[_INDEX] = library.path / _INDEX
    return all(file.is_file() and sha256_file(file) == manifest[k] for k, file in files.items())


class _Builder:
    """One build of a library."""

    def __init__(
        self,
        toolchain: Toolchain,
        modules: dict[str, SourceModule],
        keys: dict[str, str],
        jobs: int,
        progress: Progress | None,
        cache: Path,
    ) -> None:
        self.toolchain = toolchain
        self.modules = modules
        self.keys = keys
        self.jobs = jobs
        self.progress = progress
        self.store = make_directory(cache / "modules")
        self.unconfirmed: set[str] = set()

    def build(self, target: Path) -> None:
        """Build in a staging folder beside `target` and rename it."""
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="staging-") as staging:
            self.source_root = Path(staging, "source")
            self.output = Path(staging, "library")
            for name, module in self.modules.items():
                source = module_path(self.source_root, name, ".lean")
                make_directory(source.parent)
                write_bytes(source, module.content)
                make_directory(module_path(self.output, name, ".olean").parent)
            with RunnerPool(self.toolchain, self.jobs) as self.runners:
                self._run_all()
                if self.runners.replays:
                    self._replay_unconfirmed()
            self._write_index()
            if target.exists():
                shutil.rmtree(target)
            self.output.rename(target)

    def _run_all(self) -> None:
        """Obtain every module as soon as its imports are there, `jobs` at a time."""
        waiting = dict(self.modules)
        done: set[str] = set()
        running: dict[Future[None], str] = {}
        with ThreadPoolExecutor(max_workers=self.jobs) as pool:
            try:
                while waiting or running:
                    for name in [n for n, m in waiting.items() if done.issuperset(m.imports)]:
                        running[pool.submit(self._obtain, name)] = name
                        del waiting[name]
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        future.result()
                        name = running.pop(future)
                        done.add(name)
                        if self.progress is not None:
                            self.progress(len(done), len(self.modules), name)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                self.runners.interrupt()
                raise

    def _obtain(self, name: str) -> None:
        """Put the compiled module into the output, from the store or by compiling it."""
        olean = self._olean(name)
        stored = self._stored(name)
        known = read_json(stored.with_suffix(".json"))
        if isinstance(known, dict) and stored.is_file() and sha256_file(stored) == known["sha256"]:
            _link(stored, olean)
            if not known["replayed"]:
                self.unconfirmed.add(name)
            return
        source = module_path(self.source_root, name, ".lean")
        run = self.runners.compile(source, olean, self.source_root, [self.output], _LIMITS)
        if run.outcome is not Outcome.OK:
            place = next(
                (f":{m.line}:{m.column}" for m in run.messages if m.severity == "error"), ""
            )
            file = self.modules[name].path
            raise LeanError(f"{file}{place}: {run.outcome.value}: {run.reason}")
        stored.unlink(missing_ok=True)
        _link(olean, stored)
        self._record(name, replayed=False)
        self.unconfirmed.add(name)

    def _replay_unconfirmed(self) -> None:
        """Have the kernel check the modules that it has not replayed yet, in `jobs` parts."""
        names = [name for name in self.modules if name in self.unconfirmed]
        size = max(1, -(-len(names) // self.jobs))
        parts = [names[start : start + size] for start in range(0, len(names), size)]
        with ThreadPoolExecutor(max_workers=self.jobs) as pool:
            for part, run in zip(parts, pool.map(self._replay, parts), strict=True):
                if run.outcome is not Outcome.OK:
                    raise LeanError(f"the kernel refuses the library: {run.reason}")
                for name in part:
                    self._record(name, replayed=True)

    def _replay(self, part: list[str]) -> Run:
        """Replay some modules, given all others that come before the last of them."""
        before = list(self.modules)[: list(self.modules).index(part[-1])]
        base = [self._olean(name) for name in before if name not in part]
        new = [self._olean(name) for name in part]
        return self.runners.replay(Replay(tuple(base), tuple(new)), _LIMITS)

    def _olean(self, name: str) -> Path:
        return module_path(self.output, name, ".olean")

    def _stored(self, name: str) -> Path:
        return self.store / f"{self.keys[name]}.olean"

    def _record(self, name: str, *, replayed: bool) -> None:
        """Note in the store what is known of a compiled module."""
        record = {"sha256": sha256_file(self._olean(name)), "replayed": replayed}
        write_json(self._stored(name).with_suffix(".json"), record)

    def _write_index(self) -> None:
        """Index all constants; record the digest of every file in the manifest."""
        index: dict[str, Entry] = {}
        manifest: dict[str, str] = {}
        for name in self.modules:
            olean = self._olean(name)
            manifest[name] = sha256_file(olean)
            index.update(index_module(name, CompiledModule.open(olean).constants, index))
        write_bytes(self.output / _INDEX, to_lines(index))
        manifest[_INDEX] = sha256_file(self.output / _INDEX)
        write_json(self.output / "manifest.json", manifest)


def _link(source: Path, target: Path) -> None:
    """Make `target` the same file as `source`, or a copy where links are impossible."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
