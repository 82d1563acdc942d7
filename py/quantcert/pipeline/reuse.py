"""Results of modules that have not changed, kept between runs.

A result is kept under the SHA-256 of everything it depends on: the library (which covers its
sources and the toolchain), the module's text and the expected statements. Only accepted results
are kept: whatever failed is tried again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

from quantcert.lean import CheckJob, Library, ModuleResult, TheoremRecord, Verdict
from quantcert.outputs import write_text


class ResultStore:
    """Accepted results by the digest of what they depend on, one JSON file each."""

    def __init__(self, folder: Path, library: Library) -> None:
        """A store in `folder` for results under `library`."""
        self._folder = folder
        self._library = library

    def find(self, job: CheckJob) -> ModuleResult | None:
        """The kept result of an identical job, or None."""
        try:
            kept = json.loads(self._file(job).read_text())
            theorems = tuple(
                TheoremRecord(**{**record, "axioms": tuple(record["axioms"])})
                for record in kept.pop("theorems")
            )
            result = ModuleResult(
                **{**kept, "verdict": Verdict(kept["verdict"]), "messages": ()}, theorems=theorems
            )
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return result if result.verdict is Verdict.ACCEPTED else None

    def keep(self, job: CheckJob, result: ModuleResult) -> None:
        """Keep an accepted result; any other is forgotten."""
        if result.verdict is Verdict.ACCEPTED:
            plain = dataclasses.asdict(dataclasses.replace(result, messages=()))
            write_text(self._file(job), json.dumps(plain, sort_keys=True))

    def _file(self, job: CheckJob) -> Path:
        depends = {
            "library": self._library.digest,
            "name": job.name,
            "source": job.source,
            "theorems": dict(job.theorems),
            "preamble": job.preamble,
            "imports": job.imports,
            "data": {data.name: dict(data.literals) for data in job.data},
        }
        key = hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()
        return self._folder / key[:2] / f"{key}.json"
