"""Reader of FP8 folders: which tensors are codes, which their scales.

Experts are stacked in a tensor of three axes (`FP8Experts` of transformers 5): each is a matrix.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from quantcert.containers import CONFIG_FILE, Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import require
from quantcert.formats.bytes_matrix import FLOATS, BytesMatrix
from quantcert.formats.fp8.layout import SCALE_DTYPES, grid_of
from quantcert.formats.ignored import ignore_list, refuse_ignored
from quantcert.formats.misplaced import left_plain
from quantcert.formats.stored import StoredCheckpoint

FORMAT = "fp8"
"""Name of the format in certificates."""

_SUFFIXES = ("_scale_inv", "_scale")
_ACTIVATIONS = ("input_scale", "activation_scale", "input_scale_ub")
"""Numbers of the activations beside codes: they belong to the matrix, no claim is about them."""


def open_fp8(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for `fp8` and `fbgemm_fp8`.

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    where = checkpoint.path / CONFIG_FILE
    block = _block(str(where), settings.get("weight_block_size"))
    ignored = ignore_list(where, settings, "modules_to_not_convert", "ignored_layers")
    matrices: list[BytesMatrix] = []
    for name in checkpoint.names():
        info = checkpoint.info(name)
        if info.dtype in FLOATS:
            refuse_ignored(where, name, ignored)
            matrices += _matrices(checkpoint, info, block)
    if not matrices:
        raise CheckpointError(
            f"{where}: quant_method {settings.get('quant_method')!r}, but no tensor has a dtype "
            f"of {' or '.join(FLOATS)}"
        )
    modules = [matrix.name.removesuffix(".weight") for matrix in matrices]
    return StoredCheckpoint(checkpoint, [*matrices, *left_plain(checkpoint, modules, ignored)])


def _matrices(
    checkpoint: Checkpoint, codes: TensorInfo, block: tuple[int, int] | None
) -> Iterator[BytesMatrix]:
    """The matrix of a tensor, or those of a stack: `NAME[E]`."""
    where = f"{codes.file}: tensor {codes.name}"
    if len(codes.shape) not in (2, 3) or 0 in codes.shape:
        raise CheckpointError(f"{where}: shape {list(codes.shape)}, only matrices are read")
    found = [codes.name + s for s in _SUFFIXES if codes.name + s in checkpoint]
    if len(found) != 1:
        names = " or ".join(codes.name + suffix for suffix in _SUFFIXES)
        state = "both are stored" if found else "none is stored"
        raise CheckpointError(f"{where}: its scales must be in {names}, {state}")
    scales, stack = checkpoint.info(found[0]), codes.shape[:-2]
    grid = None
    if scales.shape[: len(stack)] == stack:
        rows, columns = codes.shape[-2:]
        grid = grid_of((rows, columns), scales.shape[len(stack) :], block)
    if grid is None:
        blocks = f", for blocks of {list(block)}" if block else ", without weight_block_size"
        raise CheckpointError(
            f"{where}: its scales {scales.name} of shape {list(scales.shape)} are neither one, nor "
            f"one a row{blocks}; the matrix has shape {list(codes.shape)}"
        )
    require(scales, SCALE_DTYPES, scales.shape, "")
    others = tuple(_activations(checkpoint, codes.name, bool(stack)))
    words = f"multiplied, tensor {scales.name.rpartition('.')[2]}"
    for entry in product(*map(range, stack)):
        name = f"{codes.name}{''.join(f'[{index}]' for index in entry)}"
        yield BytesMatrix(checkpoint, name, FORMAT, codes, scales, None, grid, others, words, entry)


def _activations(checkpoint: Checkpoint, name: str, stacked: bool) -> Iterator[TensorInfo]:
    """Scales of the activations of a matrix: beside it in its module, or named after a stack."""
    module = f"{name}_" if stacked else f"{name.rpartition('.')[0]}."
    for part in _ACTIVATIONS:
        if f"{module}{part}" in checkpoint:
            yield checkpoint.info(f"{module}{part}")


def _block(where: str, value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    if (
        not isinstance(value, list)
        or len(value) != 2
        or any(type(extent) is not int or extent < 1 for extent in value)
    ):
        raise CheckpointError(f"{where}: weight_block_size {value!r} must be [rows, columns]")
    return value[0], value[1]
