"""The audit of what came back of a matrix: every module as in a run on one machine."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from quantcert.cluster.messages import KeyedModule, LayerOutcome
from quantcert.lean import CheckJob, Library, Limits, ModuleResult, ModuleVerdict, ResultStore
from quantcert.lean.check.returned import ReturnedCheck
from quantcert.lean.check.stages import Accepted
from quantcert.lean.check.store import Kept
from quantcert.lean.pattern.book import PatternBook
from quantcert.lean.process.runners import RunnerPool
from quantcert.run.layer_checks import LayerChecks
from quantcert.run.ledger import Ledger


class NotBelievedError(Exception):
    """What came back is not what was asked for: the worker is wrong, or lies."""


@dataclass
class Audited:
    """The modules of a matrix, all confirmed, as a ledger of their own.

    `accepted` are those that others may require, `kept` what a store shall keep.
    """

    checks: LayerChecks
    ledger: Ledger
    results: list[ModuleResult] = field(default_factory=list)
    accepted: dict[str, Accepted] = field(default_factory=dict)
    kept: list[KeyedModule] = field(default_factory=list)


@dataclass
class Auditor:
    """Confirms what came back; `folder` is for compiled modules, `limits` for each process.

    `store` tells under which keys results are kept.
    """

    library: Library
    runners: RunnerPool
    patterns: PatternBook
    limits: Limits
    folder: Path
    store: ResultStore | None = None
    export_data: bool = False

    def audit(
        self, checks: LayerChecks, outcome: LayerOutcome, here: bool, replayed: bool, keep: bool
    ) -> Audited:
        """All modules of a matrix against the statements of `checks`.

        With `here`, the literals are on this machine once the checks have made them; with
        `replayed`, its kernel replays the modules; with `keep`, compiled modules stay for others to
        import.

        Raises NotBelievedError.
        """
        ledger, name = Ledger(self.export_data, sources={}), checks.plan.layer.module
        ledger.open(name, checks.own_folder)
        audited = Audited(checks, ledger)
        modules = {module.kept.result.name: module for module in outcome.modules}
        own = Path(tempfile.mkdtemp(dir=self.folder))
        shared = self.folder / "kept" if keep else own / "kept"
        try:
            for job in ledger.jobs(name, checks.steps()):
                self._one(job, modules.pop(job.name, None), audited, (own, shared), here, replayed)
            if ledger.entries[name].mismatch is not None or modules:
                raise NotBelievedError(f"{name}: there are modules or numbers that are not its")
        except (ValueError, LookupError, ArithmeticError) as error:
            raise NotBelievedError(f"{name}: {error}") from error
        finally:
            ledger.close()
            shutil.rmtree(own, ignore_errors=True)
        return audited

    def _one(
        self,
        job: CheckJob,
        module: KeyedModule | None,
        audited: Audited,
        folders: tuple[Path, Path],
        here: bool,
        replayed: bool,
    ) -> None:
        """Audit one module. Raises NotBelievedError."""
        if module is None:
            raise NotBelievedError(f"{job.name} is missing")
        required = tuple(audited.accepted[name] for name in job.requires)
        own = Path(tempfile.mkdtemp(dir=folders[0]))
        check = ReturnedCheck(
            self.library,
            job,
            self.limits,
            own,
            folders[1],
            self.runners,
            self.patterns,
            required,
            returned=module.kept,
            here=here,
            replayed=replayed,
        )
        result = check.result()
        if result.verdict is not ModuleVerdict.ACCEPTED:
            raise NotBelievedError(f"{job.name}: {result.reason}")
        if check.accepted is not None:
            audited.accepted[job.name] = check.accepted
        audited.results.append(result)
        fresh = replace(result, reused=False)
        key = self.store.key(job, check.required_sha256) if self.store else ""
        audited.kept.append(KeyedModule(key, Kept(fresh, module.kept.olean)))
