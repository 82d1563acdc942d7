"""Sums over the rows of a chunk, one digit a column, as `Spec/Weights/Columns.lean` has them."""

from __future__ import annotations

from collections.abc import Sequence

from quantcert.exact import RowErrors
from quantcert.literals.digit_bytes import to_bytes
from quantcert.literals.layout import ChunkLayout
from quantcert.literals.literals import to_limbs


def column_literals(errors: RowErrors, layout: ChunkLayout) -> dict[str, memoryview]:
    """The bytes of the literals `ke` and `kw`: sums of |w - w_hat| and of |w| of every column.

    `errors` are those of the chunk's rows, with columns, in the layout's units.
    """
    return {
        "ke": _literal(errors.column_sum_abs, layout),
        "kw": _literal(errors.weight_column_sum_abs, layout),
    }


def _literal(sums: Sequence[int], layout: ChunkLayout) -> memoryview:
    """Column `b * block_columns + u` is digit `u * blocks + b`; padding counts as zero."""
    shape = layout.shape
    padded = [*sums, *[0] * (shape.padded_columns - shape.columns)]
    planes = [padded[u :: shape.block_columns] for u in range(shape.block_columns)]
    digits = to_limbs([digit for plane in planes for digit in plane], layout.limbs)
    return to_bytes(digits, layout.width)
