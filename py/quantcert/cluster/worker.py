"""What a worker does: matrices are read, made into literals and checked, on its own machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from quantcert.cluster.left import leave
from quantcert.cluster.messages import (
    KeyedModule,
    LayerOutcome,
    LayerTask,
    Numbers,
    Outcome,
    StoredFault,
    Task,
    WrittenData,
)
from quantcert.cluster.norms import measured
from quantcert.cluster.opened import Opened, opened
from quantcert.cluster.packing import pack, unpack
from quantcert.cluster.prompts import check_prompt
from quantcert.errors import QuantCertError, StoredValueError
from quantcert.lean import CheckJob, DataModule, Limits, ModuleResult, ResultStore, check_modules
from quantcert.lean.check.store import Kept
from quantcert.run.layer_checks import LayerChecks
from quantcert.run.layer_plan import LayerPlan, layer_plan, plan_layer
from quantcert.run.ledger import Ledger
from quantcert.run.make_checks import Wanted, make_checks
from quantcert.run.matrix_rows import MatrixRows
from quantcert.run.memory import keep_freed_memory
from quantcert.run.options import Level
from quantcert.run.steps import Step
from quantcert.run.weight_checks import WeightChecks
from quantcert.statements.catalogue import Layer


def run_task(message: bytes) -> bytes:
    """The answer to a task; whatever goes wrong is part of the answer."""
    host = socket.gethostname()
    keep_freed_memory()
    try:
        task = unpack(Task, message)
        try:
            inputs = opened(task.spec)
        except (QuantCertError, OSError) as error:
            return pack(Outcome(host, (), str(error), unfit=True))
        if task.norms is not None:
            return pack(Outcome(host, norms=measured(inputs, task.norms)))
        if task.prompt is None:
            return pack(Outcome(host, _Work(inputs, task).outcomes()))
        store = RememberingStore(inputs, task)
        return pack(Outcome(host, prompt=check_prompt(inputs, task.prompt, store, store.modules)))
    except Exception as error:  # it is for the coordinator to tell
        return pack(Outcome(host, (), f"{type(error).__name__}: {error}"))


class RememberingStore(ResultStore):
    """A store that remembers the key and the compiled module of each job of a task."""

    def __init__(self, opened: Opened, task: Task) -> None:
        """Take up what the task says was kept before."""
        super().__init__(opened.library)
        this = socket.gethostname()
        self._host = "" if this == task.spec.host else this
        self.modules: dict[str, tuple[str, bytes]] = {}
        self._given = {module.key: module.kept for module in task.kept}

    def find(self, job: CheckJob, required: Mapping[str, str]) -> Kept | None:
        """As of any store, or what the task gave."""
        key = self.key(job, required)
        given = self._given.get(key)
        found = given if given is not None else super().find(job, required)
        if found is not None:
            self.modules[job.name] = (key, found.olean)
        return found

    def keep(
        self, job: CheckJob, required: Mapping[str, str], result: ModuleResult, olean: bytes
    ) -> None:
        """As of any store; on another machine than the coordinator's, with its name."""
        if not result.reused:
            self.modules[job.name] = (self.key(job, required), olean)
        super().keep(job, required, replace(result, host=self._host), olean)


@dataclass
class _Work:
    """The work of a task; `checks` are those of its matrices, `ready` what is known of others.

    Data modules of the subjects `leaving` are left for the coordinator.
    """

    opened: Opened
    task: Task
    ledger: Ledger = field(default_factory=Ledger)
    checks: dict[str, LayerChecks] = field(default_factory=dict)
    ready: list[LayerOutcome] = field(default_factory=list)
    leaving: set[str] = field(default_factory=set)

    def outcomes(self) -> tuple[LayerOutcome, ...]:
        """An outcome for each matrix.

        Raises QuantCertError or OSError for whatever is no verdict.
        """
        spec, store = self.opened.spec, RememberingStore(self.opened, self.task)
        limits = Limits(spec.seconds, spec.memory_bytes)
        try:
            with self.opened.workshop() as workshop:
                library, jobs = self.opened.library, self._jobs()
                for result in check_modules(library, jobs, 1, limits, store, None, workshop):
                    self.ledger.record(result)
            checked = [self._outcome(subject, store) for subject in self.checks]
        finally:
            self.ledger.close()
        self.opened.refuse_changed()
        return (*self.ready, *checked)

    def _jobs(self) -> Iterator[CheckJob]:
        for task in self.task.layers:
            layer = self.opened.layer(task)
            try:
                yield from self._layer_jobs(layer, task)
            except StoredValueError as error:
                self.checks.pop(layer.module, None)
                self.ready.append(LayerOutcome(task.tensor, fault=self._fault(error)))

    def _layer_jobs(self, layer: Layer, task: LayerTask) -> Iterator[CheckJob]:
        plan = self._plan(layer, task)
        if task.scan_only:
            self.ready.append(LayerOutcome(task.tensor, Numbers.of(plan)))
            return
        spec = self.opened.spec
        wanted = Wanted(Level(spec.level), task.norms, spec.gram)
        checks = self.checks[layer.module] = make_checks(plan, self.opened.quantized, wanted)
        if task.leave:
            self.leaving.add(layer.module)
        self.ledger.open(layer.module, checks.own_folder)
        yield from self.ledger.jobs(layer.module, _steps(checks, task))

    def _plan(self, layer: Layer, task: LayerTask) -> LayerPlan:
        """The plan of a layer, from its tensors or what is known of them."""
        quantized, original = self.opened.quantized, self.opened.original
        if task.numbers is None or original is None:
            return plan_layer(quantized, original, layer, self.opened.requirements)
        bits, scan = quantized.bits_per_weight(layer.tensor), task.numbers.scan(layer)
        plan = layer_plan(layer, bits, self.opened.requirements, scan)
        lines = MatrixRows(original, quantized, layer.tensor)
        return replace(plan, lines=lines, heaviest_column=task.numbers.heaviest_column)

    def _fault(self, error: StoredValueError) -> StoredFault:
        """A spoiled number; its file is named as in the folder."""
        ours = error.file in self.opened.quantized.checkpoint.weight_files()
        return StoredFault(ours, error.file.name, error.tensor, error.what, error.row, error.column)

    def _outcome(self, subject: str, store: RememberingStore) -> LayerOutcome:
        """What became of a matrix, all its modules having their results."""
        checks, entry = self.checks[subject], self.ledger.entries[subject]
        norms = checks.norm_builder if isinstance(checks, WeightChecks) else None
        modules = []
        for name, result in entry.results.items():
            key, olean = store.modules.get(name, ("", b""))
            modules.append(KeyedModule(key, Kept(result, olean)))
        return LayerOutcome(
            tensor=checks.plan.layer.tensor,
            numbers=Numbers.of(checks.plan),
            data=tuple(self._written(subject, data) for data in entry.data),
            norms=tuple(norms.taken) if norms else (),
            found=entry.mismatch or checks.witness(entry),
            modules=tuple(modules),
        )

    def _written(self, subject: str, data: DataModule) -> WrittenData:
        """What is told of a data module, which is left for the coordinator if it asks for that."""
        folder = self.opened.spec.literals
        left = leave(data, folder) if folder is not None and subject in self.leaving else ""
        return WrittenData(data.name, data.literals, left)


def _steps(checks: LayerChecks, task: LayerTask) -> Iterator[Step]:
    """The steps that are wanted of a matrix."""
    if not task.parts or not isinstance(checks, WeightChecks):
        yield from checks.steps()
        return
    for chunks in checks.parts:
        if chunks[0].module in task.parts:
            yield from checks.part_steps(chunks, checks.norm_builder)
