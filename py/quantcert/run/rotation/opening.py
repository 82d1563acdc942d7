"""A base and the original of which it is said to be the rotation, opened beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quantcert.containers import Checkpoint, CheckpointFolder, open_checkpoint
from quantcert.convert.record import read_record
from quantcert.convert.rotation import RotationPlan, TensorRotation, plan_rotation
from quantcert.errors import CheckpointError, ExportError
from quantcert.models.architecture import Unsupported, checkpoint_architecture
from quantcert.models.net import Architecture, nodes


@dataclass(frozen=True)
class OpenedRotation:
    """An original, the base that it was rotated into, how, and the network of the base."""

    original: CheckpointFolder
    base: Checkpoint
    residual: bool
    plan: RotationPlan
    architecture: Architecture

    @property
    def turned(self) -> Iterator[tuple[int, str, TensorRotation]]:
        """The matrices of the network that are rotated: number, tensor, and how."""
        for number, use in enumerate(self.architecture.matrices):
            if use.tensor in self.plan.matrices:
                yield number, use.tensor, self.plan.matrices[use.tensor]

    @property
    def vectors(self) -> dict[str, int]:
        """The numbers of the network's vectors, by tensor."""
        return {use.tensor: number for number, use in enumerate(self.architecture.vectors)}


def open_rotation(original: Path, base: Checkpoint, folder: Path) -> OpenedRotation:
    """Open the original of a rotated base in `folder`.

    Raises CheckpointError if the base has no record of a rotation, was made from other files, or if
    the networks are not the same but for their numbers.
    """
    record, opened = read_record(folder), open_checkpoint(original)
    for file, sha256 in opened.files().items():
        if record.original_sha256.get(file) != sha256:
            raise CheckpointError(f"{original}: {file} is not the file that {folder} was made from")
    try:
        plan = plan_rotation(opened.config, frozenset(opened.names()), record.residual)
    except ExportError as error:
        raise CheckpointError(f"{original}: {error}") from error
    networks = [checkpoint_architecture(checkpoint) for checkpoint in (opened, base)]
    for network in networks:
        if isinstance(network, Unsupported):
            raise CheckpointError(f"{original}: no theorem about its network: {network.reason}")
    before, after = (network for network in networks if isinstance(network, Architecture))
    if _described(before, RotationPlan({}, frozenset(), {})) != _described(after, plan):
        raise CheckpointError(
            f"{folder}: its config.json describes another network than {original}"
        )
    return OpenedRotation(opened, base, record.residual, plan, after)


def _described(network: Architecture, plan: RotationPlan) -> list[object]:
    """All that a network is but for the places of its numbers: a matrix is called by its source."""

    def matrix(number: int) -> str:
        use = network.matrices[number]
        own = plan.matrices.get(use.tensor)
        return f"{use.part if own is None else own.source}: {use.rows} x {use.columns}"

    def name(key: str, value: object) -> object:
        if key == "matrix" and isinstance(value, int):
            return matrix(value)
        if key in ("factors", "offsets", "vector") and isinstance(value, int):
            return str(network.vectors[value])
        return value if not hasattr(value, "__dataclass_fields__") or key == "epsilon" else key

    operations = [
        (type(node).__name__, *(name(key, value) for key, value in vars(node).items()))
        for block in network.blocks
        for node in nodes(block.net)
    ]
    sizes = (network.head_dim, network.vocabulary, network.max_length, network.frequencies)
    return [sizes, network.output, operations]
