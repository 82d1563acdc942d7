"""Results of checks, kept between runs: what has not changed is not checked again.

A result is kept under the SHA-256 of all that it depends on: the library (which covers its
sources and the toolchain), the module's text, the expected statements, the digests of its
literals and of the modules that it requires. Only accepted results are kept; whatever failed is
tried again. The compiled form of a module that others import is kept with its result.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quantcert.lean._cache import cache_root, make_directory, read_json, sha256_bytes, write_json
from quantcert.lean.check.audit import TheoremRecord
from quantcert.lean.check.jobs import CheckJob, ModuleResult, Verdict
from quantcert.lean.library.build import Library

_FORMAT = 2


@dataclass(frozen=True)
class Kept:
    """A kept result, and the compiled module if others may import it."""

    result: ModuleResult
    olean: bytes | None


class ResultStore:
    """Accepted results in a folder, by default `results` in the cache."""

    def __init__(self, library: Library, folder: Path | None = None) -> None:
        """A store for results under `library`."""
        self._library = library
        self._folder = folder or cache_root() / f"results-{_FORMAT}"

    def find(self, job: CheckJob, required: Mapping[str, str]) -> Kept | None:
        """The kept result of an identical job, or None.

        `required` gives the SHA-256 of each compiled module that the job requires. What cannot be
        read, or is not what was kept, counts as absent.
        """
        record = read_json(self._file(job, required, ".json"))
        try:
            result = _decoded(record)
            olean = self._file(job, required, ".olean").read_bytes() if job.keep else None
        except (OSError, TypeError, KeyError, ValueError):
            return None
        if result.verdict is not Verdict.ACCEPTED:
            return None
        if olean is not None and sha256_bytes(olean) != result.olean_sha256:
            return None
        return Kept(result, olean)

    def keep(
        self, job: CheckJob, required: Mapping[str, str], result: ModuleResult, olean: Path | None
    ) -> None:
        """Keep an accepted result, with the compiled module `olean` if others may import it.

        Any other result is forgotten. Raises OutputError if the folder cannot be created.
        """
        if result.verdict is not Verdict.ACCEPTED:
            return
        file = self._file(job, required, ".json")
        make_directory(file.parent)
        if olean is not None:
            temporary = file.with_name(f"{file.stem}.{os.getpid()}.tmp")
            temporary.write_bytes(olean.read_bytes())
            temporary.replace(file.with_suffix(".olean"))
        plain = dataclasses.asdict(dataclasses.replace(result, messages=()))
        write_json(file, plain)

    def _file(self, job: CheckJob, required: Mapping[str, str], suffix: str) -> Path:
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
        key = hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()
        return self._folder / key[:2] / f"{key}{suffix}"


def _decoded(record: object) -> ModuleResult:
    """The result that a JSON record holds. Raises TypeError or KeyError if it holds none."""
    if not isinstance(record, dict):
        raise TypeError("not a record")
    theorems = tuple(
        TheoremRecord(**{**theorem, "axioms": tuple(theorem["axioms"])})
        for theorem in record["theorems"]
    )
    changed = {"verdict": Verdict(record["verdict"]), "messages": (), "theorems": theorems}
    return ModuleResult(**{**record, **changed, "reused": True})
