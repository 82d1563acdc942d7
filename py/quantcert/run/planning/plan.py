"""Time, memory, disk and network of a run that has not been made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.containers.places import BUFFER_BYTES, located
from quantcert.containers.tensors import NUMPY_DTYPES
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.lean import Library, build_library, find_toolchain
from quantcert.models.architecture import Unsupported
from quantcert.models.layouts import original_of
from quantcert.pairing.original import Original
from quantcert.requirements import Requirements, load_requirements
from quantcert.roles import Role
from quantcert.run.layer_roles import layer_roles
from quantcert.run.layer_scan import layer_of
from quantcert.run.make_checks import Wanted
from quantcert.run.options import Level, Progress, silent
from quantcert.run.planning.extrapolate import RunPlan, Shape, extrapolated
from quantcert.run.planning.sample import Kind, Sampler, reading_of
from quantcert.statements.catalogue import Layer

MEASURED_SECONDS = 20.0
"""Of measuring, at most about so many."""

_OPENINGS = 2  # of each file by each worker: for its header, and for what the format needs
_MOST_KINDS, _COVERED = 3, 0.9
"""So many kinds of matrices are measured, fewer if they have this share of the weights."""


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
    level: Level = Level.WEIGHTS,
    network: bool = True,
    gram: bool = False,
    cluster: bool = False,
    seconds: float = MEASURED_SECONDS,
    library: Library | None = None,
    progress: Progress = silent,
) -> RunPlan:
    """Measure this machine on rows of the checkpoint, and extrapolate.

    The `cores` are of this machine, or of workers of a `cluster`.

    Raises QuantCertError for what cannot be read or checked.
    """
    found = library or build_library(
        find_toolchain(), cores, lambda done, total, _: progress("Lean library", done, total)
    )
    shape = shape_of(planned, cores, level, network, cluster)
    wanted = Wanted(shape.level, shape.linked, gram)
    sampler = Sampler(planned.quantized, planned.original, planned.requirements, wanted, found)
    return extrapolated(
        shape, sampler.speed(kinds(planned.layers), seconds), reading_of(_files(planned))
    )


def shape_of(
    planned: Planned, cores: int, level: Level, network: bool, cluster: bool = False
) -> Shape:
    """What is known of a run by headers."""
    sizes = [file.stat().st_size for file in _files(planned)]
    return Shape(
        layers=planned.layers,
        tensor_bytes=tuple(_tensor_bytes(planned, layer) for layer in planned.layers),
        file_bytes=sum(sizes),
        opening_bytes=_OPENINGS * sum(min(size, BUFFER_BYTES) for size in sizes),
        cores=cores,
        level=Level.STRUCTURE if planned.original is None else level,
        network=network and planned.has_network,
        cluster=cluster,
    )


def kinds(layers: Sequence[Layer]) -> list[Kind]:
    """The kinds of matrices that have most weights, by format, columns and what they are for."""
    found: dict[tuple[str, int, tuple[Role, ...]], list[Layer]] = {}
    for layer in layers:
        found.setdefault((layer.scheme.format, layer.columns, layer.roles), []).append(layer)
    total, covered, chosen = sum(layer.weights for layer in layers), 0, list[Kind]()
    made = [
        Kind(max(alike, key=lambda layer: layer.weights), sum(layer.weights for layer in alike))
        for alike in found.values()
    ]
    for kind in sorted(made, key=lambda kind: -kind.weights)[:_MOST_KINDS]:
        if covered < _COVERED * total:
            chosen.append(kind)
            covered += kind.weights
    return chosen


def _tensor_bytes(planned: Planned, layer: Layer) -> int:
    """Bytes of the tensors that a matrix and its original are made of."""
    stored = sum(info.nbytes for info in planned.quantized.stored(layer.tensor))
    original = planned.original
    if original is None or layer.tensor not in original:
        return stored
    return stored + layer.weights * NUMPY_DTYPES[original.info(layer.tensor).dtype].itemsize


def _files(planned: Planned) -> list[Path]:
    checkpoints = [c for c in (planned.quantized.checkpoint, planned.base) if c is not None]
    return [located(file) for checkpoint in checkpoints for file in checkpoint.weight_files()]
