"""Time, memory, disk and network of a run that has not been made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.containers.places import located
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.lean import Library, build_library, find_toolchain
from quantcert.models.architecture import Unsupported
from quantcert.pairing.original import Original
from quantcert.requirements import Requirements, load_requirements
from quantcert.roles import Role
from quantcert.run.layer_roles import layer_roles
from quantcert.run.layer_scan import layer_of
from quantcert.run.make_checks import Wanted
from quantcert.run.open import original_of
from quantcert.run.options import Level, Progress, silent
from quantcert.run.planning.sample import Sampler, Speed, read_speed
from quantcert.run.weight_checks import literal_bytes
from quantcert.statements.catalogue import Layer

MEASURED_SECONDS = 20.0
"""Of measuring, at most about so many."""

_MIB = 1 << 20
_PROCESS = 130 * _MIB  # of a run that has no matrices
_MATRIX_MEMORY = 0.13 * _MIB  # theorems and report
_NETWORK_MATRIX = 0.28  # seconds of processor for a matrix of a network, its norms known
_REFERENCE_WEIGHT = 3.2e-7  # seconds of processor for a weight where that was measured
_LITERAL_WIDTH = 32  # bits of a digit; wide sums need 64
_MODULE_BYTES = 40_000  # compiled modules and numbers of a part, on their way back
_PART_WEIGHTS = 1 << 21
_START = 2.0  # seconds before the first matrix and after the last


@dataclass(frozen=True)
class RunPlan:
    """What a run takes: `core_seconds` of processor; seconds with so many `cores`.

    `memory` and `disk` are bytes on a machine that uses so many cores, `read` bytes that workers
    of a cluster read in all, `returned` bytes that come back to the coordinator.
    """

    cores: int
    matrices: int
    weights: int
    speed: Speed
    core_seconds: float
    network_seconds: float
    seconds: float
    memory: int
    disk: int
    read: int
    returned: int

    @property
    def core_hours(self) -> float:
        """Of the layers and the network."""
        return (self.core_seconds + self.network_seconds) / 3600


@dataclass(frozen=True)
class Planned:
    """Checkpoints that are opened, nothing of which has been hashed."""

    quantized: QuantizedCheckpoint
    base: Checkpoint | None
    original: Original | None
    requirements: Requirements
    layers: tuple[Layer, ...]
    has_network: bool


def open_planned(checkpoint: Path, base: Path | None, requirements: Path | None = None) -> Planned:
    """Open checkpoints by their headers.

    Raises QuantCertError for what cannot be used.
    """
    needed = load_requirements(requirements)
    opened = None if base is None else open_checkpoint(base)
    quantized = open_quantized(checkpoint, opened)
    roles: dict[str, tuple[Role, ...]] = {}
    original, network = None, False
    if opened is not None:
        layouts, _, original = original_of(quantized, opened)
        network = not isinstance(layouts.known, Unsupported)
        roles = layer_roles(layouts.known, quantized.matrices(), needed)
    layers = tuple(
        layer_of(quantized, original, place, roles, {}) for place in enumerate(quantized.matrices())
    )
    return Planned(quantized, opened, original, needed, layers, network)


def plan_run(
    planned: Planned,
    cores: int,
    *,
    network: bool = True,
    seconds: float = MEASURED_SECONDS,
    library: Library | None = None,
    progress: Progress = silent,
) -> RunPlan:
    """Measure this machine on rows of the checkpoint, and extrapolate.

    Raises QuantCertError for what cannot be read or checked.
    """
    found = library or build_library(
        find_toolchain(), cores, lambda done, total, _: progress("Lean library", done, total)
    )
    level = Level.STRUCTURE if planned.original is None else Level.WEIGHTS
    linked = network and planned.has_network
    sampler = Sampler(
        planned.quantized, planned.original, planned.requirements, Wanted(level, linked), found
    )
    speed = sampler.speed(_typical(planned.layers), seconds)
    return extrapolated(planned, cores, speed, _read_speed(planned), linked)


def extrapolated(
    planned: Planned, cores: int, speed: Speed, bytes_per_second: float, linked: bool
) -> RunPlan:
    """What follows from shapes and speed; with the network if it is `linked`."""
    layers = planned.layers
    weights, count = sum(layer.weights for layer in layers), len(layers)
    core_seconds = count * speed.matrix + weights * speed.weight
    serial = count * speed.serial_matrix + weights * speed.serial_weight
    slower = speed.weight / _REFERENCE_WEIGHT
    network = count * _NETWORK_MATRIX * slower if linked else 0.0
    size = _stored_bytes(planned)
    checks = max(core_seconds / cores, serial, _longest(layers, speed))
    literals = [literal_bytes(layer.weights, _LITERAL_WIDTH) for layer in layers]
    largest = sorted(literals, reverse=True)[: cores + 1]
    return RunPlan(
        cores=cores,
        matrices=count,
        weights=weights,
        speed=speed,
        core_seconds=core_seconds,
        network_seconds=network,
        seconds=_START + size / bytes_per_second + checks + network / min(cores, 2),
        memory=round(_PROCESS + count * _MATRIX_MEMORY + cores * speed.peak),
        disk=sum(literals) if linked else sum(largest),
        read=size,
        returned=sum(_MODULE_BYTES * -(-layer.weights // _PART_WEIGHTS) for layer in layers),
    )


def _longest(layers: Sequence[Layer], speed: Speed) -> float:
    """No run ends before the last parts of its largest matrix."""
    return speed.matrix + speed.weight * min(_PART_WEIGHTS, max(x.weights for x in layers))


def _typical(layers: Sequence[Layer]) -> Layer:
    """A matrix of the format and the columns that most weights have."""
    weights: Counter[tuple[str, int, tuple[Role, ...]]] = Counter()
    for layer in layers:
        weights[layer.scheme.format, layer.columns, layer.roles] += layer.weights
    (chosen, _), *_ = weights.most_common(1)
    alike = (x for x in layers if (x.scheme.format, x.columns, x.roles) == chosen)
    return max(alike, key=lambda layer: layer.weights)


def _files(planned: Planned) -> list[Path]:
    checkpoints = [c for c in (planned.quantized.checkpoint, planned.base) if c is not None]
    return [located(file) for checkpoint in checkpoints for file in checkpoint.weight_files()]


def _stored_bytes(planned: Planned) -> int:
    return sum(file.stat().st_size for file in _files(planned))


def _read_speed(planned: Planned) -> float:
    return read_speed(_files(planned))
