"""Reader of bitsandbytes folders: which tensors make up which matrix."""

from __future__ import annotations

from typing import Any

from quantcert.containers import CONFIG_FILE, Checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats.bitsandbytes.eight_bits import eight_bit_matrix
from quantcert.formats.bitsandbytes.four_bits import STATE, FourBitMatrix, four_bit_matrix
from quantcert.formats.ignored import ignore_list, refuse_ignored
from quantcert.formats.stored import StoredCheckpoint, StoredMatrix


def open_bitsandbytes(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for `bitsandbytes`.

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    where = checkpoint.path / CONFIG_FILE
    skipped = ignore_list(where, settings, "llm_int8_skip_modules")
    matrices: list[StoredMatrix] = []
    for name in checkpoint.names():
        info = checkpoint.info(name)
        if STATE in name:
            matrices.append(four_bit_matrix(checkpoint, name))
            _check_kind(str(where), settings, matrices[-1])
        elif info.dtype == "I8":
            matrices.append(eight_bit_matrix(checkpoint, info))
    if not matrices:
        raise CheckpointError(
            f"{where}: nothing is quantized: no tensor is of dtype I8 or has a state {STATE}KIND"
        )
    for matrix in matrices:
        refuse_ignored(where, matrix.name, skipped)
    return StoredCheckpoint(checkpoint, matrices)


def _check_kind(where: str, settings: dict[str, Any], matrix: StoredMatrix) -> None:
    """Refuse a matrix of another kind than config.json says."""
    assert isinstance(matrix, FourBitMatrix)
    stated, kind = settings.get("bnb_4bit_quant_type"), matrix.state.kind
    if stated not in (None, kind):
        raise CheckpointError(
            f"{where}: bnb_4bit_quant_type is {stated!r}, {matrix.name} is stored as {kind!r}"
        )
