"""A finished run as a certificate: tool, inputs, evidence, measurements."""

from __future__ import annotations

import math
import os
import platform
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from quantcert import __version__
from quantcert.certificate import (
    Certificate,
    ExportEvidence,
    FileDigest,
    Finding,
    LayerCertificate,
    NetworkEvidence,
    PromptsEvidence,
    RotationEvidence,
    Rule,
    RunMeasurement,
    RunsEvidence,
    TextQuality,
    ToolIdentity,
)
from quantcert.containers import Checkpoint
from quantcert.formats import QuantizedCheckpoint
from quantcert.lean import Library
from quantcert.run.justified import justifications
from quantcert.run.ledger import Ledger
from quantcert.run.open import Inputs
from quantcert.run.refused_layer import tensor_finding
from quantcert.statements.naming import module_name

_MATRIX = 2
_THIS = "the machine that wrote this certificate"


def certificate(
    inputs: Inputs,
    ledger: Ledger,
    layers: Sequence[LayerCertificate],
    network: NetworkEvidence | None,
    layer_seconds: dict[str, float],
    prompts: PromptsEvidence | None = None,
    quality: TextQuality | None = None,
    rotation: RotationEvidence | None = None,
    export: ExportEvidence | None = None,
    runs: RunsEvidence | None = None,
) -> Certificate:
    """The certificate of a run. `layer_seconds` says by tensor how long a layer's checks took."""
    options, requirements = inputs.options, inputs.requirements
    tensors = {module_name(k, layer.tensor): layer.tensor for k, layer in enumerate(layers)}
    borne = justifications(requirements, layers, options.today)
    return Certificate(
        tool=_identity(inputs.library),
        model=options.checkpoint.resolve().name,
        level=options.level.value,
        scope="all inputs",
        files=_digests(inputs.quantized.checkpoint),
        base_files=() if inputs.base is None else _digests(inputs.base),
        requirements_source=requirements.source,
        requirements_default=requirements.is_default,
        requirements_sha256=requirements.sha256,
        requirements_text=requirements.text,
        accumulator=requirements.accumulator,
        command=options.command,
        layers=tuple(layers),
        network=network,
        prompts=prompts,
        rotation=rotation,
        export=export,
        runs=runs,
        findings=(
            *_findings(inputs),
            *(x.finding for x in borne if x.finding is not None),
            *(x.finding for x in (rotation, export) if x is not None and x.finding is not None),
        ),
        config_differences=tuple(map(str, inputs.config.listed if inputs.config else ())),
        tensor_differences=inputs.tensors.listed,
        excluded=_excluded(inputs.quantized),
        excluded_weights=_excluded_weights(inputs.quantized),
        justifications=borne,
        measurement=RunMeasurement(
            seconds=time.monotonic() - inputs.started,
            layer_seconds=layer_seconds,
            peak_mib=max(_own_peak_bytes(), ledger.peak_bytes) / 2**20,
            reused_modules=ledger.reused,
            modules=ledger.modules,
            date=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            host=_host(),
            kernels=ledger.kernels.record(tensors, _THIS),
            quality=quality,
        ),
    )


def _findings(inputs: Inputs) -> Iterator[Finding]:
    """Failed checks of the checkpoint as a whole."""
    for difference in inputs.config.failed if inputs.config else ():
        yield Finding(Rule.CONFIG_DIFFERS, f"config.json: {difference}")
    layers = frozenset(inputs.quantized.matrices())
    for fault in inputs.tensors.failed:
        if fault.tensor not in layers:  # a layer has its own finding
            yield tensor_finding(fault)


def _identity(library: Library) -> ToolIdentity:
    toolchain = library.toolchain
    return ToolIdentity(
        version=__version__,
        lean_version=toolchain.version,
        lean_commit=toolchain.commit,
        lean_kind=toolchain.kind,
        lean_sha256=toolchain.digest,
        lean_trust=toolchain.trust,
        library_sha256=library.digest,
    )


def _digests(checkpoint: Checkpoint) -> tuple[FileDigest, ...]:
    return tuple(FileDigest(file, sha) for file, sha in sorted(checkpoint.files().items()))


def _excluded(quantized: QuantizedCheckpoint) -> dict[str, str]:
    """Tensors that no theorem speaks of, and why."""
    shapes = {name: quantized.checkpoint.info(name).shape for name in quantized.plain()}
    return {name: _why_excluded(len(shape)) for name, shape in shapes.items()}


def _why_excluded(dimensions: int) -> str:
    if dimensions < _MATRIX:
        return "stored unquantized"
    kind = "a matrix" if dimensions == _MATRIX else f"{dimensions}-D"
    return f"{kind}, stored unquantized: no theorem is about its weights"


def _excluded_weights(quantized: QuantizedCheckpoint) -> dict[str, int]:
    """How many weights the excluded matrices and stacks of matrices have."""
    shapes = {name: quantized.checkpoint.info(name).shape for name in quantized.plain()}
    return {name: math.prod(shape) for name, shape in shapes.items() if len(shape) >= _MATRIX}


def _host() -> str:
    """The kind of machine: nothing by which one is told from another of its kind."""
    kind = f"{platform.system()} {platform.machine()}, {os.cpu_count() or 1} processors"
    return f"{kind}, Python {platform.python_version()}"


def _own_peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
