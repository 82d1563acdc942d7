"""From the cost of a matrix and a weight to that of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from quantcert.lean.check.modules import TOGETHER, TOGETHER_BYTES
from quantcert.roles import Role
from quantcert.run.layer_scan import KEPT_WEIGHTS
from quantcert.run.options import GROUP_WEIGHTS, LARGE_WEIGHTS, Level
from quantcert.run.planning.sample import Reading, Speed
from quantcert.statements.catalogue import Layer

_MIB = 1 << 20
_PART_WEIGHTS = 1 << 21
_START_SECONDS, _START_PROCESSOR = 2.0, 2.2  # before the first matrix and after the last
_PROCESS = 115 * _MIB  # of a run that has no matrices
_MATRIX_MEMORY = 0.011 * _MIB  # of a matrix; reports are written piece by piece
_SERVER = 45 * _MIB  # of Lean, from which its processes are forked
_NETWORK_MATRIX = 1.1  # what a matrix without its weights costs once more in a network
_NETWORK_WEIGHT = 0.2  # likewise a weight, whose literals are looked at again
_MEASURED_WEIGHT, _MEASURED_ENTRY = 3e-6, 4e-7  # norms that no module proves; of tables
_NETWORK_BASE, _NETWORK_MEMORY = 130 * _MIB, 2.2 * _MIB  # of Lean, and for each matrix
_WORKER_PROCESSOR = 3.0  # of the start of a worker
_WORKER = 160 * _MIB  # and what it holds
_AUDIT = 0.03  # seconds of the coordinator for a returned module
_ROW_BYTES = 24  # sums of a row
_NORM_PASSES = 3


@dataclass(frozen=True)
class Shape:
    """A run that is planned: its matrices, the bytes of the tensors of each, of all files, and of
    what a worker reads of files to open them.

    `cores` are of this machine, or the workers of a cluster. `network` tells whether theorems about
    the whole model are asked for and can be had, `linked` whether they are applied to literals.
    """

    layers: tuple[Layer, ...]
    tensor_bytes: tuple[int, ...]
    file_bytes: int
    opening_bytes: int
    cores: int
    level: Level = Level.WEIGHTS
    network: bool = False
    cluster: bool = False

    @property
    def linked(self) -> bool:
        """Whether the literals of all matrices are kept until the end."""
        return self.network and self.level is Level.WEIGHTS

    @property
    def weights(self) -> int:
        """Of all matrices."""
        return sum(layer.weights for layer in self.layers)


@dataclass(frozen=True)
class RunPlan:
    """What a run takes: seconds of processor for the layers, for theorems about the network, and
    for all that comes once; `seconds` with so many `cores`, or workers of a `cluster`.

    `memory` and `disk` are bytes on a machine that uses so many cores, of a cluster on all machines
    together; `read` are bytes that its workers read in all, `returned` what they give back.
    """

    cores: int
    cluster: bool
    matrices: int
    weights: int
    speed: Speed
    core_seconds: float
    network_seconds: float
    once_seconds: float
    seconds: float
    memory: int
    disk: int
    read: int
    returned: int

    @property
    def processor_seconds(self) -> float:
        """Of all processes."""
        return self.core_seconds + self.network_seconds + self.once_seconds

    @property
    def core_hours(self) -> float:
        """The same in hours."""
        return self.processor_seconds / 3600


def extrapolated(shape: Shape, speed: Speed, reading: Reading) -> RunPlan:
    """What follows from shapes and speed."""
    count, cores = len(shape.layers), shape.cores
    core_seconds = count * speed.matrix + shape.weights * speed.weight
    network, measured = _network_seconds(shape, speed), _measured_seconds(shape)
    once = _START_PROCESSOR + shape.file_bytes * reading.processor
    if shape.cluster:
        once += cores * _WORKER_PROCESSOR + count * _AUDIT
    start = _START_SECONDS + shape.file_bytes * reading.seconds
    checks = max(core_seconds / cores, _serial(shape, speed), _longest(shape, speed))
    return RunPlan(
        cores=cores,
        cluster=shape.cluster,
        matrices=count,
        weights=shape.weights,
        speed=speed,
        core_seconds=core_seconds,
        network_seconds=network + measured,
        once_seconds=once,
        seconds=start
        + checks
        + network / min(cores, 2)
        + measured / (cores if shape.cluster else min(cores, 2)),
        memory=_memory(shape, speed),
        disk=_disk(shape, speed),
        read=_read(shape),
        returned=round(sum(_returned(layer, speed) for layer in shape.layers)),
    )


def _network_seconds(shape: Shape, speed: Speed) -> float:
    """The theorems about the network, and those that apply them to the literals."""
    if not shape.network:
        return 0.0
    matrices = len(shape.layers) * _NETWORK_MATRIX * speed.matrix
    return matrices + shape.linked * shape.weights * _NETWORK_WEIGHT * speed.weight


def _measured_seconds(shape: Shape) -> float:
    """Norms that no module proves; workers of a cluster measure them."""
    if shape.linked or not shape.network:
        return 0.0
    return sum(
        layer.weights * (_MEASURED_ENTRY if layer.roles == (Role.LOOKUP,) else _MEASURED_WEIGHT)
        for layer in shape.layers
    )


def _serial(shape: Shape, speed: Speed) -> float:
    """What one thread does: it makes the literals, or audits what workers return."""
    count = len(shape.layers)
    if shape.cluster:
        return count * _AUDIT
    return count * speed.serial_matrix + shape.weights * speed.serial_weight


def _longest(shape: Shape, speed: Speed) -> float:
    """No run ends before the last parts of its largest matrix."""
    largest = max(layer.weights for layer in shape.layers)
    return speed.matrix + speed.weight * min(_PART_WEIGHTS, largest)


def _memory(shape: Shape, speed: Speed) -> int:
    """Of all processes: Python's, and for each core a server of Lean and what it forks."""
    count, workers = len(shape.layers), shape.cluster * (shape.cores * _WORKER + _SERVER)
    lean = shape.cores * (_SERVER + speed.peak)
    if shape.network:  # its modules come last, one at a time
        lean = max(lean, shape.cores * _SERVER + _NETWORK_BASE + round(count * _NETWORK_MEMORY))
    return round(_PROCESS + count * _MATRIX_MEMORY + workers + lean)


def _disk(shape: Shape, speed: Speed) -> int:
    """Literals that are there at a time: all, or of what is checked and of what is next."""
    sizes = [layer.weights * speed.literal for layer in shape.layers]
    if shape.linked:
        return round(sum(sizes))
    groups, ahead = _groups(sizes), shape.cores + 1
    most = max(1.0, _PART_WEIGHTS * speed.literal)
    parts = [place for place, size in enumerate(groups) for _ in range(max(1, ceil(size / most)))]
    return round(
        max(sum(groups[parts[k] : parts[k : k + ahead][-1] + 1]) for k in range(len(parts)))
    )


def _groups(sizes: Sequence[float]) -> list[float]:
    """Bytes of matrices that are checked together, in their order."""
    groups: list[tuple[int, float]] = []
    for size in sizes:
        count, held = groups[-1] if groups else (TOGETHER, 0.0)
        if count < TOGETHER and held + size <= TOGETHER_BYTES:
            groups[-1] = (count + 1, held + size)
        else:
            groups.append((1, size))
    return [held for _, held in groups]


def _read(shape: Shape) -> int:
    """Bytes that workers read: files are opened, tensors hashed, scanned, made into literals.

    To measure norms they are hashed once more, and read twice.
    """
    pairs = zip(shape.layers, shape.tensor_bytes, strict=True)
    norms = _NORM_PASSES * (shape.network and not shape.linked)
    tensors = sum(size * (_passes(layer, shape) + norms) for layer, size in pairs)
    return tensors + shape.cores * shape.opening_bytes


def _passes(layer: Layer, shape: Shape) -> int:
    """How often a tensor is read; each worker that takes a part of a large one hashes it."""
    if layer.weights <= KEPT_WEIGHTS or shape.level is not Level.WEIGHTS:
        return 2
    if layer.weights < LARGE_WEIGHTS:
        return 3
    return 3 + min(shape.cores, -(-layer.weights // GROUP_WEIGHTS))


def _returned(layer: Layer, speed: Speed) -> float:
    """Bytes of what comes back of a matrix."""
    return speed.module * -(-layer.weights // _PART_WEIGHTS) + _ROW_BYTES * layer.rows
