"""Lean processes and patterns of texts, for one run of checks or for several in a row."""

from __future__ import annotations

from quantcert.lean.check.store import ResultStore
from quantcert.lean.library.build import Library
from quantcert.lean.pattern.book import PatternBook
from quantcert.lean.process.runners import RunnerPool


class Workshop:
    """At most `jobs` Lean processes at a time, and the patterns that are kept beside a store."""

    def __init__(self, library: Library, jobs: int, store: ResultStore | None) -> None:
        """Start the processes."""
        self.runners = RunnerPool(library.toolchain, jobs)
        self.patterns = PatternBook(None if store is None else store.patterns)

    def __enter__(self) -> Workshop:
        """Use it as a context; leaving it ends its processes."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes."""
        self.close()

    def close(self) -> None:
        """End all processes."""
        self.runners.__exit__()
