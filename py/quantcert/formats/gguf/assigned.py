"""The matrix that a stored tensor, or an expert of a stack, holds: by its type."""

from __future__ import annotations

import math
import re

from quantcert.containers import TensorInfo
from quantcert.containers.gguf.container import GgufContainer
from quantcert.formats.gguf.kinds import BLOCK_KINDS, CODEBOOK_KINDS, FLOAT_KINDS
from quantcert.formats.gguf.matrices import BlockMatrix, ValueMatrix
from quantcert.formats.gguf.names import bad_tensor
from quantcert.formats.gguf.rows import RowOrder
from quantcert.formats.stored import StoredMatrix

_COMPANION = re.compile(r"(.+)\.(scale|input_scale)")


def stored_matrix(
    container: GgufContainer,
    info: TensorInfo,
    name: str,
    order: RowOrder,
    expert: int = 0,
) -> StoredMatrix:
    """A matrix of some rows of a tensor under the name of the original.

    Raises:
        CheckpointError: for a type that is none of weights, or a scale of another kind.
    """
    shape = (order.rows, info.shape[-1])
    if info.dtype in CODEBOOK_KINDS | FLOAT_KINDS:
        return ValueMatrix(name, shape, container, [info], order)
    if info.dtype not in BLOCK_KINDS:
        raise bad_tensor(info, f"type {info.dtype} is not one of weights")
    kind, stem = BLOCK_KINDS[info.dtype], info.name.removesuffix(".weight")
    names = [f"{stem}.{last}" for last in ("scale", "input_scale")]
    others = [container.info(other) for other in names if is_companion(container, other)]
    factor = (names[0], expert) if is_companion(container, names[0]) else None
    if factor is not None:
        _check_factor(container.info(names[0]), expert)
    return BlockMatrix(name, shape, container, [info, *others], kind, order, factor)


def is_companion(container: GgufContainer, name: str) -> bool:
    """Whether a tensor of the file holds scales of a whole `NVFP4` tensor."""
    match = _COMPANION.fullmatch(name)
    if match is None or name not in container or f"{match[1]}.weight" not in container:
        return False
    return container.info(f"{match[1]}.weight").dtype == "NVFP4"


def _check_factor(info: TensorInfo, expert: int) -> None:
    """Refuse a scale of a whole tensor, or of the experts of a stack, of another kind."""
    if info.dtype != "F32" or expert >= math.prod(info.shape):
        raise bad_tensor(info, f"must be float32, one for each matrix, is {info.dtype}")
