"""A run on a cluster: tasks go out, what comes back is audited, and judged as in any run."""

from __future__ import annotations

import math
import random
import socket
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from quantcert import __version__
from quantcert.certificate import Finding, Rule, Verdict
from quantcert.cluster.audit import Audited, Auditor, NotBelievedError
from quantcert.cluster.farm import Answer, Farm, GivenUp
from quantcert.cluster.large import LargeMatrix
from quantcert.cluster.messages import (
    KeyedModule,
    LayerOutcome,
    LayerTask,
    Numbers,
    RunSpec,
    Task,
)
from quantcert.cluster.options import ClusterOptions
from quantcert.cluster.prompts import keep_prompt, prompt_tasks
from quantcert.cluster.returned import returned_checks, returned_plan
from quantcert.containers import Checkpoint
from quantcert.containers.places import address
from quantcert.lean import Cause, ModuleResult, ModuleVerdict
from quantcert.lean.check.stages import Accepted
from quantcert.lean.check.store import Kept
from quantcert.lean.check.workshop import Workshop
from quantcert.run.layer_checks import LayerChecks
from quantcert.run.open import Inputs
from quantcert.run.options import WORKERS
from quantcert.run.verify import (
    Checker,
    VerifyRun,
    jobs_checked_here,
    layer_checks,
    refuse,
    refuse_faulty,
    shared_tensors,
    wanted_checks,
)
from quantcert.scratch import scratch
from quantcert.statements.catalogue import Layer

_MOST_BATCH = 1 << 24
"""Weights of a task, unless it is a single matrix."""
_TASKS_A_THREAD = 4
_MOST_MATRICES = 256
"""Matrices of a task."""
_MOST_SEEDS = 3
"""Kept results of a module that are sent along: those of other checkpoints have the same names."""


def cluster_checker(options: ClusterOptions) -> Checker:
    """Has the layers of a run checked on a cluster; the network is checked here."""

    def check(run: VerifyRun, stack: Sequence[Layer]) -> Iterator[ModuleResult]:
        inputs, store = run.inputs, run.inputs.store
        farm = Farm(options, lambda count: inputs.options.progress(WORKERS, count, count))
        with scratch() as folder, Workshop(inputs.library, 1, store) as shop, farm:
            auditor = Auditor(
                inputs.library,
                shop.runners,
                shop.patterns,
                inputs.options.limits,
                folder,
                store,
                inputs.options.export_data,
            )
            coordinator = _Coordinator(run, options, farm, auditor)
            farm.prepare = coordinator.prepare
            yield from coordinator.results(stack)

    return check


@dataclass
class _Coordinator:
    """What is known of a run on a cluster.

    `layers` are those that are not judged, by tensor, and `here` those that this machine checks;
    `taken` says whose modules were taken, `accepted` are those that the network may require, and
    `seeds` the keys of what was kept before, by the layer's module; `prompts` are the keys of
    what workers returned of prompts.
    """

    run: VerifyRun
    options: ClusterOptions
    farm: Farm
    auditor: Auditor
    layers: dict[str, Layer] = field(default_factory=dict)
    here: list[Layer] = field(default_factory=list)
    large: dict[str, LargeMatrix] = field(default_factory=dict)
    rechecked: frozenset[str] = frozenset()
    taken: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    accepted: dict[str, Accepted] = field(default_factory=dict)
    seeds: dict[str, list[str]] = field(default_factory=dict)
    prompts: dict[str, list[str]] = field(default_factory=dict)

    def results(self, stack: Sequence[Layer]) -> Iterator[ModuleResult]:
        """The results of all layers, then those of the network."""
        run = self.run
        run.shared = shared_tensors(run)
        self.layers = {layer.tensor: layer for layer in stack if not refuse_faulty(run, layer)}
        self.rechecked = _chosen(self.layers, self.options)
        run.ledger.kernels.recheck, run.ledger.kernels.seed = (
            self.options.recheck,
            self.options.seed,
        )
        self._find_seeds()
        self._hand_out(list(self.layers.values()))
        for prompt in prompt_tasks(run.inputs, self.options, self.farm.threads()):
            self.farm.add(Task(self.spec, (), prompt))
        for event in self.farm.answers():
            if isinstance(event, GivenUp):
                self._give_up(event)
            else:
                yield from self._answered(event)
        self.options.tell(
            f"cluster: {_kib(self.farm.sent)} sent to workers, {_kib(self.farm.returned)} returned"
        )
        run.ledger.reorder(layer.module for layer in stack)
        here = sorted(self.here, key=lambda layer: layer.index)
        yield from jobs_checked_here(run, here, self.accepted)

    def prepare(self, task: Task) -> Task:
        """A task with the modules that were accepted before; a `Farm` asks for it."""
        return replace(task, kept=tuple(self._kept(task)))

    def _kept(self, task: Task) -> Iterator[KeyedModule]:
        store = self.run.inputs.store
        for each in task.layers:
            large = self.large.get(each.tensor)
            yield from large.modules if large and not each.parts else ()
            for key in self.seeds.get(self._layer(each).module, ()) if store else ():
                found = store.at(key) if store else None
                if found is not None:
                    yield KeyedModule(key, found)

    def _layer(self, task: LayerTask) -> Layer:
        return self.layers[task.tensor]

    def _find_seeds(self) -> None:
        """Look up what the latest runs have kept about the layers' modules."""
        modules = {layer.module for layer in self.layers.values()}
        store, found = self.run.inputs.store, Counter[str]()
        for name, key in store.keys() if store else ():
            module = name if name in modules else name.rpartition(".")[0]
            found[name] += 1
            if module in modules and found[name] <= _MOST_SEEDS:
                self.seeds.setdefault(module, []).append(key)

    def _hand_out(self, layers: Sequence[Layer]) -> None:
        """Make tasks of some layers."""
        small = [layer for layer in layers if layer.weights < self.options.large_weights]
        for layer in layers:
            if layer.weights >= self.options.large_weights:
                large = self.large[layer.tensor] = LargeMatrix(self._task_of(layer))
                self.farm.add(self._task([large.first]))
        for batch in _batches(small, self.farm.threads(), self.options.least_weights):
            self.farm.add(self._task([self._task_of(layer) for layer in batch]))

    def _task(self, tasks: Sequence[LayerTask]) -> Task:
        return Task(self.spec, tuple(tasks))

    def _task_of(self, layer: Layer) -> LayerTask:
        wanted = wanted_checks(self.run, layer)
        return LayerTask(
            layer.index,
            layer.tensor,
            layer.tensor_sha256,
            layer.roles,
            wanted.norms,
            leave=self._is_left(layer),
        )

    @cached_property
    def spec(self) -> RunSpec:
        """What workers must know of the run."""
        literals = None if self.left is None else str(self.left)
        return replace(run_spec(self.run.inputs), literals=literals)

    @cached_property
    def left(self) -> Path | None:
        """Where workers leave the literals of the network's matrices, if they share our disks."""
        if not self.options.shares_disks or not self.run.shared:
            return None
        folder = self.run.folder.path / "left"
        folder.mkdir()
        return folder

    def _is_left(self, layer: Layer) -> bool:
        """Whether workers leave the literals of a matrix, which are not made again here."""
        small = layer.weights < self.options.large_weights
        wanted = layer.tensor in self.run.shared and layer.tensor not in self.rechecked
        return self.left is not None and small and wanted and not self._exports

    @property
    def _exports(self) -> bool:
        return self.run.inputs.options.export_data

    def _answered(self, answer: Answer) -> Iterator[ModuleResult]:
        """Take an answer apart; what is not believed is asked of other workers."""
        store = self.run.inputs.store
        if answer.ticket.task.prompt is not None:
            if store is not None and answer.worker not in self.farm.distrusted:
                kept = self.prompts.setdefault(answer.worker, [])
                kept += keep_prompt(answer.outcome.prompt, store, answer.host)
            return
        asked = {task.tensor: task for task in answer.ticket.layers}
        found = {outcome.tensor: outcome for outcome in answer.outcome.layers}
        for tensor, task in asked.items():
            if answer.worker in self.farm.distrusted:
                self._again(answer, task, "its other answers cannot be believed")
            elif tensor not in found or len(found) != len(asked):
                self._distrust(answer, task, f"{tensor}: it answered about {', '.join(found)}")
            else:
                yield from self._matrix(answer, task, found[tensor])

    def _matrix(
        self, answer: Answer, task: LayerTask, outcome: LayerOutcome
    ) -> Iterator[ModuleResult]:
        """What follows from the outcome of one matrix."""
        results = [module.kept.result for module in outcome.modules]
        failed = [r for r in results if r.verdict is not ModuleVerdict.ACCEPTED]
        lost = next((r for r in failed if r.cause in (Cause.STOPPED, Cause.ALTERED)), None)
        if lost is not None:
            self._again(answer, task, lost.reason)
        elif outcome.fault is not None or outcome.found is not None or failed:
            self._check_here(self._layer(task))
        else:
            try:
                yield from self._confirmed(answer, task, outcome)
            except NotBelievedError as error:
                self._distrust(answer, task, str(error))

    def _check_here(self, layer: Layer) -> None:
        """Leave a layer to this machine: no worker's word is taken for a refusal."""
        if layer not in self.here:
            self.here.append(layer)
        self.large.pop(layer.tensor, None)

    def _confirmed(
        self, answer: Answer, task: LayerTask, outcome: LayerOutcome
    ) -> Iterator[ModuleResult]:
        """Audit an outcome and take it over. Raises NotBelievedError."""
        layer = self._layer(task)
        if layer in self.here:
            return
        outcome = replace(outcome, modules=tuple(self._attributed(answer, layer, outcome)))
        large = self.large.get(task.tensor)
        if large is not None:
            large.workers.add(answer.worker)
        if large is not None and task.scan_only:
            checks = self._returned(layer, outcome)
            for each in large.scanned(outcome.numbers, checks):
                self.farm.add(self._task([each]))
        elif large is not None and task.parts:
            if large.took(outcome):
                self.farm.add(self._task([large.last]))
        elif large is not None and large.workers & self.farm.distrusted:
            self._hand_out([layer])  # from the start: parts of it are not believed
        else:
            yield from self._audited(answer, layer, outcome)

    def _attributed(
        self, answer: Answer, layer: Layer, outcome: LayerOutcome
    ) -> Iterator[KeyedModule]:
        """The modules, each with the machine whose kernel accepted it."""
        large, store = self.large.get(layer.tensor), self.run.inputs.store
        given = {module.key: module.kept for module in large.modules} if large else {}
        seeds = self.seeds.get(layer.module, ())
        for module in outcome.modules:
            before = given.get(module.key)
            if before is None and store is not None and module.key in seeds:
                before = store.at(module.key)
            same = before is not None and before.olean == module.kept.olean
            host = before.result.host if before is not None and same else answer.host
            result = replace(module.kept.result, host=host, messages=())
            yield KeyedModule(module.key, Kept(result, module.kept.olean))

    def _returned(self, layer: Layer, outcome: LayerOutcome) -> LayerChecks:
        """The checks that were made elsewhere. Raises NotBelievedError."""
        inputs, wanted = self.run.inputs, wanted_checks(self.run, layer)
        left = self.left if self._is_left(layer) else None
        if left is None:
            wanted = replace(wanted, shared=None)
        try:
            plan = returned_plan(layer, inputs.quantized, inputs.requirements, outcome.numbers)
            return returned_checks(plan, inputs.quantized, wanted, outcome, left)
        except (ValueError, LookupError, ArithmeticError) as error:
            raise NotBelievedError(f"{layer.tensor}: {error}") from error

    def _audited(
        self, answer: Answer, layer: Layer, outcome: LayerOutcome
    ) -> Iterator[ModuleResult]:
        """Confirm all modules of a layer and enter them. Raises NotBelievedError."""
        run, replayed = self.run, layer.tensor in self.rechecked
        shared = layer.tensor in run.shared
        left = self._is_left(layer)
        made = (shared and not left) or replayed or self._exports
        checks = layer_checks(run, layer) if made else self._returned(layer, outcome)
        if made and outcome.numbers != Numbers.of(checks.plan):
            raise NotBelievedError(f"{layer.tensor}: its sums are not those of the tensors")
        audited = self.auditor.audit(checks, outcome, made or left, replayed, shared)
        self._take(answer.worker, layer, audited)
        if replayed:
            run.ledger.kernels.replayed[layer.module] = len(audited.results)
        yield from audited.results

    def _take(self, worker: str, layer: Layer, audited: Audited) -> None:
        """Enter a confirmed layer, and keep its modules for later runs."""
        run, store = self.run, self.run.inputs.store
        run.ledger.adopt(audited.ledger)
        run.checks[layer.module] = audited.checks
        self.accepted |= audited.accepted
        for module in audited.kept if store else ():
            if store is not None and store.at(module.key) is None:
                store.put(module.key, module.kept)
        if layer.tensor not in self.rechecked:
            keys = [module.key for module in audited.kept]
            large = self.large.get(layer.tensor)
            for each in large.workers if large else {worker}:
                self.taken.setdefault(each, {})[layer.tensor] = keys
        self.large.pop(layer.tensor, None)

    def _again(self, answer: Answer, task: LayerTask, reason: str) -> None:
        """Ask other workers."""
        ticket = replace(answer.ticket, task=replace(answer.ticket.task, layers=(task,)))
        for given_up in self.farm.failed(ticket, reason, answer.worker, answer.host):
            self._give_up(given_up)

    def _distrust(self, answer: Answer, task: LayerTask, reason: str) -> None:
        """Believe a worker no more: all that it has answered is asked of others."""
        self.options.tell(f"{answer.worker}: is not believed any more: {reason}")
        self.farm.distrusted.add(answer.worker)
        taken, store = self.taken.pop(answer.worker, {}), self.run.inputs.store
        prompts = self.prompts.pop(answer.worker, [])
        for key in (*prompts, *(key for keys in taken.values() for key in keys)):
            if store is not None:
                store.forget(key)
        self._again(answer, task, reason)
        for others in self.taken.values():  # whoever answered about parts of the same matrices
            for tensor in taken:
                others.pop(tensor, None)
        self._hand_out([self.layers[tensor] for tensor in taken])

    def _give_up(self, event: GivenUp) -> None:
        """No proof could be had of these layers; a prompt is checked here."""
        for task in event.ticket.layers:
            tried, why = len(event.ticket.failures), event.ticket.failures[-1]
            text = f"tried {tried} times on the cluster, at last by {why}"
            finding = Finding(Rule.NO_PROOF, text, task.tensor)
            refuse(self.run, self._layer(task), finding, Verdict.UNPROVED)


def _kib(count: int) -> str:
    return f"{-(-count // 1024):,} KiB"


def run_spec(inputs: Inputs) -> RunSpec:
    """What workers must know of a run."""
    options, toolchain = inputs.options, inputs.library.toolchain
    checkpoints = [c for c in (inputs.quantized.checkpoint, inputs.base) if c is not None]
    return RunSpec(
        version=__version__,
        library=inputs.library.digest,
        checkpoint=address(options.checkpoint),
        base=None if options.base is None else address(options.base),
        requirements=None if inputs.requirements.is_default else inputs.requirements.text,
        level=options.level.value,
        gram=options.gram,
        host=socket.gethostname(),
        lean=toolchain.kind,
        toolchain_digest=options.toolchain_digest,
        seconds=options.limits.seconds,
        memory_bytes=options.limits.memory_bytes,
        settings={k: v for checkpoint in checkpoints for k, v in _settings(checkpoint).items()},
    )


def _settings(checkpoint: Checkpoint) -> dict[str, str]:
    """Digests of a checkpoint's files that hold no tensors."""
    path = checkpoint.path.absolute()
    folder = path if path.is_dir() else path.parent
    weights = {file.name for file in checkpoint.weight_files()}
    files = {name: digest for name, digest in checkpoint.files().items() if name not in weights}
    return {address(folder / name): digest for name, digest in files.items()}


def _chosen(layers: Mapping[str, Layer], options: ClusterOptions) -> frozenset[str]:
    """The matrices that are made again and replayed here."""
    count = math.ceil(options.recheck * len(layers))
    return frozenset(random.Random(options.seed).sample(sorted(layers), count))


def _batches(layers: Sequence[Layer], threads: int, least: int) -> Iterator[list[Layer]]:
    """Layers in tasks: the largest first, small ones together."""
    total = sum(layer.weights for layer in layers)
    size = min(max(total // (_TASKS_A_THREAD * threads), least), _MOST_BATCH)
    batch: list[Layer] = []
    for layer in sorted(layers, key=lambda layer: -layer.weights):
        batch.append(layer)
        if sum(each.weights for each in batch) >= size or len(batch) == _MOST_MATRICES:
            yield batch
            batch = []
    if batch:
        yield batch
