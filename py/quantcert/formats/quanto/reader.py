"""Reader of folders of optimum-quanto: NAME._data and NAME._scale for each matrix NAME.

Source: `QTensor.save_to_state_dict` and `WeightQBytesTensor` of optimum-quanto 0.2. Codes of 4 and
2 bits (NAME._data._data) are stored as groups, without the number of rows that they make up, which
nothing in the folder tells: they are refused.
"""

from __future__ import annotations

from typing import Any

from quantcert.containers import CONFIG_FILE, Checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats.bytes_matrix import bytes_matrix
from quantcert.formats.stored import StoredCheckpoint

METHOD = "quanto"
"""The `quant_method`."""

_DATA, _SCALE, _PACKED = "._data", "._scale", "._data._data"
_ACTIVATIONS = ("input_scale", "output_scale")


def translated(modules: dict[str, Any]) -> dict[str, Any]:
    """The content of quanto_qmap.json, types of modules by their names, as settings."""
    return {"modules": modules}


def open_quanto(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for the method.

    Raises:
        CheckpointError: if codes have fewer than 8 bits, or tensors are not as they must be.
    """
    matrices = []
    for name in checkpoint.names():
        if name.endswith(_PACKED):
            raise CheckpointError(
                f"{checkpoint.info(name).file}: tensor {name}: codes of 4 or 2 bits, whose shape "
                "the folder does not tell; only 8 bits are read"
            )
        if name.endswith(_DATA):
            stem = name.removesuffix(_DATA)
            module = stem.rpartition(".")[0]
            beside = [f"{module}.{part}" for part in _ACTIVATIONS]
            others = tuple(checkpoint.info(part) for part in beside if part in checkpoint)
            parts = (name, stem + _SCALE, None)
            matrices.append(bytes_matrix(checkpoint, stem, METHOD, parts, others))
    if not matrices:
        raise CheckpointError(
            f"{checkpoint.path / CONFIG_FILE}: nothing is quantized: no tensor is named NAME{_DATA}"
        )
    return StoredCheckpoint(checkpoint, matrices)
