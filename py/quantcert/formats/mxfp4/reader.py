"""Reader of MXFP4 folders: one matrix in two tensors, or one for each expert of a mixture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from quantcert.containers import CONFIG_FILE, Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import (
    check_numbers,
    require,
    stored_rows,
    table_codec,
    table_matrix,
)
from quantcert.formats.ignored import ignore_list, refuse_ignored
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.minifloat import E2M1, E8M0
from quantcert.formats.mxfp4.layout import BLOCK, BLOCK_BYTES, codes_of
from quantcert.formats.scheme import Scheme
from quantcert.formats.stored import StoredCheckpoint

_BLOCKS, _SCALES = "_blocks", "_scales"
_LAYOUT = {
    "codes": "E2M1, even columns in the lower half of a byte",
    "scales": f"E8M0, one for {BLOCK} columns",
}
_SCHEME = Scheme("mxfp4", table_codec(E2M1), BLOCK, _LAYOUT)


@dataclass(frozen=True)
class Mxfp4Matrix:
    """A matrix of E2M1 codes; a `StoredMatrix`.

    Attributes:
        checkpoint: the folder.
        name: of the original; `TENSOR[E].T` of an expert, which transformers decodes transposed.
        blocks: codes, [rows, groups, 16], with the experts before.
        scales: their scales, [rows, groups], likewise.
        leading: which expert; empty if there are none.
    """

    checkpoint: Checkpoint
    name: str
    blocks: TensorInfo
    scales: TensorInfo
    leading: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, groups, _ = self.blocks.shape[len(self.leading) :]
        return rows, groups * BLOCK

    @property
    def scheme(self) -> Scheme:
        """Levels of E2M1 in groups of 32."""
        return _SCHEME

    @property
    def stored(self) -> tuple[TensorInfo, ...]:
        """Codes and scales, of all experts."""
        return self.blocks, self.scales

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for a scale that is NaN."""
        blocks, scales = (
            stored_rows(self.checkpoint, info, start, stop, self.leading)
            for info in (self.blocks, self.scales)
        )
        check_numbers(self.scales, start, scales, E8M0, BLOCK)
        arrays = {"blocks": blocks, "scales": scales}
        powers = E8M0.decode(scales.view(np.uint8))
        return table_matrix(self.name, _SCHEME, codes_of(blocks), powers, E2M1, arrays)


def open_mxfp4(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for `mxfp4`.

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    where = checkpoint.path / CONFIG_FILE
    ignored = ignore_list(where, settings, "modules_to_not_convert")
    matrices: list[Mxfp4Matrix] = []
    for name in checkpoint.names():
        if name.endswith(_BLOCKS):
            refuse_ignored(where, name, ignored)
            matrices += _matrices(checkpoint, checkpoint.info(name))
    if not matrices:
        raise CheckpointError(f"{where}: nothing is quantized: no tensor is named NAME{_BLOCKS}")
    return StoredCheckpoint(checkpoint, matrices)


def _matrices(checkpoint: Checkpoint, blocks: TensorInfo) -> Iterator[Mxfp4Matrix]:
    """The matrices of two tensors."""
    name, axes = blocks.name.removesuffix(_BLOCKS), len(blocks.shape)
    if axes not in (3, 4) or 0 in blocks.shape:
        raise CheckpointError(
            f"{blocks.file}: tensor {blocks.name}: shape {list(blocks.shape)}, must be [rows, "
            f"groups, {BLOCK_BYTES}], with the experts before or not"
        )
    scales = checkpoint.info(name + _SCALES)
    whole = (*blocks.shape[:-1], BLOCK_BYTES)
    require(blocks, ("U8",), whole, f"blocks of {BLOCK} columns")
    require(scales, ("U8", "F8_E8M0"), blocks.shape[:-1], f"the blocks in {blocks.name}")
    if axes == 3:
        yield Mxfp4Matrix(checkpoint, name, blocks, scales, ())
        return
    for expert in range(blocks.shape[0]):
        yield Mxfp4Matrix(checkpoint, f"{name}[{expert}].T", blocks, scales, (expert,))
