"""The matrices that checkpoints of a network stack, and their names where they stand alone."""

from __future__ import annotations

from quantcert.containers import Checkpoint
from quantcert.models.architecture import Unsupported, checkpoint_architecture
from quantcert.models.families import FAMILIES
from quantcert.models.parameters import Parameters
from quantcert.pairing.parts import TensorPart


def unstacked(checkpoint: Checkpoint) -> dict[str, TensorPart]:
    """For each matrix of the network in a tensor of more than two axes, the name that it has where
    it is a tensor of its own, and where it is.

    There are none if the network is not supported.
    """
    found = checkpoint_architecture(checkpoint)
    if isinstance(found, Unsupported):
        return {}
    stacks = {use.tensor for use in found.matrices if use.part.leading}
    if not stacks:
        return {}
    names = [name for name in checkpoint.names() if name not in stacks]
    others = _Asked({name: checkpoint.info(name).shape for name in names})
    single = FAMILIES[found.family].architecture(checkpoint.config, others)
    pairs = zip(single.matrices, found.matrices, strict=True)
    return {own.tensor: use.part for own, use in pairs if use.part.leading}


class _Asked(Parameters):
    """A checkpoint that has what is asked for."""

    def _expect(self, name: str, shape: tuple[int, ...]) -> None:
        pass
