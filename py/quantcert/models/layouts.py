"""The network of an original as each of two checkpoints stores it, and how these correspond.

The same matrices may be stored fused, stacked, transposed or under other names on either side. A
family reads each layout on its own; matrices and vectors with the same number are the same, which
tells where in the original the numbers of each tensor of the checkpoint are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from quantcert.containers import Checkpoint
from quantcert.formats import QuantizedCheckpoint
from quantcert.models.architecture import Unsupported, checkpoint_architecture, read_architecture
from quantcert.models.config import NotSupportedError
from quantcert.models.loading import as_loaded
from quantcert.models.net import Architecture
from quantcert.models.stacks import apart, stacked
from quantcert.models.unused import UnusedTensors
from quantcert.pairing.entries import stacked_entries
from quantcert.pairing.original import Original
from quantcert.pairing.parts import Assembly, TensorMap, TensorPart

Shapes = Mapping[str, tuple[int, ...]]
_Pair = tuple[TensorPart, TensorPart]


@dataclass(frozen=True)
class Layouts:
    """The network by the tensors of the original, and by those of the checkpoint.

    If both are read they differ in the tensors alone. `tensor_map` says where the checkpoint's are
    in the original; it is empty, and names must be equal, if the network is not read.
    """

    original: Architecture | Unsupported
    stored: Architecture | Unsupported
    tensor_map: TensorMap

    @property
    def known(self) -> Architecture | Unsupported:
        """The network by the tensors of the checkpoint, as far as it is read."""
        return self.original if isinstance(self.stored, Unsupported) else self.stored


def original_of(
    quantized: QuantizedCheckpoint, base: Checkpoint
) -> tuple[Layouts, TensorMap, Original]:
    """Where a checkpoint's tensors are in its original, and the original so seen."""
    layouts = pair_layouts(quantized, base)
    made = {**stacked_entries(quantized, base), **layouts.tensor_map}
    return layouts, made, Original(base, made)


def pair_layouts(quantized: QuantizedCheckpoint, base: Checkpoint) -> Layouts:
    """The layouts of a quantized checkpoint and its original, with the original's config.json."""
    shapes, stored = _shapes(quantized, base)
    original = checkpoint_architecture(base, shapes)
    if isinstance(original, Unsupported) or stored == shapes:
        return Layouts(original, original, {})
    found = read_architecture(as_loaded(base), stacked(stored))
    if isinstance(found, Unsupported):
        return Layouts(original, Unsupported(f"of the checkpoint: {found.reason}"), {})
    found = apart(found, stored)
    try:
        return Layouts(original, found, tensor_map(original, found, stored))
    except NotSupportedError as error:
        return Layouts(original, Unsupported(str(error)), {})


def tensor_map(original: Architecture, stored: Architecture, shapes: Shapes) -> TensorMap:
    """What each tensor of a checkpoint with these shapes is in the original.

    Raises NotSupportedError if the networks differ in more than their tensors, or if a tensor is
    not made of rows of the original's.
    """
    if replace(stored, matrices=original.matrices, vectors=original.vectors) != original:
        raise NotSupportedError("the tensors of the checkpoint make another network")
    pairs: dict[str, dict[_Pair, None]] = {}
    for part, other in zip(_parts(stored), _parts(original), strict=True):
        pairs.setdefault(part.tensor, {})[part, other] = None
    return {
        name: _assembly(name, shapes[name], list(found))
        for name, found in pairs.items()
        if any(part != other for part, other in found)
    }


def _parts(network: Architecture) -> list[TensorPart]:
    """Where its matrices are, then its vectors."""
    matrices = [use.part for use in network.matrices]
    return [*matrices, *(use.part for use in network.vectors)]


def _assembly(name: str, shape: tuple[int, ...], pairs: list[_Pair]) -> Assembly:
    """A tensor from the parts of the original that its own parts are."""
    other = pairs[0][1].tensor
    renamed = all(each == replace(part, tensor=other) for part, each in pairs)
    if renamed and len(shape) <= 2:
        return Assembly(shape, (TensorPart(other),))
    rows = int(np.prod(shape[:-1])) if len(shape) > 1 else shape[0]
    places = {_rows(part, shape): _as_stored(part, other) for part, other in pairs}
    found, place = sorted(places.items()), 0
    for (start, stop), _ in found:
        if start != place:
            break
        place = stop
    if place != rows or len(places) != len(pairs):
        raise NotSupportedError(f"tensor {name}: is not made of the original's, one below another")
    return Assembly(shape, tuple(part for _, part in found))


def _rows(part: TensorPart, shape: tuple[int, ...]) -> tuple[int, int]:
    """The rows of a part of a tensor as it is stored, counted through all axes but the last."""
    each = shape[-2] if len(shape) > 1 else shape[0]
    entry = 0
    for index, extent in zip(part.leading, shape, strict=False):
        entry = entry * extent + index
    start, stop = part.rows or (0, each)
    return entry * each + start, entry * each + stop


def _as_stored(part: TensorPart, other: TensorPart) -> TensorPart:
    """What the original's part `other` is to the tensor of `part` as it is stored."""
    if not part.transposed:
        return other
    if part.rows or other.rows:
        raise NotSupportedError(f"{part}: columns of a tensor are rows of the original's {other}")
    return replace(other, transposed=not other.transposed)


def _shapes(quantized: QuantizedCheckpoint, base: Checkpoint) -> tuple[Shapes, Shapes]:
    """The tensors of the original and of the checkpoint, but for those that one alone has and on
    which no output depends."""
    unused = UnusedTensors(base.config)
    shapes = {name: base.info(name).shape for name in base.names()}
    plain = {name: quantized.checkpoint.info(name).shape for name in quantized.plain()}
    stored = {name: quantized.shape(name) for name in quantized.matrices()} | plain
    return (
        dict(_needed(shapes, stored, base, unused)),
        {
            **{name: shape for name, shape in stored.items() if name not in plain},
            **dict(_needed(plain, shapes, quantized.checkpoint, unused)),
        },
    )


def _needed(
    shapes: Shapes, others: Shapes, checkpoint: Checkpoint, unused: UnusedTensors
) -> Iterator[tuple[str, tuple[int, ...]]]:
    for name, shape in shapes.items():
        if name in others or not unused(checkpoint, name):
            yield name, shape
