"""The audit of a module that another machine has compiled and its kernel has accepted.

The statements are this machine's own: they are elaborated here, from the job, and the module is
refused unless it proves exactly them. What is taken over is that the other kernel has accepted the
module, and not even that where it is replayed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from quantcert.lean._cache import make_directory, sha256_bytes, write_bytes
from quantcert.lean.check.audit import audit_module, literal_entries
from quantcert.lean.check.jobs import Cause, ModuleResult, ModuleVerdict
from quantcert.lean.check.module_check import ModuleCheck, end_if
from quantcert.lean.check.policy import source_problem
from quantcert.lean.check.stages import Accepted, Compiled
from quantcert.lean.check.store import Kept
from quantcert.lean.library.index import Entry, Scope
from quantcert.lean.olean.literals import stamp, verify_data_module, write_data_module
from quantcert.lean.olean.module import CompiledModule
from quantcert.lean.olean.objects import ObjectGraph


@dataclass
class ReturnedCheck(ModuleCheck):
    """The audit of a returned module, and its replay if `replayed`.

    `here` tells whether its data modules are on this machine; if not, they are known by the
    digests of their literals alone, and nothing can be replayed.
    """

    returned: Kept | None = None
    here: bool = False
    replayed: bool = False

    def result(self) -> ModuleResult:
        """What became of the module: the other machine's result, or why it is not taken."""
        assert self.returned is not None
        self._attempt(self._audit_returned)
        if self.replayed:
            self._attempt(lambda: self._confirm(None))
        if self._decided is not None:
            return self._result(self._decided.verdict, str(self._decided), self._decided.cause)
        return replace(
            self.returned.result,
            verdict=ModuleVerdict.ACCEPTED,
            reason="",
            cause=None,
            messages=(),
            source_sha256=sha256_bytes(self.job.source.encode()),
            olean_sha256=self._digest,
            theorems=self._records,
        )

    def _audit_returned(self) -> None:
        assert self.returned is not None
        job, content = self.job, self.returned.olean
        accepted = self.returned.result.verdict is ModuleVerdict.ACCEPTED
        end_if("" if accepted else "no kernel is said to have accepted it", Cause.AUDIT)
        end_if(source_problem(job.source), Cause.SOURCE)
        known = self._known()
        expected = self._expected(known)
        module = CompiledModule(ObjectGraph(content))
        own, self._records, problem = audit_module(
            module, job.name, job.all_imports, expected, known
        )
        end_if(problem, Cause.AUDIT)
        self._digest = sha256_bytes(content)
        if self.replayed:
            self._compiled = self._written(content, own, known)
        elif job.keep:
            self._accept(content, own, known)

    def _written(self, content: bytes, own: Mapping[str, Entry], known: Scope) -> Compiled:
        """The module on disk, to be replayed."""
        olean = make_directory(self.folder) / "returned.olean"
        write_bytes(olean, content)
        stamps = {data.path: stamp(data.path) for data in self._data(self._imported())}
        return Compiled(olean, content, own, known, stamps, self._replay_of(olean))

    def _known(self) -> Scope:
        """The constants of all that the module imports; data that is here is verified."""
        others: dict[str, Entry] = {}
        for required in self.required:
            others |= required.entries
        for data in self._data(self._imported()):
            if self.here:
                verify_data_module(data)
            others |= literal_entries(data)
        return Scope(self.library.foundation, others)

    def _places(self, modules: Sequence[Accepted]) -> tuple[list[Path], list[Path]]:
        """As of any check; data that is elsewhere has a stand-in, its literals all being zero.

        Only types of literals count where a statement is elaborated.
        """
        if self.here:
            return super()._places(modules)
        root = make_directory(self.folder / "stubs")
        for data in self._data(modules):
            write_data_module(root, data.name, data.imports, dict.fromkeys(data.literals, b""))
        return [self.library.path, root, *dict.fromkeys(module.root for module in modules)], []
