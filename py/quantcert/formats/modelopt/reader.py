"""Reader of ModelOpt folders: NVFP4 and FP8 weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import (
    check_numbers,
    check_scales,
    require,
    stored_rows,
    table_codec,
    table_matrix,
)
from quantcert.formats.bitstream import unpack_words
from quantcert.formats.fused import fused_with, global_scale
from quantcert.formats.grid import ScaleGrid
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.minifloat import E2M1, E4M3, MiniFloat
from quantcert.formats.misplaced import (
    Misplaced,
    kind,
    plain_modules,
    plain_though_quantized,
    quantized_though_listed,
)
from quantcert.formats.modelopt.layout import BLOCK, multiplied_scales
from quantcert.formats.modelopt.settings import METHOD, ignoring_pattern, parse_settings
from quantcert.formats.packed import check_dead_groups
from quantcert.formats.scheme import Scheme
from quantcert.formats.stored import StoredCheckpoint, StoredMatrix

_WEIGHT, _SCALE, _GLOBAL = "weight", "weight_scale", "weight_scale_2"
_ACTIVATIONS = ("input_scale", "output_scale", "k_scale", "v_scale")
_CHANGED = ("pre_quant_scale", "svdquant_lora_a", "svdquant_lora_b")


@dataclass(frozen=True)
class ModelOptMatrix:
    """A matrix of FP4 or FP8 codes; a `StoredMatrix`.

    Attributes:
        checkpoint: the folder.
        shape: rows and columns.
        grid: how scales cover it.
        small: the type of its codes.
        stored: its codes, its scales, that of the whole tensor if there is one, of activations.
        fused: the scales of tensors that engines fuse with this one.
    """

    checkpoint: Checkpoint
    shape: tuple[int, int]
    grid: ScaleGrid
    small: MiniFloat
    stored: tuple[TensorInfo, ...]
    fused: tuple[TensorInfo, ...]

    @property
    def name(self) -> str:
        """Codes bear the original's name."""
        return self.stored[0].name

    @property
    def scheme(self) -> Scheme:
        """Levels of a small type."""
        layout = {"codes": f"{self.small.name}, a byte each", "scales": "F32"}
        if self.small is E2M1:
            layout["codes"] = f"{E2M1.name}, even columns in the lower half of a byte"
            layout["scales"] = f"E4M3, one for {BLOCK} columns"
            layout["global_scale"] = "multiplies scales, rounded to float32"
        layout["activations"] = "quantized by engines, not modelled"
        return Scheme(METHOD, table_codec(self.small), self.grid.columns, layout)

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for what is no number."""
        words = stored_rows(self.checkpoint, self.stored[0], start, stop).view(np.uint8)
        if self.small is E2M1:
            words = unpack_words(words, self.shape[1], E2M1.bits)
        check_numbers(self.stored[0], start, words, self.small)
        scales = self._scales(start, stop)
        matrix = table_matrix(self.name, self.scheme, words, scales, self.small, {})
        check_dead_groups(self.stored[1], start, matrix)
        return matrix

    def _scales(self, start: int, stop: int) -> NDArray[Any]:
        info, grid = self.stored[1], self.grid
        scales = grid.read_rows(self.checkpoint, info, self.shape[1], start, stop)
        check_scales(info, start, scales.astype(np.float32), grid.columns)
        if self.small is not E2M1:
            return scales
        found = multiplied_scales(scales, global_scale(self.stored[2], self.fused))
        check_scales(info, start, found, grid.columns, "scale times the global one")
        return found


def open_modelopt(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for `quant_method` "modelopt".

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    ignored = parse_settings(checkpoint.path, settings)
    names = [n.removesuffix(f".{_SCALE}") for n in checkpoint.names() if n.endswith(f".{_SCALE}")]
    if not names:
        raise CheckpointError(f"{checkpoint.path}: {METHOD}, but no tensor is named *.{_SCALE}")
    matrices: list[StoredMatrix] = [_matrix(checkpoint, name, names, ignored) for name in names]
    return StoredCheckpoint(checkpoint, [*matrices, *_left_plain(checkpoint, names, ignored)])


def _matrix(
    checkpoint: Checkpoint, name: str, names: list[str], ignored: tuple[str, ...]
) -> StoredMatrix:
    codes, scales = (checkpoint.info(f"{name}.{part}") for part in (_WEIGHT, _SCALE))
    if len(codes.shape) != 2 or 0 in codes.shape:
        raise CheckpointError(
            f"{codes.file}: tensor {codes.name}: shape {list(codes.shape)}, only matrices are read"
        )
    for part in _CHANGED:
        if f"{name}.{part}" in checkpoint:
            raise CheckpointError(
                f"{codes.file}: there is {name}.{part}, which changes what {codes.name} stands for"
            )
    beside = tuple(_parts(checkpoint, name, (_GLOBAL, *_ACTIVATIONS)))
    pattern = ignoring_pattern(name, ignored)
    if pattern is not None:
        reason = f"{pattern!r} is listed as not quantized"
        return quantized_though_listed(METHOD, name, (codes, scales, *beside), reason)
    rows, columns = codes.shape
    if codes.dtype == "U8":
        return _fp4(checkpoint, name, (codes, scales), names)
    require(codes, ["F8_E4M3"], codes.shape, METHOD)
    grid = ScaleGrid(rows if scales.shape in ((), (1,)) else 1, columns)
    allowed = scales.shape if scales.shape in ((), (1,), (rows,), (rows, 1)) else (rows, 1)
    require(scales, ["F32", "F16", "BF16"], allowed, f"{rows} rows")
    return ModelOptMatrix(checkpoint, (rows, columns), grid, E4M3, (codes, scales, *beside), ())


def _fp4(
    checkpoint: Checkpoint, name: str, parts: tuple[TensorInfo, TensorInfo], names: list[str]
) -> ModelOptMatrix:
    codes, scales = parts
    rows, columns = codes.shape[0], 2 * codes.shape[1]
    grid = ScaleGrid(1, BLOCK)
    why = f"{rows} rows, {columns} columns and a scale for each {BLOCK}"
    require(scales, ["F8_E4M3"], grid.shape(rows, columns), why)
    whole = checkpoint.info(f"{name}.{_GLOBAL}")
    peers = [tensor for other in fused_with(name, names) for tensor in _parts(checkpoint, other)]
    for info in (whole, *peers):
        require(info, ["F32"], info.shape if info.shape in ((), (1,)) else (), "a whole tensor")
    stored = (codes, scales, whole, *_parts(checkpoint, name, _ACTIVATIONS))
    return ModelOptMatrix(checkpoint, (rows, columns), grid, E2M1, stored, tuple(peers))


def _parts(
    checkpoint: Checkpoint, name: str, parts: tuple[str, ...] = (_GLOBAL,)
) -> Iterator[TensorInfo]:
    """The tensors of a module that there are."""
    for part in parts:
        if f"{name}.{part}" in checkpoint:
            yield checkpoint.info(f"{name}.{part}")


def _left_plain(
    checkpoint: Checkpoint, names: list[str], ignored: tuple[str, ...]
) -> Iterator[Misplaced]:
    """Matrices that are stored unquantized though their like in other layers are not."""
    kinds = {kind(name) for name in names}
    for module in plain_modules(checkpoint, names):
        if kind(module) in kinds and ignoring_pattern(module, ignored) is None:
            yield plain_though_quantized(METHOD, checkpoint.info(f"{module}.{_WEIGHT}"))
