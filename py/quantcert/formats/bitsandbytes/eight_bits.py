"""A matrix of 8-bit codes with the largest magnitude of each row (LLM.int8()).

A weight is `code * SCB * c` with `c`, the float32 next to 1/127: `int8_vectorwise_dequant` in
bitsandbytes/backends/default/ops.py. The library rounds twice to float32 on the way; the numbers
that are certified here are the exact products.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import check_scales, require, stored_rows
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.scheme import Scheme

STEP = float(np.float32(7.874015718698502e-3))
"""1/127 as the library has it."""

_ZERO = 128  # codes are stored with a sign
_CODEC = UniformCodec(8)
_ROW_FORMAT = 0


@dataclass(frozen=True)
class EightBitMatrix:
    """A matrix of signed 8-bit codes; a `StoredMatrix`. `parts` are codes and magnitudes of rows,
    and the format of the codes where it is stored."""

    checkpoint: Checkpoint
    parts: tuple[TensorInfo, ...]

    @property
    def name(self) -> str:
        """Codes bear the original's name."""
        return self.parts[0].name

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.parts[0].shape
        return rows, columns

    @property
    def scheme(self) -> Scheme:
        """Codes of 8 bits; a row is a group."""
        layout = {"codes": "signed, one a byte", "scales": "SCB / 127, one a row"}
        return Scheme("int8", _CODEC, self.shape[1], layout)

    @property
    def stored(self) -> tuple[TensorInfo, ...]:
        """The tensors that hold it."""
        return self.parts

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`; raises StoredValueError for a magnitude that is not finite."""
        codes, sizes = (stored_rows(self.checkpoint, i, start, stop) for i in self.parts[:2])
        check_scales(self.parts[1], start, sizes[:, None], self.shape[1])
        scales = sizes.astype(np.float64)[:, None, None] * STEP
        words = codes.view(np.uint8) ^ np.uint8(_ZERO)
        zeros = np.full(scales.shape, _ZERO, np.uint8)
        arrays = {"codes": codes, "scales": sizes}
        return QuantizedMatrix(self.name, self.scheme, words, scales, zeros, words, arrays)


def eight_bit_matrix(checkpoint: Checkpoint, codes: TensorInfo) -> EightBitMatrix:
    """The matrix whose codes are a tensor of dtype I8.

    Raises:
        CheckpointError: if it is no matrix, or a tensor is missing or not as it must be.
    """
    where = f"{codes.file}: tensor {codes.name}"
    if len(codes.shape) != 2 or 0 in codes.shape:
        raise CheckpointError(f"{where}: shape {list(codes.shape)}, only matrices are read")
    module = codes.name.rpartition(".")[0]
    sizes = checkpoint.info(f"{module}.SCB")
    require(sizes, ("F32",), codes.shape[:1], f"the rows of {codes.name}")
    if f"{module}.weight_format" not in checkpoint:
        return EightBitMatrix(checkpoint, (codes, sizes))
    layout = checkpoint.info(f"{module}.weight_format")
    require(layout, ("U8",), (), "the format of codes")
    number = int(checkpoint.elements(layout.name, 0, 1)[0])
    if number != _ROW_FORMAT:
        raise CheckpointError(
            f"{layout.file}: tensor {layout.name}: {number}, only 0 (rows) is read"
        )
    return EightBitMatrix(checkpoint, (codes, sizes, layout))
