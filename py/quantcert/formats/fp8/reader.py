"""Reader of FP8 folders: which tensors are codes, which their scales."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quantcert.containers import CONFIG_FILE, Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import (
    check_numbers,
    check_scales,
    require,
    stored_rows,
    table_codec,
    table_matrix,
)
from quantcert.formats.fp8.layout import NUMBERS, SCALE_DTYPES, grid_of
from quantcert.formats.grid import ScaleGrid
from quantcert.formats.ignored import ignore_list, refuse_ignored
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.misplaced import left_plain
from quantcert.formats.scheme import Scheme
from quantcert.formats.stored import StoredCheckpoint

FORMAT = "fp8"
"""Name of the format in certificates."""

_SUFFIXES = ("_scale_inv", "_scale")
_ACTIVATIONS = ("input_scale", "activation_scale", "input_scale_ub")
"""Numbers of the activations beside codes: they belong to the matrix, no claim is about them."""


@dataclass(frozen=True)
class Fp8Matrix:
    """A matrix of FP8 codes; a `StoredMatrix`.

    Attributes:
        checkpoint: the folder.
        codes: its codes, [rows, columns].
        scales: its scales, of the blocks of `grid`.
        grid: how they cover the matrix.
        activations: tensors with scales of activations.
    """

    checkpoint: Checkpoint
    codes: TensorInfo
    scales: TensorInfo
    grid: ScaleGrid
    activations: tuple[TensorInfo, ...] = ()

    @property
    def name(self) -> str:
        """Codes bear the original's name."""
        return self.codes.name

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.codes.shape
        return rows, columns

    @property
    def scheme(self) -> Scheme:
        """Levels of an FP8 type; a group is a block's part of a row."""
        small = NUMBERS[self.codes.dtype]
        layout = {
            "codes": f"{small.name}, one a byte",
            "scales": f"{self.scales.dtype}, multiplied, blocks of {self.grid.rows} x "
            f"{self.grid.columns}, tensor {self.scales.name.rpartition('.')[2]}",
        }
        return Scheme(FORMAT, table_codec(small), self.grid.columns, layout)

    @property
    def stored(self) -> tuple[TensorInfo, ...]:
        """Codes, scales, and scales of activations."""
        return self.codes, self.scales, *self.activations

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for NaN, infinity."""
        small = NUMBERS[self.codes.dtype]
        words = stored_rows(self.checkpoint, self.codes, start, stop).view("u1")
        check_numbers(self.codes, start, words, small)
        read, columns = self.grid.read_rows, self.shape[1]
        scales = read(self.checkpoint, self.scales, columns, start, stop)
        check_scales(self.scales, start, scales, self.grid.columns)
        arrays = {"codes": words, "scales": scales}
        return table_matrix(self.name, self.scheme, words, scales, small, arrays)


def open_fp8(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for `fp8` and `fbgemm_fp8`.

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    where = checkpoint.path / CONFIG_FILE
    block = _block(str(where), settings.get("weight_block_size"))
    ignored = ignore_list(where, settings, "modules_to_not_convert", "ignored_layers")
    matrices = []
    for name in checkpoint.names():
        info = checkpoint.info(name)
        if info.dtype in NUMBERS:
            refuse_ignored(where, name, ignored)
            matrices.append(_matrix(checkpoint, info, block))
    if not matrices:
        raise CheckpointError(
            f"{where}: quant_method {settings.get('quant_method')!r}, but no tensor has a dtype "
            f"of {' or '.join(NUMBERS)}"
        )
    modules = [matrix.name.removesuffix(".weight") for matrix in matrices]
    return StoredCheckpoint(
        checkpoint, [*matrices, *left_plain(FORMAT, checkpoint, modules, ignored)]
    )


def _matrix(checkpoint: Checkpoint, codes: TensorInfo, block: tuple[int, int] | None) -> Fp8Matrix:
    where = f"{codes.file}: tensor {codes.name}"
    if len(codes.shape) != 2 or 0 in codes.shape:
        raise CheckpointError(f"{where}: shape {list(codes.shape)}, only matrices are read")
    found = [codes.name + s for s in _SUFFIXES if codes.name + s in checkpoint]
    if len(found) != 1:
        names = " or ".join(codes.name + suffix for suffix in _SUFFIXES)
        state = "both are stored" if found else "none is stored"
        raise CheckpointError(f"{where}: its scales must be in {names}, {state}")
    scales = checkpoint.info(found[0])
    grid = grid_of((codes.shape[0], codes.shape[1]), scales.shape, block)
    if grid is None:
        blocks = f", for blocks of {list(block)}" if block else ", without weight_block_size"
        raise CheckpointError(
            f"{where}: its scales {scales.name} of shape {list(scales.shape)} are neither one, nor "
            f"one a row{blocks}; the matrix has shape {list(codes.shape)}"
        )
    require(scales, SCALE_DTYPES, scales.shape, "")
    module = codes.name.rpartition(".")[0]
    beside = [f"{module}.{part}" for part in _ACTIVATIONS if f"{module}.{part}" in checkpoint]
    return Fp8Matrix(checkpoint, codes, scales, grid, tuple(map(checkpoint.info, beside)))


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
