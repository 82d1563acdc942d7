"""Where the scale of a weight lies: one for a tensor, a row, or a block of rows and columns.

A weight is `value of its code * scale`. Sources: `FP8Linear` (`weight_scale_inv`, which despite
its name multiplies) and `FbgemmFp8Linear` (`weight_scale`, [rows, 1]) of transformers, and
`fp8_utils.py` of vLLM (`weight_scale`, one number). Scales of type E8M0 are `ue8m0` there.
"""

from __future__ import annotations

from quantcert.formats.grid import ScaleGrid

SCALE_DTYPES = ("F32", "BF16", "F16", "F8_E8M0")


def grid_of(
    shape: tuple[int, int], scales: tuple[int, ...], block: tuple[int, int] | None
) -> ScaleGrid | None:
    """How scales of a shape cover a matrix, None if they cannot.

    Args:
        shape: rows and columns.
        scales: shape of the stored scales.
        block: rows and columns of a block, if the settings state them.
    """
    rows, columns = shape
    if block is not None and scales == ScaleGrid(*block).shape(rows, columns):
        return ScaleGrid(*block)
    if scales in ((), (1,), (1, 1)):
        return ScaleGrid(rows, columns)
    if scales in ((rows,), (rows, 1)):
        return ScaleGrid(1, columns)
    return None
