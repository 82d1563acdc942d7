"""Check generated modules: compile each in a process of its own, then audit what was compiled."""

from __future__ import annotations

import tempfile
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path

from quantcert.errors import OleanError
from quantcert.lean._cache import make_directory, sha256_bytes
from quantcert.lean.audit import (
    Statement,
    TheoremRecord,
    audit_module,
    expected_source,
    expected_statements,
    literal_entries,
)
from quantcert.lean.index import Entry
from quantcert.lean.library import ROOT_MODULE, Library
from quantcert.lean.olean.literals import DataModule, verify_data_module
from quantcert.lean.olean.module import CompiledModule
from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.policy import source_problem
from quantcert.lean.process import Limits, Message, Outcome, Run, compile_module
from quantcert.lean.sources import module_path


class Verdict(StrEnum):
    """Verdict on one generated module."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNPROVED = "unproved"


@dataclass(frozen=True)
class CheckJob:
    """A generated module and what it must prove.

    `name` is the module's name, `source` its text. `theorems` gives the full name of each theorem
    and its expected statement as it follows a theorem's name (binders, colon, proposition), read
    after the commands `preamble` (`open`, `universe`, definitions that the statements mention and
    that `source` repeats). The module must import exactly `imports` and the modules `data`.
    """

    name: str
    source: str
    theorems: Mapping[str, str]
    preamble: str = ""
    imports: tuple[str, ...] = (ROOT_MODULE,)
    data: tuple[DataModule, ...] = ()

    @property
    def all_imports(self) -> tuple[str, ...]:
        """Names of all modules that the module imports."""
        return (*self.imports, *(module.name for module in self.data))


@dataclass(frozen=True)
class ModuleResult:
    """What became of one job. `seconds` is wall-clock time of its processes, `peak_bytes` the
    largest resident memory of one of them; `reason` is empty if the verdict is ACCEPTED.
    """

    name: str
    verdict: Verdict
    reason: str
    messages: tuple[Message, ...]
    seconds: float
    peak_bytes: int
    source_sha256: str
    olean_sha256: str
    theorems: tuple[TheoremRecord, ...]


def check_modules(
    library: Library, jobs_iterable: Iterable[CheckJob], jobs: int, limits: Limits | None = None
) -> Iterator[ModuleResult]:
    """Check the modules, `jobs` at a time, yielding each result as soon as it is there.

    Takes jobs from the iterable only as processes become free, so it may be a generator that
    writes its data modules on demand. A crash or a limit makes that one module UNPROVED.
    """
    with (
        tempfile.TemporaryDirectory(prefix="quantcert-") as folder,
        ThreadPoolExecutor(max_workers=jobs) as pool,
    ):
        waiting = iter(jobs_iterable)
        running: set[Future[ModuleResult]] = set()
        try:
            while True:
                for job in islice(waiting, jobs - len(running)):
                    check = _Check(library, job, limits or Limits(), Path(folder))
                    running.add(pool.submit(check.run))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@dataclass
class _Check:
    """The check of one module, step by step."""

    library: Library
    job: CheckJob
    limits: Limits
    folder: Path
    runs: list[Run] = field(default_factory=list)

    def run(self) -> ModuleResult:
        """All steps; the first that fails decides the verdict."""
        job = self.job
        problem = source_problem(job.source)
        if problem:
            return self._result(Verdict.REJECTED, problem)
        with tempfile.TemporaryDirectory(dir=self.folder) as work:
            compiled = self._compile(Path(work, "generated"), job.name, job.source)
            if isinstance(compiled, ModuleResult):
                return compiled
            return self._audit(compiled, Path(work, "expected"))

    def _compile(self, root: Path, name: str, source: str) -> bytes | ModuleResult:
        """Compile `source` under `root`: the compiled module's bytes, or the verdict."""
        path = module_path(root, name, ".lean")
        make_directory(path.parent)
        path.write_text(source)
        olean = path.with_suffix(".olean")
        lean_path = [self.library.path, *dict.fromkeys(data.root for data in self.job.data)]
        run = compile_module(
            self.library.toolchain,
            path,
            olean,
            root=root,
            lean_path=lean_path,
            limits=self.limits,
        )
        self.runs.append(run)
        if run.outcome is Outcome.OK:
            return olean.read_bytes()
        verdict = Verdict.REJECTED if run.outcome is Outcome.REJECTED else Verdict.UNPROVED
        return self._result(verdict, f"{run.outcome.value}: {run.reason}")

    def _audit(self, compiled: bytes, root: Path) -> ModuleResult:
        """Confirm data, statements and axioms of the compiled module."""
        job = self.job
        digest = sha256_bytes(compiled)
        known = ChainMap(self.library.index)
        try:
            for data in job.data:
                verify_data_module(data)
                known.maps.append(literal_entries(data))
            expected = self._expected(root, known)
            if isinstance(expected, ModuleResult):
                return expected
            module = CompiledModule(ObjectGraph(compiled))
            _, records, problem = audit_module(module, job.name, job.all_imports, expected, known)
        except OleanError as error:
            return self._result(Verdict.REJECTED, str(error), digest)
        verdict = Verdict.REJECTED if problem else Verdict.ACCEPTED
        return self._result(verdict, problem, digest, records)

    def _expected(
        self, root: Path, known: Mapping[str, Entry]
    ) -> dict[str, Statement] | ModuleResult:
        """Elaborate the expected statements without the generated module."""
        job = self.job
        source, names = expected_source(job.all_imports, job.preamble, job.theorems)
        compiled = self._compile(root, "Expected", source)
        if isinstance(compiled, ModuleResult):
            reason = f"the expected statements could not be read: {compiled.reason}"
            return self._result(Verdict.UNPROVED, reason)
        module = CompiledModule(ObjectGraph(compiled))
        return expected_statements(module, names, known)

    def _result(
        self,
        verdict: Verdict,
        reason: str,
        olean_sha256: str = "",
        records: tuple[TheoremRecord, ...] = (),
    ) -> ModuleResult:
        return ModuleResult(
            self.job.name,
            verdict,
            reason,
            tuple(message for run in self.runs for message in run.messages),
            sum(run.seconds for run in self.runs),
            max((run.peak_bytes for run in self.runs), default=0),
            sha256_bytes(self.job.source.encode()),
            olean_sha256,
            records,
        )
