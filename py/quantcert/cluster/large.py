"""A large matrix as several tasks: its numbers first, then its parts, then its own module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from quantcert.cluster.messages import KeyedModule, LayerOutcome, LayerTask, Numbers
from quantcert.run.layer_checks import LayerChecks
from quantcert.run.options import GROUP_WEIGHTS
from quantcert.run.weight_checks import WeightChecks


@dataclass
class LargeMatrix:
    """What is known of a matrix that is checked in several tasks.

    `task` is that of the whole matrix, `modules` are its parts that have been accepted, `missing`
    the names of the others; `workers` those that answered any of its tasks.
    """

    task: LayerTask
    numbers: Numbers | None = None
    modules: list[KeyedModule] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    workers: set[str] = field(default_factory=set)

    @property
    def first(self) -> LayerTask:
        """The task that finds its numbers."""
        return replace(self.task, scan_only=True)

    def scanned(self, numbers: Numbers | None, checks: LayerChecks) -> Iterator[LayerTask]:
        """The tasks that follow, the numbers and the checks that come of them being known."""
        self.numbers = numbers
        parts = checks.parts if isinstance(checks, WeightChecks) else []
        if len(parts) < 2:
            yield self.last
            return
        group: list[str] = []
        weights = 0
        for chunks in parts:
            group.append(chunks[0].module)
            weights += sum(chunk.rows * chunk.columns for chunk in chunks)
            if weights >= GROUP_WEIGHTS or chunks is parts[-1]:
                self.missing |= set(group)
                yield replace(self.task, numbers=numbers, parts=tuple(group))
                group, weights = [], 0

    def took(self, outcome: LayerOutcome) -> bool:
        """Take up parts; whether all are there."""
        self.modules += outcome.modules
        self.missing -= {module.kept.result.name for module in outcome.modules}
        return not self.missing

    @property
    def last(self) -> LayerTask:
        """The task of the matrix as a whole, its parts being given."""
        return replace(self.task, numbers=self.numbers)
