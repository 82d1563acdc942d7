"""A run of the integer program on a text, checked by the kernel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quantcert.errors import CalibrationError
from quantcert.integer import Program, greedy
from quantcert.integer.ranges import program_ranges
from quantcert.integer.trace import trace
from quantcert.lean import (
    CheckJob,
    Library,
    Limits,
    ModuleResult,
    ModuleVerdict,
    ResultStore,
)
from quantcert.run.integer.beside import Beside, besides
from quantcert.run.integer.compare import RealModules
from quantcert.run.integer.modules import RunModules
from quantcert.run.module_stream import check_stream
from quantcert.run.options import Progress, silent
from quantcert.run.prompt.comparing import IncomparableError
from quantcert.run.prompt.modules import PromptModules
from quantcert.run.prompt.networks import PromptInputs
from quantcert.run.prompt.precision import WideError
from quantcert.run.prompt.verify import PromptRun, check_tokens
from quantcert.scratch import scratch


@dataclass(frozen=True)
class ProvedRun:
    """What was claimed of a text, and what became of the claims.

    Attributes:
        tokens: the text.
        unit: logits are in units of `2**-unit`.
        logits: the claimed logits after each token.
        next_tokens: after each token the one with the largest logit, of equal ones the first.
        name: the module about the whole run.
        modules: results in the order of the modules.
        jobs: the modules, in the same order.
        beside: how far the program is from networks in real numbers, if that was asked for.
        obstacle: why nothing is proved, if the kernel was not asked.
    """

    tokens: tuple[int, ...]
    unit: int
    logits: tuple[tuple[int, ...], ...]
    next_tokens: tuple[int, ...]
    name: str
    modules: tuple[ModuleResult, ...]
    jobs: tuple[CheckJob, ...] = ()
    beside: tuple[Beside, ...] = ()
    obstacle: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the kernel accepted all theorems."""
        return not self.obstacle and all(
            module.verdict is ModuleVerdict.ACCEPTED for module in self.modules
        )

    @property
    def reason(self) -> str:
        """Why it did not; empty if it did."""
        refused = (m for m in self.modules if m.verdict is not ModuleVerdict.ACCEPTED)
        return self.obstacle or next((f"{m.name}: {m.reason}" for m in refused), "")

    @property
    def theorems(self) -> tuple[str, ...]:
        """Names of those about the whole run."""
        whole = (module for module in self.modules if module.name == self.name)
        return tuple(record.name for module in whole for record in module.theorems)

    @property
    def seconds(self) -> float:
        """Of all processes."""
        return sum(module.seconds for module in self.modules)


@dataclass(frozen=True)
class RunProver:
    """How runs are checked, `jobs` modules at a time.

    `take` is given all modules of a run before their data is deleted.
    """

    library: Library
    store: ResultStore | None = None
    jobs: int = 2
    limits: Limits = field(default_factory=Limits)
    progress: Progress = silent
    take: Callable[[Sequence[CheckJob]], None] = lambda jobs: None

    def prove(self, program: Program, tokens: Sequence[int]) -> ProvedRun:
        """Run the program and have the kernel run it again.

        Raises:
            CalibrationError: for tokens that the program does not read, or none.
            CheckpointError: naming the step of which a number may not fit its register.
            OutputError: if numbers cannot be written.
        """
        if not tokens:
            raise CalibrationError("a text of no tokens: must have one at least")
        with scratch() as folder:
            modules = _modules(program, tokens, folder)
            return _proved(modules, self._checked(modules), tuple(modules.jobs))

    def prove_beside(
        self,
        inputs: PromptInputs,
        program: Program,
        tokens: Sequence[int],
        bits: int | None = None,
    ) -> ProvedRun:
        """The same, and how far it is from the original and the quantized network.

        `bits` are those of the networks' enclosures, None if they are to be found.

        Raises:
            CalibrationError: for tokens that the networks do not read, or a single one.
            CheckpointError: for weights that cannot be read.
            OutputError: if numbers cannot be written.
        """
        check_tokens(inputs.architecture, tokens)
        networks = PromptRun(self.library, self.store, self.jobs, bits, self.limits)
        with scratch() as folder:
            run = _modules(program, tokens, folder)
            try:
                found, sides = networks.sides(inputs, tokens)
                modules = RealModules(PromptModules(found, sides, folder), run)
                results = self._checked(modules)
            except (WideError, IncomparableError) as error:
                return _proved(run, obstacle=f"the networks' enclosures: {error}")
            return _proved(run, results, tuple(modules.jobs), tuple(besides(modules)))

    def _checked(self, modules: RunModules | RealModules) -> tuple[ModuleResult, ...]:
        results = check_stream(
            modules, self.library, self.jobs, self.limits, self.store, self.progress
        )
        self.take(modules.jobs)
        return results


def _modules(program: Program, tokens: Sequence[int], folder: Path) -> RunModules:
    return RunModules(program, program_ranges(program), trace(program, tokens), folder)


def _proved(
    modules: RunModules,
    results: tuple[ModuleResult, ...] = (),
    jobs: tuple[CheckJob, ...] = (),
    beside: tuple[Beside, ...] = (),
    obstacle: str = "",
) -> ProvedRun:
    found = modules.trace
    return ProvedRun(
        tokens=found.tokens,
        unit=modules.program.sizes.unit,
        logits=tuple(tuple(row) for row in found.logits.tolist()),
        next_tokens=tuple(map(greedy, found.logits)),
        name=modules.name,
        modules=results,
        jobs=jobs,
        beside=beside,
        obstacle=obstacle,
    )
