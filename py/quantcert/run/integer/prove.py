"""A run of the integer program on a text, checked by the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from quantcert.errors import CalibrationError
from quantcert.integer import Program, greedy
from quantcert.integer.ranges import program_ranges
from quantcert.integer.trace import trace
from quantcert.lean import (
    Library,
    Limits,
    ModuleResult,
    ModuleVerdict,
    ResultStore,
    check_modules,
)
from quantcert.run.integer.modules import RunModules
from quantcert.run.options import Progress, silent
from quantcert.scratch import scratch


@dataclass(frozen=True)
class ProvedRun:
    """What was claimed of a text, and what became of the claims.

    Attributes:
        tokens: the text.
        unit: logits are in units of `2**-unit`.
        logits: the claimed logits after each token.
        next_tokens: after each token the one with the largest logit, of equal ones the first.
        modules: results in the order of the modules, the last of them about the whole run.
    """

    tokens: tuple[int, ...]
    unit: int
    logits: tuple[tuple[int, ...], ...]
    next_tokens: tuple[int, ...]
    modules: tuple[ModuleResult, ...]

    @property
    def accepted(self) -> bool:
        """Whether the kernel accepted all theorems."""
        return all(module.verdict is ModuleVerdict.ACCEPTED for module in self.modules)

    @property
    def reason(self) -> str:
        """Why it did not; empty if it did."""
        refused = (m for m in self.modules if m.verdict is not ModuleVerdict.ACCEPTED)
        return next((f"{m.name}: {m.reason}" for m in refused), "")

    @property
    def theorems(self) -> tuple[str, ...]:
        """Names of those about the whole run."""
        return tuple(record.name for record in self.modules[-1].theorems)

    @property
    def seconds(self) -> float:
        """Of all processes."""
        return sum(module.seconds for module in self.modules)


@dataclass(frozen=True)
class RunProver:
    """How runs are checked, `jobs` modules at a time."""

    library: Library
    store: ResultStore | None = None
    jobs: int = 2
    limits: Limits = field(default_factory=Limits)
    progress: Progress = silent

    def prove(self, program: Program, tokens: Sequence[int]) -> ProvedRun:
        """Run the program and have the kernel run it again.

        Raises:
            CalibrationError: for tokens that the program does not read, or none.
            CheckpointError: naming the step of which a number may not fit its register.
            OutputError: if numbers cannot be written.
        """
        if not tokens:
            raise CalibrationError("a text of no tokens: must have one at least")
        ranges = program_ranges(program)
        found = trace(program, tokens)
        with scratch() as folder:
            results = self._checked(RunModules(program, ranges, found, folder))
        return ProvedRun(
            tokens=found.tokens,
            unit=program.sizes.unit,
            logits=tuple(tuple(row) for row in found.logits.tolist()),
            next_tokens=tuple(map(greedy, found.logits)),
            modules=results,
        )

    def _checked(self, modules: RunModules) -> tuple[ModuleResult, ...]:
        """The results, in the order of the modules."""
        results: list[ModuleResult] = []
        self.progress("modules", 0, modules.count)
        jobs = modules.stream()
        for result in check_modules(self.library, jobs, self.jobs, self.limits, self.store):
            results.append(result)
            self.progress("modules", len(results), modules.count)
        order = {job.name: place for place, job in enumerate(modules.jobs)}
        return tuple(sorted(results, key=lambda result: order[result.name]))
