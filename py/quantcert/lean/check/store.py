"""Results of checks, kept between runs: what has not changed is not replayed again.

A result is kept under the SHA-256 of all that it depends on (the library, which covers its sources
and the toolchain, the module's text, the expected statements, the digests of its literals and of
the modules that it requires), together with the compiled module. The record repeats that digest,
so that it is of no use in another place. Only accepted results are kept; whatever failed is tried
again. What is found here is not believed but audited again (`ModuleCheck`): all that is taken over
is that the kernel has accepted the compiled module that is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from quantcert.errors import OutputError
from quantcert.lean._cache import cache_root, make_directory, read_json, replace_bytes, write_json
from quantcert.lean.check.audit import TheoremRecord
from quantcert.lean.check.jobs import CheckJob, ModuleResult, ModuleVerdict
from quantcert.lean.library.build import Library
from quantcert.lean.pattern.store import PatternStore

_FORMAT = 4
PATTERNS = "patterns-1"
"""The folder of patterns beside that of results."""


@dataclass(frozen=True)
class Kept:
    """A kept result and the compiled module that it is about."""

    result: ModuleResult
    olean: bytes


class ResultStore:
    """Accepted results in a folder, by default `results` in the cache."""

    def __init__(self, library: Library, folder: Path | None = None) -> None:
        """A store for results under `library`."""
        self._library = library
        self._folder = folder or cache_root() / f"results-{_FORMAT}"

    @property
    def patterns(self) -> PatternStore:
        """Where patterns of texts are kept: beside the results, which are gone sooner."""
        return PatternStore(self._folder.parent / PATTERNS, self._library.digest)

    def keys(self) -> Iterator[tuple[str, str]]:
        """Name and key of each result that is kept, the latest first, if their records say so."""
        for file in sorted(self._folder.glob("*/*.json"), key=_age):
            record = read_json(file)
            if isinstance(record, dict) and isinstance(record.get("name"), str):
                yield record["name"], file.stem

    def at(self, key: str) -> Kept | None:
        """What is kept under a key."""
        return _read(self._file(key, ".json"))

    def put(self, key: str, kept: Kept) -> None:
        """Keep a result under a key, if it can be written."""
        file = self._file(key, ".json")
        with suppress(OSError, OutputError):
            make_directory(file.parent)
            replace_bytes(file.with_suffix(".olean"), kept.olean)
            theorems = [vars(theorem) for theorem in kept.result.theorems]
            plain = {**vars(kept.result), "messages": (), "theorems": theorems}
            write_json(file, {"key": key, **plain})

    def forget(self, key: str) -> None:
        """Keep nothing under a key any more."""
        self._file(key, ".json").unlink(missing_ok=True)

    def find(self, job: CheckJob, required: Mapping[str, str]) -> Kept | None:
        """The kept result of an identical job, or None.

        `required` gives the SHA-256 of each compiled module that the job requires. What cannot be
        read, or is not what was kept, counts as absent.
        """
        found = _read(self._file(self.key(job, required), ".json"))
        return found if found is not None and found.result.name == job.name else None

    def keep(
        self, job: CheckJob, required: Mapping[str, str], result: ModuleResult, olean: bytes
    ) -> None:
        """Keep an accepted result with the compiled module `olean`; any other is forgotten.

        A cache that cannot be written keeps nothing: the next run checks again.
        """
        if result.verdict is not ModuleVerdict.ACCEPTED or result.reused:
            return
        self.put(self.key(job, required), Kept(result, olean))

    def key(self, job: CheckJob, required: Mapping[str, str]) -> str:
        """SHA-256 of all that a job's result depends on."""
        depends = {
            "library": self._library.digest,
            "name": job.name,
            "source": job.source,
            "theorems": dict(job.theorems),
            "preamble": job.preamble,
            "imports": job.imports,
            "data": {data.name: dict(data.literals) for data in job.data},
            "required": dict(required),
        }
        return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()

    def _file(self, key: str, suffix: str) -> Path:
        return self._folder / key[:2] / f"{key}{suffix}"


def kept_modules(wanted: Mapping[str, str], folder: Path | None = None) -> Iterator[Kept]:
    """Kept results about modules of these names, whose text has the SHA-256 beside the name.

    There may be several of one name. What cannot be read is passed over.
    """
    for file in sorted((folder or cache_root() / f"results-{_FORMAT}").glob("*/*.json")):
        found = _read(file)
        if found is None or found.result.name not in wanted:
            continue
        stated = (found.result.source_sha256, found.result.olean_sha256)
        if stated == (wanted[found.result.name], hashlib.sha256(found.olean).hexdigest()):
            yield found


def _age(file: Path) -> tuple[float, Path]:
    """What sorts files by time, the latest first; one that is gone is the oldest."""
    try:
        return -file.stat().st_mtime, file
    except OSError:
        return 0.0, file


def _read(file: Path) -> Kept | None:
    """What is kept in a file, if it is an accepted result and the module beside it."""
    try:
        result = _decoded(read_json(file), file.stem)
        olean = file.with_suffix(".olean").read_bytes()
    except (OSError, TypeError, KeyError, ValueError):
        return None
    return Kept(result, olean) if result.verdict is ModuleVerdict.ACCEPTED else None


def _decoded(record: object, key: str) -> ModuleResult:
    """The result that a record of `key` holds. Raises TypeError or KeyError if it holds none."""
    if not isinstance(record, dict) or record.pop("key", None) != key:
        raise TypeError("not a record of this key")
    theorems = tuple(
        TheoremRecord(**{**theorem, "axioms": tuple(theorem["axioms"])})
        for theorem in record["theorems"]
    )
    changed = {"verdict": ModuleVerdict(record["verdict"]), "messages": (), "theorems": theorems}
    return ModuleResult(**{**record, **changed, "reused": True})
