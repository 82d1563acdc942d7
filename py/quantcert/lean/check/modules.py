"""Check generated modules, several at a time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from pathlib import Path

from quantcert.lean._cache import sha256_bytes
from quantcert.lean.check.jobs import Cause, CheckJob, ModuleResult, ModuleVerdict
from quantcert.lean.check.module_check import ModuleCheck
from quantcert.lean.check.stages import Accepted
from quantcert.lean.check.store import ResultStore
from quantcert.lean.check.together import check_together
from quantcert.lean.check.workshop import Workshop
from quantcert.lean.library.build import Library
from quantcert.lean.process.run import Limits
from quantcert.scratch import scratch

TOGETHER = 16
TOGETHER_BYTES = 32 << 20  # of data modules
"""How many modules at most are checked together, sharing one process for the replay."""


def check_modules(
    library: Library,
    jobs_iterable: Iterable[CheckJob],
    jobs: int,
    limits: Limits | None = None,
    store: ResultStore | None = None,
    accepted: Mapping[str, Accepted] | None = None,
    workshop: Workshop | None = None,
) -> Iterator[ModuleResult]:
    """Check the modules, `jobs` at a time, yielding each result as soon as it is there.

    With a `store`, results of identical earlier jobs are audited again instead of replayed, and new
    ones are kept; so are patterns. Modules of `accepted`, by name, were checked before and may be
    required. A `workshop` is used and left open; after an error it is of no more use.

    The iterable may be a generator that writes data modules on demand: while all processes are
    busy, only one large job or some small ones are taken from it ahead of time. A crash or a limit
    makes that one module UNPROVED, and so does a required module that was not accepted. Raises
    LeanError, OutputError or OSError if Lean is killed, a file is lost or cannot be written.
    """
    with (
        scratch() as folder,
        nullcontext(workshop) if workshop else Workshop(library, jobs, store) as shop,
        ThreadPoolExecutor(max_workers=jobs) as pool,
    ):
        try:
            schedule = _Schedule(library, limits or Limits(), folder, shop, pool, jobs, store)
            schedule.take(accepted or {})
            yield from schedule.results(iter(jobs_iterable))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            shop.runners.interrupt()
            raise


class _Schedule:
    """Which jobs run, which wait for others, and what has been accepted."""

    def __init__(
        self,
        library: Library,
        limits: Limits,
        folder: Path,
        shop: Workshop,
        pool: ThreadPoolExecutor,
        jobs: int,
        store: ResultStore | None,
    ) -> None:
        self.library = library
        self.limits = limits
        self.folder = folder
        self.shared = folder / "kept"
        self.runners = shop.runners
        self.pool = pool
        self.jobs = jobs
        self.store = store
        self.patterns = shop.patterns
        self.running: dict[Future[list[ModuleResult]], list[ModuleCheck]] = {}
        self.group: list[ModuleCheck] = []
        self.blocked: list[CheckJob] = []
        self.kept: dict[str, Accepted | None] = {}

    def take(self, accepted: Mapping[str, Accepted]) -> None:
        """Let modules be required that were checked before; new ones join them in their folder."""
        self.kept.update(accepted)
        for module in accepted.values():
            self.shared = module.root

    def results(self, waiting: Iterator[CheckJob]) -> Iterator[ModuleResult]:
        """Results in the order in which the checks end."""
        while True:
            while len(self.running) <= self.jobs and not any(f.done() for f in self.running):
                self._use_free_process()
                job = self._unblocked() or next(waiting, None)
                if job is None:
                    break
                yield from self._start(job)
            self._use_free_process()
            if not self.running:
                yield from (self._unproved(job) for job in self.blocked)
                return
            for future in wait(self.running, return_when=FIRST_COMPLETED).done:
                yield from self._finish(future)

    def _use_free_process(self) -> None:
        """Do not wait for a larger group while a process is free."""
        if len(self.running) < self.jobs:
            self._submit()

    def _unblocked(self) -> CheckJob | None:
        """A job that waited for others which now have ended."""
        for job in self.blocked:
            if self.kept.keys() >= set(job.requires):
                self.blocked.remove(job)
                return job
        return None

    def _start(self, job: CheckJob) -> Iterator[ModuleResult]:
        """Start the job or put it aside; yields its result if that is known already."""
        if not self.kept.keys() >= set(job.requires):
            self.blocked.append(job)
            return
        required = [self.kept[name] for name in job.requires]
        accepted = tuple(module for module in required if module is not None)
        if len(accepted) < len(required):
            yield self._unproved(job)
            return
        own = Path(tempfile.mkdtemp(dir=self.folder))
        check = ModuleCheck(
            self.library, job, self.limits, own, self.shared, self.runners, self.patterns, accepted
        )
        if self.store is not None:
            check.kept = self.store.find(job, check.required_sha256)
        self._gather(check)

    def _gather(self, check: ModuleCheck) -> None:
        """Put the check into the group that is being gathered, or start it alone."""
        size = sum(_data_bytes(member) for member in [*self.group, check])
        if check.job.keep or check.job.requires or size > TOGETHER_BYTES:
            self.running[self.pool.submit(check_together, [check])] = [check]
            return
        self.group.append(check)
        if len(self.group) == TOGETHER:
            self._submit()

    def _submit(self) -> None:
        """Start the group that has been gathered."""
        if self.group:
            self.running[self.pool.submit(check_together, self.group)] = self.group
            self.group = []

    def _finish(self, future: Future[list[ModuleResult]]) -> Iterator[ModuleResult]:
        """Take the results of some checks and keep them for later runs."""
        for check, result in zip(self.running.pop(future), future.result(), strict=True):
            if self.store is not None:
                self.store.keep(check.job, check.required_sha256, result, check.compiled)
            self._close(check)
            yield result

    def _close(self, check: ModuleCheck) -> None:
        """Let others require the module and delete the check's folder."""
        if check.job.keep:
            self.kept[check.job.name] = check.accepted
        shutil.rmtree(check.folder)

    def _unproved(self, job: CheckJob) -> ModuleResult:
        """The result of a job whose requirements are not accepted."""
        if job.keep:
            self.kept[job.name] = None
        missing = [name for name in job.requires if self.kept.get(name) is None]
        reason = f"it requires {', '.join(missing)}, which was not accepted"
        digest = sha256_bytes(job.source.encode())
        return ModuleResult(
            job.name,
            ModuleVerdict.UNPROVED,
            reason,
            (),
            0.0,
            0,
            digest,
            "",
            (),
            cause=Cause.REQUIRED,
        )


def _data_bytes(check: ModuleCheck) -> int:
    """Size of a module's data; what is missing is found out by the check."""
    return sum(data.path.stat().st_size for data in check.job.data if data.path.exists())
