"""Modules that are made while others are checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from quantcert.lean import CheckJob, Library, Limits, ModuleResult, ResultStore, check_modules
from quantcert.run.options import Progress


class ModuleStream(Protocol):
    """Modules that are made when they are asked for; `jobs` are those that have been."""

    jobs: list[CheckJob]

    @property
    def count(self) -> int:
        """How many modules there will be."""

    def stream(self) -> Iterator[CheckJob]:
        """Make them."""


def check_stream(
    modules: ModuleStream,
    library: Library,
    jobs: int,
    limits: Limits,
    store: ResultStore | None,
    progress: Progress,
) -> tuple[ModuleResult, ...]:
    """The results, in the order of the modules. Raises what making them raises."""
    results: list[ModuleResult] = []
    progress("modules", 0, modules.count)
    for result in check_modules(library, modules.stream(), jobs, limits, store):
        results.append(result)
        progress("modules", len(results), modules.count)
    order = {job.name: place for place, job in enumerate(modules.jobs)}
    return tuple(sorted(results, key=lambda result: order[result.name]))
