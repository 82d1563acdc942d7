"""Answers that are taken over: audited here, entered, and kept for later runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from quantcert.cluster.audit import Audited, Auditor, NotBelievedError
from quantcert.cluster.messages import KeyedModule, LayerOutcome, Numbers
from quantcert.cluster.norms import known_norms
from quantcert.cluster.prompts import keep_prompt
from quantcert.cluster.returned import returned_checks, returned_plan
from quantcert.cluster.tasks import MatrixTasks
from quantcert.cluster.tickets import Answer
from quantcert.lean import ModuleResult
from quantcert.lean.check.stages import Accepted
from quantcert.lean.check.store import Kept
from quantcert.models.net import MatrixUse
from quantcert.run.layer_checks import LayerChecks
from quantcert.run.verify import VerifyRun, layer_checks, wanted_checks
from quantcert.statements.catalogue import Layer


@dataclass
class Taker:
    """What was taken over from workers.

    `accepted` are the modules that the network may require. Of each worker it is known what is from
    it: keys of modules about matrices and prompts, and norms.
    """

    run: VerifyRun
    tasks: MatrixTasks
    auditor: Auditor
    accepted: dict[str, Accepted] = field(default_factory=dict)
    _matrices: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _prompts: dict[str, list[str]] = field(default_factory=dict)
    _norms: dict[str, list[MatrixUse]] = field(default_factory=dict)

    def further(self, answer: Answer) -> None:
        """Keep what a worker returned of a prompt, for the run that audits it, or of norms."""
        store, asked = self.run.inputs.store, answer.ticket.task.norms
        if asked is not None:
            found = known_norms(self.run, asked, answer.outcome.norms)
            self.run.measured |= found
            self._norms.setdefault(answer.worker, []).extend(found)
        if store is not None:
            kept = self._prompts.setdefault(answer.worker, [])
            kept += keep_prompt(answer.outcome.prompt, store, answer.host)

    def matrix(self, answer: Answer, layer: Layer, outcome: LayerOutcome) -> Iterator[ModuleResult]:
        """Confirm all modules of a layer and enter them. Raises NotBelievedError."""
        run, replayed = self.run, layer.tensor in self.tasks.rechecked
        shared, left = layer.tensor in run.shared, self.tasks.is_left(layer)
        made = (shared and not left) or replayed or self.tasks.exports
        checks = layer_checks(run, layer) if made else self.returned(layer, outcome)
        if made and outcome.numbers != Numbers.of(checks.plan):
            raise NotBelievedError(f"{layer.tensor}: its sums are not those of the tensors")
        audited = self.auditor.audit(checks, outcome, made or left, replayed, shared)
        self._take(answer.worker, layer, audited)
        if replayed:
            run.ledger.kernels.replayed[layer.module] = len(audited.results)
        yield from audited.results

    def returned(self, layer: Layer, outcome: LayerOutcome) -> LayerChecks:
        """The checks that were made elsewhere. Raises NotBelievedError."""
        inputs, wanted = self.run.inputs, wanted_checks(self.run, layer)
        left = self.tasks.left if self.tasks.is_left(layer) else None
        if left is None:
            wanted = replace(wanted, shared=None)
        try:
            plan = returned_plan(layer, inputs.quantized, inputs.requirements, outcome.numbers)
            return returned_checks(plan, inputs.quantized, wanted, outcome, left)
        except (ValueError, LookupError, ArithmeticError) as error:
            raise NotBelievedError(f"{layer.tensor}: {error}") from error

    def attributed(self, answer: Answer, layer: Layer, outcome: LayerOutcome) -> LayerOutcome:
        """The outcome, each module with the machine whose kernel accepted it."""
        return replace(outcome, modules=tuple(self._attributed(answer, layer, outcome)))

    def forget(self, worker: str) -> list[Layer]:
        """Drop all that is from a worker; the layers are to be asked of others."""
        taken, store = self._matrices.pop(worker, {}), self.run.inputs.store
        prompts = self._prompts.pop(worker, [])
        for use in self._norms.pop(worker, []):
            self.run.measured.pop(use, None)
        for key in (*prompts, *(key for keys in taken.values() for key in keys)):
            if store is not None:
                store.forget(key)
        for others in self._matrices.values():  # who answered about parts of the same matrices
            for tensor in taken:
                others.pop(tensor, None)
        return [self.tasks.layers[tensor] for tensor in taken]

    def _attributed(
        self, answer: Answer, layer: Layer, outcome: LayerOutcome
    ) -> Iterator[KeyedModule]:
        large, store = self.tasks.large.get(layer.tensor), self.run.inputs.store
        given = {module.key: module.kept for module in large.modules} if large else {}
        seeds = self.tasks.seeds.get(layer.module, ())
        for module in outcome.modules:
            before = given.get(module.key)
            if before is None and store is not None and module.key in seeds:
                before = store.at(module.key)
            same = before is not None and before.olean == module.kept.olean
            host = before.result.host if before is not None and same else answer.host
            result = replace(module.kept.result, host=host, messages=())
            yield KeyedModule(module.key, Kept(result, module.kept.olean))

    def _take(self, worker: str, layer: Layer, audited: Audited) -> None:
        """Enter a confirmed layer, and keep its modules for later runs."""
        run, store = self.run, self.run.inputs.store
        run.ledger.adopt(audited.ledger)
        run.checks[layer.module] = audited.checks
        self.accepted |= audited.accepted
        for module in audited.kept if store else ():
            if store is not None and store.at(module.key) is None:
                store.put(module.key, module.kept)
        if layer.tensor not in self.tasks.rechecked:
            keys = [module.key for module in audited.kept]
            large = self.tasks.large.get(layer.tensor)
            for each in large.workers if large else {worker}:
                self._matrices.setdefault(each, {})[layer.tensor] = keys
        self.tasks.large.pop(layer.tensor, None)
