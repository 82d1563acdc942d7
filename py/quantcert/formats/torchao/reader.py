"""Reader of folders of torchao: MODULE._weight_qdata, _weight_scale and perhaps _weight_zero_point.

Source: `flatten_tensor_state_dict` in torchao/prototype/safetensors, of `Int8Tensor`,
`IntxUnpackedToInt8Tensor`, `Float8Tensor` and `Int4Tensor` (torchao 0.18). The header of a file
tells which of them a tensor is; codes of the first three tell it too. Refused are
`Int4TilePackedTo4dTensor` and `Int4PlainInt32Tensor`, whose order is that of some machine.
"""

from __future__ import annotations

import re
from typing import Any

from quantcert.containers import CONFIG_FILE, Checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats.bytes_matrix import bytes_matrix
from quantcert.formats.stored import StoredCheckpoint, StoredMatrix
from quantcert.formats.torchao.int4_matrix import int4_matrix
from quantcert.formats.torchao.statement import Statement, read_statements

METHOD = "torchao"
"""The `quant_method`."""

_CODES = re.compile(r"(?P<stem>(?P<module>.+)\._(?P<tensor>\w+)_)qdata")
_KNOWN = ("qdata", "scale", "zero_point")
_INT4 = "Int4Tensor"
_BYTES = ("", "Int8Tensor", "IntxUnpackedToInt8Tensor", "Float8Tensor")


def open_torchao(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for the method.

    Raises:
        CheckpointError: if tensors are not as they must be, or there are others of a matrix.
    """
    statements = read_statements(checkpoint.weight_files())
    found = (_CODES.fullmatch(name) for name in checkpoint.names())
    matrices = [_matrix(checkpoint, match, statements) for match in found if match is not None]
    if not matrices:
        raise CheckpointError(
            f"{checkpoint.path / CONFIG_FILE}: nothing is quantized: no tensor is named "
            "MODULE._weight_qdata"
        )
    return StoredCheckpoint(checkpoint, matrices)


def _matrix(
    checkpoint: Checkpoint, match: re.Match[str], statements: dict[str, Statement]
) -> StoredMatrix:
    """The matrix whose codes have a name."""
    stem, name = match["stem"], f"{match['module']}.{match['tensor']}"
    where = f"{checkpoint.info(match[0]).file}: tensor"
    odd = [n for n in checkpoint.names() if n.startswith(stem) and n[len(stem) :] not in _KNOWN]
    if odd:
        raise CheckpointError(f"{where} {odd[0]}: belongs to {match[0]} and is not known")
    statement = statements.get(name, Statement())
    if statement.type == _INT4:
        return int4_matrix(checkpoint, name, stem, statement)
    if statement.type not in _BYTES:
        raise CheckpointError(
            f"{where} {match[0]}: is of the type {statement.type}, must be {_INT4} or one of "
            f"{', '.join(filter(None, _BYTES))}"
        )
    zeros = f"{stem}zero_point"
    parts = (match[0], f"{stem}scale", zeros if zeros in checkpoint else None)
    return bytes_matrix(checkpoint, name, METHOD, parts)
