"""Reader of folders of optimum-quanto: the tensors of each matrix NAME, and their types.

Source: `QTensor.save_to_state_dict`, `WeightQBytesTensor` and `WeightQBitsTensor` of optimum-quanto
0.2. Codes of 8 bits are NAME._data, of 4 and 2 bits NAME._data._data. The latter are stored as
groups, without the number of rows that they make up: the original tells it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quantcert.containers import CONFIG_FILE, Checkpoint, TensorInfo, open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats.bytes_matrix import bytes_matrix
from quantcert.formats.quanto.packed_matrix import BITS, packed_matrix
from quantcert.formats.settings import stated_settings
from quantcert.formats.stored import StoredCheckpoint, StoredMatrix

METHOD = "quanto"
"""The `quant_method`."""

MAP_FILE = "quanto_qmap.json"
"""Types of modules by their names."""

_DATA, _SCALE, _PACKED = "._data", "._scale", "._data._data"
_ACTIVATIONS = ("input_scale", "output_scale")


def translated(modules: dict[str, Any]) -> dict[str, Any]:
    """The content of quanto_qmap.json as settings."""
    return {"modules": modules}


def has_map(path: Path) -> bool:
    """Whether a path is a folder with the map of types."""
    return (path / MAP_FILE).is_file()


def open_with_original(path: Path, original: Checkpoint | None) -> StoredCheckpoint:
    """A folder with the map of types. Raises CheckpointError as `open_quanto`."""
    checkpoint = open_checkpoint(path)
    return open_quanto(checkpoint, stated_settings(checkpoint), original)


def open_quanto(
    checkpoint: Checkpoint, settings: dict[str, Any], original: Checkpoint | None = None
) -> StoredCheckpoint:
    """The matrices of a folder.

    Raises:
        CheckpointError: if tensors are not as they must be.
    """
    matrices: list[StoredMatrix] = []
    for name in checkpoint.names():
        if name.endswith(_PACKED):
            stem = name.removesuffix(_PACKED)
            bits = _bits(checkpoint, stem, settings)
            known = original is not None and stem in original
            shape = original.info(stem).shape if original is not None and known else None
            others = tuple(_beside(checkpoint, stem))
            matrices.append(packed_matrix(checkpoint, stem, bits, shape, others))
        elif name.endswith(_DATA):
            stem = name.removesuffix(_DATA)
            parts = (name, stem + _SCALE, None)
            others = tuple(_beside(checkpoint, stem))
            matrices.append(bytes_matrix(checkpoint, stem, METHOD, parts, others))
    if not matrices:
        raise CheckpointError(
            f"{checkpoint.path / CONFIG_FILE}: nothing is quantized: no tensor is named NAME{_DATA}"
        )
    return StoredCheckpoint(checkpoint, matrices)


def _beside(checkpoint: Checkpoint, stem: str) -> Iterator[TensorInfo]:
    """Scales of activations of the module of a matrix."""
    module = stem.rpartition(".")[0]
    for part in _ACTIVATIONS:
        if f"{module}.{part}" in checkpoint:
            yield checkpoint.info(f"{module}.{part}")


def _bits(checkpoint: Checkpoint, stem: str, settings: dict[str, Any]) -> int:
    """Bits of the codes of a matrix, by the map of types.

    Raises:
        CheckpointError: if it does not say.
    """
    modules, module = settings.get("modules"), stem.rpartition(".")[0]
    entry = modules.get(module) if isinstance(modules, dict) else None
    kind = entry.get("weights") if isinstance(entry, dict) else None
    if not isinstance(kind, str) or kind not in BITS:
        raise CheckpointError(
            f"{checkpoint.path / MAP_FILE}: the weights of module {module!r} are {kind!r}, must be "
            f"{' or '.join(BITS)} for packed codes"
        )
    return BITS[kind]
