"""The one place where a run gathers what its checks write, and what becomes of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field

from quantcert.certificate import Finding
from quantcert.certificate.encode import canonical
from quantcert.lean import CheckJob, DataModule, ModuleResult, read_literals
from quantcert.run.kernel_tally import KernelTally
from quantcert.run.literal_folder import LiteralFolder
from quantcert.run.steps import ModuleStep, ProvedNorms, Step
from quantcert.spool import TextSpool
from quantcert.statements.data_text import data_source
from quantcert.statements.render import GeneratedModule


@dataclass
class LedgerEntry:
    """What is known of one subject: a layer, or the network.

    `modules` and `data` stand in the order in which they were made, `results` by the module's name;
    `mismatch` is a number of a written literal that is not the tensors'; `folder` holds the data
    modules and is deleted with the entry, None if they lie elsewhere.
    """

    modules: list[GeneratedModule] = field(default_factory=list)
    data: list[DataModule] = field(default_factory=list)
    results: dict[str, ModuleResult] = field(default_factory=dict)
    norms: ProvedNorms | None = None
    mismatch: Finding | None = None
    folder: LiteralFolder | None = None

    @property
    def literal_sha256(self) -> dict[str, str]:
        """A digest of the literals of each data module, by its name."""
        return {data.name: listing_sha256(data) for data in self.data}

    @property
    def seconds(self) -> float:
        """How long the checks took that have ended."""
        return sum(result.seconds for result in self.results.values())


@dataclass
class Ledger:
    """What all checks of a run have yielded and what Lean has said, an entry for each subject.

    `sources` is the text of all generated modules by name, with `export_data` of data modules too;
    `weights` how many weights each module checks that has no result yet; `peak_bytes` the largest
    memory of a process of Lean; `reused` the number of results of earlier runs; `kernels` whose
    kernels accepted them. Of what has been judged little is kept: there may be ten thousand layers.
    """

    export_data: bool = False
    entries: dict[str, LedgerEntry] = field(default_factory=dict)
    sources: MutableMapping[str, str] = field(default_factory=TextSpool)
    weights: dict[str, int] = field(default_factory=dict)
    peak_bytes: int = 0
    reused: int = 0
    kernels: KernelTally = field(default_factory=KernelTally)
    _subjects: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    @property
    def modules(self) -> int:
        """How many modules have been entered."""
        return sum(self._counts.values())

    def open(self, subject: str, folder: LiteralFolder | None = None) -> LedgerEntry:
        """A new entry, which owns `folder`."""
        self.entries[subject] = LedgerEntry(folder=folder)
        self._counts[subject] = 0
        return self.entries[subject]

    def jobs(self, subject: str, steps: Iterable[Step]) -> Iterator[CheckJob]:
        """Enter each step of a subject as it is made; what Lean is to check is passed on."""
        entry = self.entries[subject]
        for step in steps:
            match step:
                case DataModule():
                    self._add_data(entry, step)
                case ModuleStep():
                    self._add_module(subject, step)
                    yield step.job()
                case ProvedNorms():
                    entry.norms = step
                case Finding():
                    entry.mismatch = entry.mismatch or step

    def record(self, result: ModuleResult) -> str:
        """Enter the result of a module; returns its subject."""
        self.peak_bytes = max(self.peak_bytes, result.peak_bytes)
        self.reused += result.reused
        subject = self._subjects.pop(result.name)
        self.entries[subject].results[result.name] = result
        self.kernels.accepted(subject, result)
        return subject

    def record_apart(self, results: Iterable[ModuleResult]) -> None:
        """Enter results of modules that belong to no layer and check no weight, each once."""
        for result in results:
            if result.name in self._counts:
                continue
            self._counts[result.name] = 1
            self.kernels.accepted(result.name, result)
            self.peak_bytes = max(self.peak_bytes, result.peak_bytes)
            self.reused += result.reused

    def adopt(self, other: Ledger) -> None:
        """Take over all entries of another ledger; they replace those of the same subjects."""
        self.entries |= other.entries
        self.sources.update(other.sources)
        self.weights |= other.weights
        self._subjects |= other._subjects
        self._counts |= other._counts

    def reorder(self, subjects: Iterable[str]) -> None:
        """Put the entries of these subjects into their order, before all others."""
        known = {subject: self.entries[subject] for subject in subjects if subject in self.entries}
        self.entries = known | {k: v for k, v in self.entries.items() if k not in known}

    def proved(self) -> dict[str, LedgerEntry]:
        """The entries of matrices whose norms their modules state, by tensor, if literals agree."""
        return {
            entry.norms.tensor: entry
            for entry in self.entries.values()
            if entry.norms is not None and entry.mismatch is None
        }

    def settle(self, subject: str, needed: bool = True) -> None:
        """Drop the results and the folder of a subject that has been judged.

        Its modules and data go too if they are not `needed` by others, and all of it if it states
        no norms either.
        """
        entry = self.entries[subject]
        self.kernels.settle(subject)
        entry.results.clear()
        if entry.folder is not None:
            entry.folder.close()
        if not needed:
            entry.modules.clear()
            entry.data.clear()
            if entry.norms is None:
                del self.entries[subject]

    def close(self) -> None:
        """Delete all folders that are left."""
        for entry in self.entries.values():
            if entry.folder is not None:
                entry.folder.close()

    def _add_data(self, entry: LedgerEntry, data: DataModule) -> None:
        entry.data.append(data)
        if self.export_data:
            self.sources[data.name] = data_text(data)

    def _add_module(self, subject: str, check: ModuleStep) -> None:
        module = check.module
        self.entries[subject].modules.append(module)
        self.sources[module.name] = module.source
        self.weights[module.name] = check.weights
        self._counts[subject] += 1
        self._subjects[module.name] = subject


def data_text(data: DataModule) -> str:
    """A written data module as Lean source."""
    written = read_literals(data.path, data.name, data.imports)
    return data_source(data.name, data.imports[0], written)


def listing_sha256(data: DataModule) -> str:
    """SHA-256 of the canonical JSON object {literal: SHA-256} of a data module."""
    return hashlib.sha256(canonical(dict(data.literals))).hexdigest()
