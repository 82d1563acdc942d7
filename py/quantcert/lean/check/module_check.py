"""The check of one generated module, step by step.

1. Its text is screened (`policy`) and its data modules are verified (`olean.literals`).
2. Lean compiles it. With an embedded toolchain the elaborator leaves the kernel out (step 4).
3. The compiled module is audited against statements that were elaborated apart from it (`audit`).
4. The kernel checks every declaration of the *compiled* module in a process that elaborates
   nothing: what is checked is what is audited, and it is checked once. Modules may share that
   process (`together`). (A stock toolchain checks in step 2.)

The compiled module's digest is taken after step 2 and again at the end; its data modules must not
have been touched in between.

A result that an earlier run kept takes the place of steps 2 and 4: its compiled module is audited
against the statements and data of this run. If anything differs, all steps are taken.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from quantcert.errors import LeanError, OleanError
from quantcert.lean._cache import make_directory, sha256_bytes, sha256_file, write_bytes
from quantcert.lean.check.audit import (
    Audited,
    Statement,
    TheoremRecord,
    audit_module,
    expected_source,
    expected_statements,
    literal_entries,
)
from quantcert.lean.check.jobs import Cause, CheckJob, ModuleResult, ModuleVerdict
from quantcert.lean.check.policy import source_problem
from quantcert.lean.check.stages import Accepted, Compiled
from quantcert.lean.check.store import Kept
from quantcert.lean.library.build import Library
from quantcert.lean.library.index import Entry, Scope
from quantcert.lean.olean.literals import (
    DataModule,
    placeholder,
    stamp,
    verify_data_module,
    write_data_module,
)
from quantcert.lean.olean.module import CompiledModule
from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.paths import module_path
from quantcert.lean.pattern.book import PatternBook
from quantcert.lean.pattern.filled import Filled
from quantcert.lean.process.calls import Replay
from quantcert.lean.process.run import Limits, Outcome, Run
from quantcert.lean.process.runners import RunnerPool

PATTERN_SECONDS = 60.0
"""Time to elaborate a pattern: its markers are large numbers, to which a proof may try to count."""

_NO_KERNEL = "debug.skipKernelTC=true"


class _EndedError(Exception):
    """A step has decided the verdict."""

    def __init__(self, verdict: ModuleVerdict, reason: str, cause: Cause) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.cause = cause


@dataclass
class ModuleCheck:
    """One check; `folder` is its own, `shared` the folder of the modules that are kept."""

    library: Library
    job: CheckJob
    limits: Limits
    folder: Path
    shared: Path
    runners: RunnerPool
    patterns: PatternBook
    required: tuple[Accepted, ...] = ()
    kept: Kept | None = None
    reused: bool = False
    runs: list[Run] = field(default_factory=list)
    accepted: Accepted | None = None
    _compiled: Compiled | None = None
    _decided: _EndedError | None = None
    _digest: str = ""
    _records: tuple[TheoremRecord, ...] = ()

    @property
    def required_sha256(self) -> dict[str, str]:
        """SHA-256 of the compiled form of each module that the job requires."""
        digests = [required.sha256 for required in self.required]
        return dict(zip(self.job.requires, digests, strict=True))

    def prepare(self) -> Compiled | None:
        """Take the steps before the kernel's replay; None if there is nothing to replay."""
        if self.kept is not None:
            self._attempt(lambda: self._audit_kept(self.kept))
            if self.reused:
                return None
            self._forget()
        self._attempt(self._compile_and_audit)
        return None if self._decided else self._compiled

    def finish(self, shared: Run | None = None) -> ModuleResult:
        """The result, after the kernel's replay: `shared` if that has accepted the module."""
        if self.reused and self.kept is not None:
            return replace(self.kept.result, reused=True)
        self._attempt(lambda: self._confirm(shared))
        if self._decided is None:
            return self._result(ModuleVerdict.ACCEPTED, "")
        return self._result(self._decided.verdict, str(self._decided), self._decided.cause)

    def _attempt(self, step: Callable[[], None]) -> None:
        """Take a step, unless an earlier one has decided the verdict.

        Raises LeanError, OutputError or OSError if the step could not be taken: no verdict.
        """
        if self._decided is not None:
            return
        try:
            step()
        except _EndedError as end:
            self._decided = end
        except OleanError as error:
            self._decided = _EndedError(ModuleVerdict.REJECTED, str(error), Cause.ALTERED)

    def _compile_and_audit(self) -> None:
        job = self.job
        end_if(source_problem(job.source), Cause.SOURCE)
        known = self._known()
        stamps = {data.path: stamp(data.path) for data in self._data(self._imported())}
        expected = self._expected(known)
        made = self._filled(expected, known)
        if made is None:
            filled = None
            olean, content = self._compile_text(job.source)
            module = CompiledModule(ObjectGraph(content))
            audited = audit_module(module, job.name, job.all_imports, expected, known)
        else:
            filled, olean, content, audited = made
        self._digest = sha256_bytes(content)
        own, self._records, problem = audited
        end_if(problem, Cause.AUDIT)
        replay = self._replay_of(olean)
        self._compiled = Compiled(olean, content, own, known, stamps, replay, filled)

    def _compile_text(self, source: str) -> tuple[Path, bytes]:
        """Compile the job's module; with the kernel left out if it will replay the module."""
        options = (_NO_KERNEL,) if self.runners.replays else ()
        places = self._places(self._imported())
        return self._compile(self.folder / "generated", self.job.name, source, *places, options)

    def _filled(
        self, expected: Mapping[str, Statement], known: Scope
    ) -> tuple[Filled, Path, bytes, Audited] | None:
        """The module as its text's pattern gives it; None if the audit does not confirm it."""
        job = self.job
        required = [item.filled for item in self.required if item.filled is not None]
        if len(required) < len(self.required):
            return None
        filled = self._from_pattern(job.source, job.name, required, (_NO_KERNEL,))
        if filled is None:
            return None
        audited = audit_module(filled, job.name, job.all_imports, expected, known)
        if audited[2]:
            return None
        olean = make_directory(self.folder) / f"{job.name.rpartition('.')[2]}.olean"
        content = filled.content()
        write_bytes(olean, content)
        return filled, olean, content, audited

    def _from_pattern(
        self,
        source: str,
        module: str,
        required: Sequence[Filled] = (),
        options: Sequence[str] = (),
    ) -> Filled | None:
        """What the text `source` of the module `module` declares, if a pattern gives it."""
        if not self.runners.replays:
            return None
        data = self._data(self._imported())
        names = [module, *(item.name for item in data)]
        names += [literal for item in data for literal in item.literals]

        def elaborate(
            text: str, shown: Mapping[str, str], modules: Mapping[str, bytes]
        ) -> bytes | None:
            root = Path(tempfile.mkdtemp(dir=make_directory(self.folder)))
            for item in data:
                literals = {shown[key]: placeholder(d) for key, d in item.literals.items()}
                write_data_module(root / "data", shown[item.name], item.imports, literals)
            for name, content in modules.items():
                place = module_path(root / "required", name, ".olean")
                make_directory(place.parent)
                write_bytes(place, content)
            path = [self.library.path, root / "data", root / "required"]
            try:
                return self._compile(root, shown[module], text, path, (), options, PATTERN_SECONDS)[
                    1
                ]
            except _EndedError:  # the markers may be why, so that the text itself is tried
                self.runs.pop()
                return None

        return self.patterns.filled(
            source, names, elaborate, proofs=bool(options), required=required
        )

    def _confirm(self, shared: Run | None) -> None:
        """Have the kernel replay the module; confirm that nothing has been altered until then."""
        compiled, job = self._compiled, self.job
        assert compiled is not None
        if self.runners.replays:
            run = shared or self.runners.replay(compiled.replay, self.limits)
            self._end_unless_ok(run, (*compiled.replay.base, *compiled.replay.new))
        self._confirm_compiled(compiled.olean)
        compiled.confirm_data()
        if job.keep:
            self._accept(compiled.content, compiled.own, compiled.known, compiled.filled)

    @property
    def compiled(self) -> bytes:
        """The compiled module of a check that came so far, else nothing."""
        return self._compiled.content if self._compiled else b""

    def _audit_kept(self, kept: Kept | None) -> None:
        """Take over a kept module if it is what this run expects, word by word and bit by bit."""
        assert kept is not None
        job, result = self.job, kept.result
        end_if(source_problem(job.source), Cause.SOURCE)
        known = self._known()
        expected = self._expected(known)
        own, records, problem = audit_module(
            CompiledModule(ObjectGraph(kept.olean)), job.name, job.all_imports, expected, known
        )
        end_if(problem, Cause.AUDIT)
        self._digest = sha256_bytes(kept.olean)
        source = sha256_bytes(job.source.encode())
        found = (records, self._digest, source)
        if found != (result.theorems, result.olean_sha256, result.source_sha256):
            end_if("the kept result is not about the kept module", Cause.ALTERED)
        if job.keep:
            self._accept(kept.olean, own, known)
        self.reused = True

    def _forget(self) -> None:
        """Start again, as if nothing had been kept."""
        self._decided, self._digest, self.runs = None, "", []

    def _accept(
        self,
        compiled: bytes,
        own: Mapping[str, Entry],
        known: Scope,
        filled: Filled | None = None,
    ) -> None:
        """Put the compiled module where others can import it."""
        shared = module_path(self.shared, self.job.name, ".olean")
        make_directory(shared.parent)
        write_bytes(shared, compiled)
        entries = {**known.others, **own}
        job = self.job
        self.accepted = Accepted(
            self.shared,
            shared,
            self._digest,
            job.imports,
            entries,
            job.data,
            self.required,
            filled,
        )

    def _imported(self) -> list[Accepted]:
        """The generated modules that this one rests on."""
        found: dict[Path, Accepted] = {}
        for required in self.required:
            found |= required.closure()
        return list(found.values())

    def _data(self, modules: Sequence[Accepted]) -> list[DataModule]:
        """The data modules of this job and of the generated modules.

        Raises OleanError if one file is said to hold different literals.
        """
        found: dict[Path, DataModule] = {}
        for data in [*self.job.data, *(data for module in modules for data in module.data)]:
            if found.setdefault(data.path, data) != data:
                raise OleanError(f"{data.name} is not what a required module was checked with")
        return list(found.values())

    def _compile(
        self,
        root: Path,
        name: str,
        source: str,
        lean_path: Sequence[Path],
        read: Sequence[Path],
        options: Sequence[str] = (),
        most_seconds: float = math.inf,
    ) -> tuple[Path, bytes]:
        """Compile `source` under `root`; the compiled module's file and content."""
        path = module_path(root, name, ".lean")
        make_directory(path.parent)
        write_bytes(path, source.encode())
        olean = path.with_suffix(".olean")
        limits = replace(self.limits, seconds=min(self.limits.seconds, most_seconds))
        run = self.runners.compile(path, olean, root, lean_path, limits, options=options)
        self._end_unless_ok(run, (path, *read))
        return olean, olean.read_bytes()

    def _places(self, modules: Sequence[Accepted]) -> tuple[list[Path], list[Path]]:
        """Where the library, the data and generated modules lie; the files of the latter two."""
        data = self._data(modules)
        roots = [part.root for part in data] + [module.root for module in modules]
        read = [*(part.path for part in data), *(module.olean for module in modules)]
        return [self.library.path, *dict.fromkeys(roots)], read

    def _end_unless_ok(self, run: Run, read: Sequence[Path]) -> None:
        """Decide the verdict if a run that has `read` some files was not what it should be.

        Raises LeanError or OSError if that is no fault of the module: Lean was killed, could not
        write, or a file is gone.
        """
        self.runs.append(run)
        if run.outcome is Outcome.LOST:
            raise LeanError(f"{self.job.name}: Lean could not do its work: {run.reason}")
        if run.outcome is not Outcome.OK:
            for path in read:
                path.stat()
            rejected = run.outcome is Outcome.REJECTED
            verdict = ModuleVerdict.REJECTED if rejected else ModuleVerdict.UNPROVED
            cause = Cause.REFUSED if rejected else Cause.STOPPED
            raise _EndedError(verdict, f"{run.outcome.value}: {run.reason}", cause)

    def _known(self) -> Scope:
        """The constants of all that the module imports, all data verified first."""
        others: dict[str, Entry] = {}
        for required in self.required:
            others |= required.entries
        for data in self._data(self._imported()):
            verify_data_module(data)
            others |= literal_entries(data)
        return Scope(self.library.foundation, others)

    def _expected(self, known: Scope) -> dict[str, Statement]:
        """Elaborate the expected statements without any generated proof."""
        job = self.job
        source, names = expected_source(job.statement_imports, job.preamble, job.theorems)
        try:
            filled = self._from_pattern(source, "Expected")
            if filled is not None:
                return expected_statements(filled, names, known)
            root = self.folder / "expected"
            _, compiled = self._compile(root, "Expected", source, *self._places(()))
        except _EndedError as end:
            reason = f"the expected statements could not be read: {end}"
            raise _EndedError(ModuleVerdict.UNPROVED, reason, Cause.STOPPED) from end
        return expected_statements(CompiledModule(ObjectGraph(compiled)), names, known)

    def _replay_of(self, olean: Path) -> Replay:
        """What the kernel must check: the compiled module and the definitions of its new data.

        Data of the required modules was checked with them, and must be there before: the kernel
        reaches it through definitions that are not replayed.
        """
        modules = self._imported()
        checked = {data.path for module in modules for data in module.data}
        imports = {*self.job.imports, *(name for module in modules for name in module.imports)}
        library = self.library.closure(imports)
        base = [*library, *(module.olean for module in modules), *checked]
        new = [*(data.path for data in self.job.data if data.path not in checked), olean]
        return Replay(tuple(base), tuple(new), frozenset(library))

    def _confirm_compiled(self, olean: Path) -> None:
        """Confirm that the compiled modules are still those that were written."""
        for path, digest in [
            (olean, self._digest),
            *((m.olean, m.sha256) for m in self._imported()),
        ]:
            if sha256_file(path) != digest:
                raise OleanError(f"{path.name} has been altered after it was compiled")

    def _result(
        self, verdict: ModuleVerdict, reason: str, cause: Cause | None = None
    ) -> ModuleResult:
        return ModuleResult(
            self.job.name,
            verdict,
            reason,
            tuple(message for run in self.runs for message in run.messages),
            sum(run.seconds for run in self.runs),
            max((run.peak_bytes for run in self.runs), default=0),
            sha256_bytes(self.job.source.encode()),
            self._digest,
            self._records,
            cause=cause,
        )


def end_if(problem: str, cause: Cause) -> None:
    """Decide that a module is rejected if there is a problem."""
    if problem:
        raise _EndedError(ModuleVerdict.REJECTED, problem, cause)
