"""A run on a cluster: tasks go out, what comes back is audited, and judged as in any run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from quantcert.certificate import Finding, Rule, Verdict
from quantcert.cluster.audit import Auditor, NotBelievedError
from quantcert.cluster.farm import Farm
from quantcert.cluster.messages import LayerOutcome, LayerTask, Task
from quantcert.cluster.norms import norms_tasks
from quantcert.cluster.options import ClusterOptions
from quantcert.cluster.prompts import prompt_tasks
from quantcert.cluster.taken import Taker
from quantcert.cluster.tasks import MatrixTasks
from quantcert.cluster.tickets import Answer, GivenUp
from quantcert.lean import Cause, ModuleResult, ModuleVerdict
from quantcert.lean.check.workshop import Workshop
from quantcert.run.options import WORKERS
from quantcert.run.verify import (
    Checker,
    VerifyRun,
    jobs_checked_here,
    refuse,
    refuse_faulty,
    shared_tensors,
)
from quantcert.scratch import scratch
from quantcert.statements.catalogue import Layer


def cluster_checker(options: ClusterOptions) -> Checker:
    """Has the layers of a run checked on a cluster; the network is checked here."""

    def check(run: VerifyRun, stack: Sequence[Layer]) -> Iterator[ModuleResult]:
        inputs, store = run.inputs, run.inputs.store
        run.shared = shared_tensors(run)
        layers = {layer.tensor: layer for layer in stack if not refuse_faulty(run, layer)}
        tasks = MatrixTasks(run, options, layers)
        farm = Farm(
            options, lambda count: inputs.options.progress(WORKERS, count, count), tasks.prepare
        )
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
            taker = Taker(run, tasks, auditor)
            yield from _Coordinator(run, options, farm, tasks, taker).results(stack)

    return check


@dataclass
class _Coordinator:
    """Hands tasks out, and decides what follows from each answer.

    `here` are the layers that this machine checks.
    """

    run: VerifyRun
    options: ClusterOptions
    farm: Farm
    tasks: MatrixTasks
    taker: Taker
    here: list[Layer] = field(default_factory=list)

    def results(self, stack: Sequence[Layer]) -> Iterator[ModuleResult]:
        """The results of all layers, then those of the network."""
        run, kernels = self.run, self.run.ledger.kernels
        kernels.recheck, kernels.seed = self.options.recheck, self.options.seed
        self._hand_out(list(self.tasks.layers.values()))
        for prompt in prompt_tasks(run.inputs, self.options, self.farm.threads()):
            self.farm.add(Task(self.tasks.spec, (), prompt))
        for norms in norms_tasks(run, self.options):
            self.farm.add(Task(self.tasks.spec, (), norms=norms))
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
        yield from jobs_checked_here(run, here, self.taker.accepted)

    def _hand_out(self, layers: Sequence[Layer]) -> None:
        """Make tasks of some layers."""
        for task in self.tasks.made(layers, self.farm.threads()):
            self.farm.add(task)

    def _answered(self, answer: Answer) -> Iterator[ModuleResult]:
        """Take an answer apart; what is not believed is asked of other workers."""
        if not answer.ticket.layers:
            if answer.worker not in self.farm.distrusted:
                self.taker.further(answer)
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
            self._check_here(self.tasks.layer(task))
        else:
            try:
                yield from self._confirmed(answer, task, outcome)
            except NotBelievedError as error:
                self._distrust(answer, task, str(error))

    def _check_here(self, layer: Layer) -> None:
        """Leave a layer to this machine: no worker's word is taken for a refusal."""
        if layer not in self.here:
            self.here.append(layer)
        self.tasks.large.pop(layer.tensor, None)

    def _confirmed(
        self, answer: Answer, task: LayerTask, outcome: LayerOutcome
    ) -> Iterator[ModuleResult]:
        """Audit an outcome and take it over. Raises NotBelievedError."""
        layer = self.tasks.layer(task)
        if layer in self.here:
            return
        outcome = self.taker.attributed(answer, layer, outcome)
        large = self.tasks.large.get(task.tensor)
        if large is not None:
            large.workers.add(answer.worker)
        if large is not None and task.scan_only:
            checks = self.taker.returned(layer, outcome)
            for each in large.scanned(outcome.numbers, checks):
                self.farm.add(self.tasks.task([each]))
        elif large is not None and task.parts:
            if large.took(outcome):
                self.farm.add(self.tasks.task([large.last]))
        elif large is not None and large.workers & self.farm.distrusted:
            self._hand_out([layer])  # from the start: parts of it are not believed
        else:
            yield from self.taker.matrix(answer, layer, outcome)

    def _again(self, answer: Answer, task: LayerTask, reason: str) -> None:
        """Ask other workers."""
        ticket = replace(answer.ticket, task=replace(answer.ticket.task, layers=(task,)))
        for given_up in self.farm.failed(ticket, reason, answer.worker, answer.host):
            self._give_up(given_up)

    def _distrust(self, answer: Answer, task: LayerTask, reason: str) -> None:
        """Believe a worker no more: all that it has answered is asked of others."""
        self.options.tell(f"{answer.worker}: is not believed any more: {reason}")
        self.farm.distrusted.add(answer.worker)
        lost = self.taker.forget(answer.worker)
        self._again(answer, task, reason)
        self._hand_out(lost)

    def _give_up(self, event: GivenUp) -> None:
        """No proof could be had of these layers; a prompt is checked here, and norms measured."""
        for task in event.ticket.layers:
            tried, why = len(event.ticket.failures), event.ticket.failures[-1]
            text = f"tried {tried} times on the cluster, at last by {why}"
            finding = Finding(Rule.NO_PROOF, text, task.tensor)
            refuse(self.run, self.tasks.layer(task), finding, Verdict.UNPROVED)


def _kib(count: int) -> str:
    return f"{-(-count // 1024):,} KiB"
