"""`verify-model` without its command line: a checkpoint in, a certificate out."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator

from quantcert import __version__
from quantcert.certificate import (
    Certificate,
    FileDigest,
    LayerCertificate,
    Measurement,
    NetworkEvidence,
    ToolIdentity,
)
from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.errors import RequirementError
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.lean import (
    CheckJob,
    Library,
    ModuleResult,
    ResultStore,
    build_library,
    check_modules,
    find_toolchain,
)
from quantcert.models.architecture import Unsupported
from quantcert.pairing.match import check_base
from quantcert.requirements import load_requirements
from quantcert.run.extract import layers
from quantcert.run.judge import layer_certificate
from quantcert.run.network import NetworkWork, open_network
from quantcert.run.network_judge import network_evidence, with_observation
from quantcert.run.options import Level, VerifyOptions
from quantcert.run.plan import plan_layer
from quantcert.run.structure import StructureWork
from quantcert.run.weights import WeightWork
from quantcert.run.work import LayerWork, RowWork
from quantcert.statements.catalogue import Layer


class Verification:
    """One run: what was opened, and what is known of each layer so far.

    A layer's numbers and results are dropped once it is judged; `sources` gathers the text of all
    generated modules, and of data modules if that was asked for, by module name.
    """

    def __init__(self, options: VerifyOptions) -> None:
        """Open and check all inputs.

        Raises CheckpointError, RequirementError or LeanError for what cannot be used.
        """
        self.options = options
        self.started = time.monotonic()
        self.requirements = load_requirements(options.requirements)
        self.quantized = open_quantized(options.checkpoint)
        self.base = None if options.base is None else open_checkpoint(options.base)
        if self.base is not None:
            check_base(self.quantized, self.base)
        opened = self._open_network()
        self.network = opened if isinstance(opened, NetworkWork) else None
        self.unsupported = opened.reason if isinstance(opened, Unsupported) else ""
        self.library = _library(options)
        self.store = ResultStore(self.library) if options.reuse else None
        self.sources: dict[str, str] = {}
        self.works: dict[str, LayerWork] = {}
        self.results: dict[str, ModuleResult] = {}
        self.judged: dict[str, LayerCertificate] = {}
        self.seconds: dict[str, float] = {}
        self.weights_left: dict[str, int] = {}
        self.peak_bytes = 0
        self.reused = 0

    def run(self) -> Certificate:
        """Check every layer and judge.

        Raises CheckpointError for a malformed tensor; whatever was written for the checks is
        deleted in any case.
        """
        stack = layers(self.quantized, self.base)
        total, done = sum(layer.weights for layer in stack), 0
        self.options.progress("weights", 0, total)
        try:
            for result in check_modules(
                self.library, self._jobs(stack), self.options.jobs, self.options.limits, self.store
            ):
                done += self.weights_left.pop(result.name, 0)
                self._record(result)
                self.options.progress("weights", done, total)
        finally:
            for work in self.works.values():
                work.close()
            if self.network is not None:
                self.network.folder.close()
        self.options.progress("weights", total, total)
        return self._certificate([self.judged[layer.module] for layer in stack])

    def _jobs(self, stack: list[Layer]) -> Iterator[CheckJob]:
        """The checks that Lean must run, layer by layer."""
        for layer in stack:
            work = self._work(layer)
            self.works[layer.module] = work
            self.weights_left |= work.module_weights
            yield from work.jobs()
            if self.network is not None:
                self.network.take(work)
        if self.network is not None:
            yield from self.network.jobs()
            self.sources |= {module.name: module.source for module in self.network.modules}

    def _open_network(self) -> NetworkWork | Unsupported | None:
        if self.base is not None and self.options.network:
            return open_network(self.options, self.quantized, self.base, self.requirements)
        if self.requirements.network:
            missing = "--base" if self.base is None else "--network"
            raise RequirementError(f"{self.requirements.source}: network needs {missing}")
        return None

    def _work(self, layer: Layer) -> LayerWork:
        plan = plan_layer(self.quantized, self.base, layer, self.requirements)
        export = self.options.export_data
        if self.base is None:
            return StructureWork(plan, self.quantized, export)
        if self.options.level is Level.WEIGHTS:
            network = self.network
            shared = network.folder if network and network.uses(layer.tensor) else None
            return WeightWork(
                plan,
                self.quantized,
                self.base,
                export,
                norms=shared is not None or self.options.norms,
                gram=self.options.gram,
                shared=shared,
            )
        return RowWork(plan)

    def _record(self, result: ModuleResult) -> None:
        """Record a result; a layer's own module is its last, and then the layer is judged."""
        self.peak_bytes = max(self.peak_bytes, result.peak_bytes)
        self.reused += result.reused
        if self.network is not None and self.network.record(result):
            return
        self.results[result.name] = result
        work = self.works.get(result.name)
        if work is not None:
            judged = layer_certificate(work, self.results)
            if self.network is not None:
                judged = with_observation(judged, self.network.region)
            self.judged[result.name] = judged
            self._close(self.works.pop(result.name))

    def _close(self, work: LayerWork) -> None:
        """Keep of a judged layer what the outputs need."""
        work.close()
        results = [self.results.pop(module.name) for module in work.modules]
        self.seconds[work.plan.layer.tensor] = sum(result.seconds for result in results)
        self.sources |= {module.name: module.source for module in work.modules}
        self.sources |= work.data_sources

    def _network_evidence(self) -> NetworkEvidence | None:
        if self.network is not None:
            return network_evidence(self.network)
        return NetworkEvidence.unsupported(self.unsupported) if self.unsupported else None

    def _certificate(self, judged: list[LayerCertificate]) -> Certificate:
        return Certificate(
            tool=_identity(self.library),
            model=self.options.checkpoint.resolve().name,
            format=self.quantized.format,
            group_size=self.quantized.group_size,
            level=self.options.level.value,
            scope="all inputs",
            files=_digests(self.quantized.checkpoint),
            base_files=() if self.base is None else _digests(self.base),
            requirements_source=self.requirements.source,
            requirements_default=self.requirements.is_default,
            requirements_sha256=self.requirements.sha256,
            command=self.options.command,
            layers=tuple(judged),
            network=self._network_evidence(),
            excluded=_excluded(self.quantized),
            measurement=Measurement(
                seconds=time.monotonic() - self.started,
                layer_seconds=self.seconds,
                peak_mib=max(_own_peak_bytes(), self.peak_bytes) / 2**20,
                reused_modules=self.reused,
            ),
        )


def _library(options: VerifyOptions) -> Library:
    toolchain = find_toolchain(options.lean)
    progress = options.progress
    return build_library(
        toolchain, options.jobs, lambda done, total, name: progress("Lean library", done, total)
    )


def _identity(library: Library) -> ToolIdentity:
    toolchain = library.toolchain
    return ToolIdentity(
        version=__version__,
        lean_version=toolchain.version,
        lean_commit=toolchain.commit,
        lean_kind=toolchain.kind,
        lean_sha256=toolchain.digest,
        library_sha256=library.digest,
    )


def _digests(checkpoint: Checkpoint) -> tuple[FileDigest, ...]:
    return tuple(FileDigest(file, sha) for file, sha in sorted(checkpoint.files().items()))


def _excluded(quantized: QuantizedCheckpoint) -> dict[str, str]:
    """Tensors that no theorem speaks of, and why."""
    return dict.fromkeys(quantized.plain(), "stored unquantized")


def _own_peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
