"""A generated module to be checked, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from quantcert.lean.check.audit import TheoremRecord
from quantcert.lean.library.build import ROOT_MODULE
from quantcert.lean.olean.literals import DataModule
from quantcert.lean.process.run import Message


class ModuleVerdict(StrEnum):
    """ModuleVerdict on one generated module."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNPROVED = "unproved"


class Cause(StrEnum):
    """Why a module was not accepted."""

    REFUSED = "refused"
    """Lean or its kernel reports an error."""
    AUDIT = "audit"
    """It compiles, but is not what was asked for."""
    SOURCE = "source"
    """Its text holds what no generated module may contain."""
    ALTERED = "altered"
    """A file is not what was written."""
    STOPPED = "stopped"
    """A limit, a crash or an error of the system: nothing is known."""
    REQUIRED = "required"
    """A module that it requires was not accepted."""


@dataclass(frozen=True)
class CheckJob:
    """A generated module and what it must prove.

    `name` is the module's name, `source` its text. `theorems` gives the full name of each theorem
    and its expected statement as it follows a theorem's name (binders, colon, proposition), read
    after the commands `preamble`: `open`, `universe`, and all definitions outside library and data
    that the statements mention, word by word as in `source` or in a required module. The module
    must import exactly the library modules `imports`, the modules `data`, and the modules
    `requires`: names of jobs with `keep` that come earlier.

    Library, data modules and generated modules must have different top-level names, and all data
    modules one root: Lean looks for a namespace's modules only in the first folder that has it.
    """

    name: str
    source: str
    theorems: Mapping[str, str]
    preamble: str = ""
    imports: tuple[str, ...] = (ROOT_MODULE,)
    data: tuple[DataModule, ...] = ()
    requires: tuple[str, ...] = ()
    keep: bool = False

    @property
    def statement_imports(self) -> tuple[str, ...]:
        """What the expected statements are read with: no generated proof among it."""
        return (*self.imports, *(module.name for module in self.data))

    @property
    def all_imports(self) -> tuple[str, ...]:
        """All modules that the module imports."""
        return (*self.statement_imports, *self.requires)


@dataclass(frozen=True)
class ModuleResult:
    """What became of one job.

    `seconds` is the wall-clock time of its processes, `peak_bytes` the largest resident memory of
    one of them; `reason` is empty and `cause` None if the verdict is ACCEPTED. `reused` marks the
    result of an earlier run. `host` names the machine whose kernel it is from, if that is another.
    """

    name: str
    verdict: ModuleVerdict
    reason: str
    messages: tuple[Message, ...]
    seconds: float
    peak_bytes: int
    source_sha256: str
    olean_sha256: str
    theorems: tuple[TheoremRecord, ...]
    reused: bool = False
    cause: Cause | None = None
    host: str = ""
