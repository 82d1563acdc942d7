"""Reader of folders of torchao: MODULE._weight_qdata, _weight_scale and perhaps _weight_zero_point.

Source: `flatten_tensor_state_dict` in torchao/prototype/safetensors, of `Int8Tensor`,
`IntxUnpackedToInt8Tensor` and `Float8Tensor` (torchao 0.18). Packed codes of 4 bits, whose order
depends on the machine that they are for, are refused.
"""

from __future__ import annotations

import re
from typing import Any

from quantcert.containers import CONFIG_FILE, Checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats.bytes_matrix import bytes_matrix
from quantcert.formats.stored import StoredCheckpoint

METHOD = "torchao"
"""The `quant_method`."""

_CODES = re.compile(r"(?P<stem>(?P<module>.+)\._(?P<tensor>\w+)_)qdata")
_KNOWN = ("qdata", "scale", "zero_point")


def open_torchao(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for the method.

    Raises:
        CheckpointError: if tensors are not as they must be, or there are others of a matrix.
    """
    matrices = []
    for name in checkpoint.names():
        match = _CODES.fullmatch(name)
        if match is None:
            continue
        stem = match["stem"]
        odd = [n for n in checkpoint.names() if n.startswith(stem) and n[len(stem) :] not in _KNOWN]
        if odd:
            raise CheckpointError(
                f"{checkpoint.info(name).file}: tensor {odd[0]}: belongs to {name} and is not known"
            )
        zeros = f"{stem}zero_point"
        parts = (name, f"{stem}scale", zeros if zeros in checkpoint else None)
        original = f"{match['module']}.{match['tensor']}"
        matrices.append(bytes_matrix(checkpoint, original, METHOD, parts))
    if not matrices:
        raise CheckpointError(
            f"{checkpoint.path / CONFIG_FILE}: nothing is quantized: no tensor is named "
            "MODULE._weight_qdata"
        )
    return StoredCheckpoint(checkpoint, matrices)
