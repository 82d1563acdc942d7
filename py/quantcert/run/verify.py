"""A run: opened inputs in, a certificate out. The one place that knows the order of the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from math import prod
from pathlib import Path

from quantcert.certificate import (
    Certificate,
    ExportEvidence,
    Finding,
    LayerCertificate,
    NetworkEvidence,
    PromptsEvidence,
    RotationEvidence,
    RunsEvidence,
    TextQuality,
    Verdict,
)
from quantcert.certificate.shelf import Shelf
from quantcert.errors import StoredValueError
from quantcert.lean import CheckJob, ModuleResult, check_modules
from quantcert.lean.check.stages import Accepted
from quantcert.models.net import MatrixUse
from quantcert.run.certify import certificate
from quantcert.run.diagnosis import with_diagnoses
from quantcert.run.exported import export_evidence
from quantcert.run.integer.prove import RunProver
from quantcert.run.integer.work import RunWork
from quantcert.run.layer_checks import LayerChecks
from quantcert.run.layer_judge import layer_certificate
from quantcert.run.layer_plan import plan_layer
from quantcert.run.layer_scan import layers
from quantcert.run.ledger import Ledger
from quantcert.run.literal_folder import LiteralFolder
from quantcert.run.make_checks import Wanted, make_checks
from quantcert.run.network_checks import NetworkChecks
from quantcert.run.network_judge import network_evidence, with_observation
from quantcert.run.network_plan import (
    KnownMatrix,
    NetworkPlan,
    input_sha256,
    known_matrices,
    plan_network,
)
from quantcert.run.open import Inputs, open_run
from quantcert.run.options import Level, VerifyOptions
from quantcert.run.prompt.modules import PromptModules
from quantcert.run.prompt.outputs import lean_sources
from quantcert.run.prompt.verify import PromptRun
from quantcert.run.prompt.work import PromptWork
from quantcert.run.refused_layer import refused_layer, stored_value_finding, tensor_finding
from quantcert.run.rotation.verify import RotationRun
from quantcert.run.text_quality import text_quality
from quantcert.run.vector_literals import write_vectors
from quantcert.run.weight_checks import literal_bytes
from quantcert.scratch import scratch
from quantcert.statements.catalogue import Layer

NETWORK = "network"
"""The subject of the ledger's entry for the network; a layer's is the name of its module."""


@dataclass
class VerifyRun:
    """A run: its inputs, its ledger, and what is known of each layer so far.

    A layer's numbers and results are dropped once it is judged. `folder` takes the literals that
    the network's theorems need; these are of the tensors `shared`. `network` is known when all
    layers' checks have been made, if it is asked for; `unsupported` says why it cannot be. What is
    `judged` of a layer has its theorems on the `shelf`; `quality` was measured on a text. Norms of
    the network that no module proves are `measured`, some of them elsewhere.
    """

    inputs: Inputs
    ledger: Ledger
    folder: LiteralFolder
    shared: frozenset[str] = frozenset()
    network: NetworkPlan | None = None
    measured: dict[MatrixUse, KnownMatrix] = field(default_factory=dict)
    unsupported: str = ""
    checks: dict[str, LayerChecks] = field(default_factory=dict)
    judged: dict[str, LayerCertificate] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    quality: TextQuality | None = None
    shelf: Shelf = field(default_factory=Shelf)


@dataclass(frozen=True)
class Verified:
    """What a run has found: the certificate, and the text of all generated modules by name."""

    certificate: Certificate
    sources: Mapping[str, str]


Checker = Callable[[VerifyRun, Sequence[Layer]], Iterator[ModuleResult]]
"""Has all modules of a run checked: its layers, then its network."""


def verify_checkpoint(options: VerifyOptions, checker: Checker | None = None) -> Verified:
    """Open the inputs, check every layer and the network, and judge.

    A `checker` takes the place of the kernel of this machine for layers and network.

    Raises QuantCertError for what cannot be used or run.
    """
    with nullcontext() if options.reuse else scratch() as empty_cache:
        run = start_run(open_run(options, empty_cache))
        run.quality = text_quality(options)
        return Verified(finish_run(run, checker), run.ledger.sources)


def start_run(inputs: Inputs) -> VerifyRun:
    """A run of which nothing is done yet."""
    original, names = inputs.original, _network_matrices(inputs)
    shapes = [] if original is None else [original.info(name).shape for name in names]
    size = sum(literal_bytes(prod(shape)) for shape in shapes)
    return VerifyRun(inputs, Ledger(inputs.options.export_data), LiteralFolder(size))


def _network_matrices(inputs: Inputs) -> frozenset[str]:
    """The tensors whose matrices, or parts of them, a network has."""
    uses = () if inputs.network is None else inputs.network.architecture.matrices
    return frozenset(use.tensor for use in uses)


def finish_run(run: VerifyRun, checker: Checker | None = None) -> Certificate:
    """Check every layer and the network, and judge.

    Raises CheckpointError for a malformed tensor or a file that has changed; whatever was written
    for the checks is deleted in any case.
    """
    inputs, ledger = run.inputs, run.ledger
    options, stack = inputs.options, layers(inputs.quantized, inputs.original, inputs.roles)
    total, done = sum(layer.weights for layer in stack), 0
    options.progress("weights", 0, total)
    try:
        export = _export_evidence(run)  # first: a source that is another one is refused at once
        for result in (checker or check_here)(run, stack):
            done += ledger.weights.pop(result.name)
            _record(run, result)
            options.progress("weights", done, total)
    finally:
        ledger.close()
        run.folder.close()
    options.progress("weights", total, total)
    prompts = _prompts_evidence(run)
    runs = _runs_evidence(run)
    rotation = _rotation_evidence(run)
    for checkpoint in (inputs.quantized.checkpoint, inputs.base):
        if checkpoint is not None:
            checkpoint.refuse_changed()
    judged = with_diagnoses(
        inputs.quantized,
        inputs.original,
        [run.judged[layer.module] for layer in stack],
        inputs.requirements.justifies,
    )
    network = _network_evidence(run)
    return certificate(
        inputs, ledger, judged, network, run.seconds, prompts, run.quality, rotation, export, runs
    )


def check_here(run: VerifyRun, stack: Sequence[Layer]) -> Iterator[ModuleResult]:
    """Have all modules checked by the kernel of this machine; a `Checker`."""
    run.shared = shared_tensors(run)
    return jobs_checked_here(run, stack)


def jobs_checked_here(
    run: VerifyRun, stack: Sequence[Layer], accepted: Mapping[str, Accepted] | None = None
) -> Iterator[ModuleResult]:
    """Have these layers checked, then the network, which may require modules of `accepted`."""
    inputs, options = run.inputs, run.inputs.options
    jobs = _jobs(run, stack)
    return check_modules(inputs.library, jobs, options.jobs, options.limits, inputs.store, accepted)


def _jobs(run: VerifyRun, stack: Sequence[Layer]) -> Iterator[CheckJob]:
    """The checks that Lean must run, layer by layer, then those of the network."""
    for layer in stack:
        try:
            yield from _layer_jobs(run, layer)
        except StoredValueError as error:
            refuse(run, layer, stored_value_finding(error, run.inputs.quantized, layer.tensor))
    if run.inputs.network is not None and not run.unsupported:
        run.ledger.open(NETWORK)
        yield from run.ledger.jobs(NETWORK, _network_checks(run).steps())


def _layer_jobs(run: VerifyRun, layer: Layer) -> Iterator[CheckJob]:
    """The checks of a layer, none if its tensors have a fault that was found before."""
    if refuse_faulty(run, layer):
        return
    checks = layer_checks(run, layer)
    run.checks[layer.module] = checks
    run.ledger.open(layer.module, checks.own_folder)
    yield from run.ledger.jobs(layer.module, checks.steps())


def refuse_faulty(run: VerifyRun, layer: Layer) -> bool:
    """Whether a layer's tensors have a fault that was found before; then it is judged."""
    fault = run.inputs.tensors.fault(layer.tensor)
    if fault is not None:
        refuse(run, layer, replace(tensor_finding(fault), message=fault.what))
    return fault is not None


def refuse(
    run: VerifyRun, layer: Layer, finding: Finding, verdict: Verdict = Verdict.FAILED
) -> None:
    """Judge a layer of which nothing can be stated; no theorem speaks of a network with it."""
    run.checks.pop(layer.module, None)
    run.judged[layer.module] = refused_layer(run.inputs.quantized, layer, finding, verdict)
    network = run.inputs.network
    uses = () if network is None else network.architecture.matrices
    if any(use.tensor == layer.tensor for use in uses):
        run.unsupported = run.unsupported or finding.message


def shared_tensors(run: VerifyRun) -> frozenset[str]:
    """The network's matrices, if all can be proved and their literals kept until the end."""
    inputs = run.inputs
    if inputs.network is None or inputs.options.level is not Level.WEIGHTS:
        return frozenset()
    tensors = _network_matrices(inputs)
    keeps = run.folder.fits and tensors <= set(inputs.quantized.matrices())
    return tensors if keeps else frozenset()


def layer_checks(run: VerifyRun, layer: Layer) -> LayerChecks:
    """The checks of a layer, from its tensors.

    Raises CheckpointError for a malformed tensor, RequirementError if no rule matches the layer.
    """
    inputs = run.inputs
    plan = plan_layer(inputs.quantized, inputs.original, layer, inputs.requirements)
    return make_checks(plan, inputs.quantized, wanted_checks(run, layer))


def wanted_checks(run: VerifyRun, layer: Layer) -> Wanted:
    """What is asked of the checks of a layer."""
    options, shared = run.inputs.options, layer.tensor in run.shared
    return Wanted(
        level=options.level,
        norms=shared or options.norms,
        gram=options.gram,
        shared=run.folder if shared else None,
    )


def _network_checks(run: VerifyRun) -> NetworkChecks:
    """Plan the network, its matrices being entered in the ledger."""
    inputs, network, proved = run.inputs, run.inputs.network, run.ledger.proved()
    assert network is not None
    assert inputs.original is not None
    matrices = known_matrices(inputs, network, proved, run.measured)
    vectors, data = write_vectors(inputs.original, network.architecture.vectors, run.folder.path)
    run.network = plan_network(inputs, network, matrices, vectors, bool(run.shared))
    entries = [entry for tensor, entry in proved.items() if tensor in run.shared]
    digests = input_sha256(inputs, network.assumptions)
    return NetworkChecks(network, run.network, data, entries, digests)


def _record(run: VerifyRun, result: ModuleResult) -> None:
    """Record a result; a layer's own module is its last, and then the layer is judged."""
    run.ledger.record(result)
    checks = run.checks.pop(result.name, None)
    if checks is None:
        return
    entry = run.ledger.entries[result.name]
    judged = layer_certificate(
        checks.plan, checks.evidence, entry, entry.mismatch or checks.witness(entry)
    )
    if run.inputs.network is not None:
        judged = with_observation(judged, run.inputs.network)
    run.judged[result.name] = run.shelf.put(judged)
    run.seconds[judged.tensor] = entry.seconds
    run.ledger.settle(result.name, judged.tensor in run.shared)


def _network_evidence(run: VerifyRun) -> NetworkEvidence | None:
    inputs = run.inputs
    if inputs.network is not None and run.network is not None:
        entry = run.ledger.entries[NETWORK]
        return network_evidence(inputs.network, run.network, entry, inputs.requirements)
    reason = run.unsupported or inputs.unsupported
    return NetworkEvidence.unsupported(reason) if reason else None


def _rotation_evidence(run: VerifyRun) -> RotationEvidence | None:
    inputs, options = run.inputs, run.inputs.options
    if inputs.rotation is None:
        return None
    how = RotationRun(inputs.library, inputs.store, options.jobs, options.limits, options.progress)
    checked = how.check(inputs.rotation)
    run.ledger.record_apart(checked.results)
    run.ledger.sources.update(checked.sources)
    return checked.evidence


def _export_evidence(run: VerifyRun) -> ExportEvidence | None:
    options = run.inputs.options
    if options.exported_from is None:
        return None
    return export_evidence(
        run.inputs.quantized, options.checkpoint, options.exported_from, options.progress
    )


def _prompts_evidence(run: VerifyRun) -> PromptsEvidence | None:
    inputs, options, ledger = run.inputs, run.inputs.options, run.ledger
    need = inputs.requirements.prompts
    if inputs.prompts is None:
        return None

    def took(modules: PromptModules, folder: Path) -> None:
        ledger.sources.update(_sources(run, modules.jobs))

    prompt_run = PromptRun(
        inputs.library,
        inputs.store,
        options.jobs,
        options.prompt_bits,
        options.limits,
        options.progress,
        took,
    )
    work = PromptWork(
        inputs.prompts,
        prompt_run,
        need.of_encoder() if inputs.prompts.inputs.encodes else need,
        options.golden,
        lambda result: ledger.record_apart(result.modules),
    )
    return work.evidence()


def _runs_evidence(run: VerifyRun) -> RunsEvidence | None:
    inputs, options, ledger = run.inputs, run.inputs.options, run.ledger
    if inputs.runs is None:
        return None
    prover = RunProver(
        inputs.library,
        inputs.store,
        options.jobs,
        options.limits,
        options.progress,
        lambda jobs: ledger.sources.update(_sources(run, jobs)),
    )
    compared = None if inputs.prompts is None or inputs.prompts.obstacle else inputs.prompts
    work = RunWork(
        inputs.runs,
        compared,
        prover,
        options.prompt_bits,
        options.golden,
        lambda proved: ledger.record_apart(proved.modules),
    )
    return work.evidence()


def _sources(run: VerifyRun, jobs: Sequence[CheckJob]) -> dict[str, str]:
    """The text of modules by name, that of their data as well if it is to be kept."""
    if run.inputs.options.export_data:
        return lean_sources(jobs)
    return {job.name: job.source for job in jobs}
