"""Why a chunk was refused: the first weight or row whose claim is false, in exact arithmetic.

The numbers are read from the chunk's literals as `Spec/Weights` defines them, one by one: this
is the slow way, taken only when the kernel has refused the fast one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quantcert.literals.layout import ChunkLayout
from quantcert.literals.literals import ChunkLiterals, from_limbs


@dataclass(frozen=True)
class Offender:
    """A refuted claim. `column` is None if it is the row's sum; numbers in units of 2^-p."""

    row: int
    column: int | None
    code: int
    decoded: int
    original: int
    error: int
    allowed: int


def first_offender(literals: ChunkLiterals, layout: ChunkLayout, max_error: int) -> Offender | None:
    """The first weight with |w - w_hat| > `max_error`, or row whose sum exceeds its bound."""
    bounds = from_limbs(literals.row_bounds)
    reader = _Reader(literals, layout)
    for row in range(literals.rows):
        total = 0
        for column, code, decoded, original in reader.row(row):
            error = abs(original - decoded)
            total += error
            if error > max_error:
                return Offender(row, column, code, decoded, original, error, max_error)
        if total > bounds[row]:
            return Offender(row, None, 0, 0, 0, total, bounds[row])
    return None


class _Reader:
    """Weights of a chunk, row by row."""

    def __init__(self, literals: ChunkLiterals, layout: ChunkLayout) -> None:
        self.literals = literals
        self.layout = layout
        self.stream = int.from_bytes(literals.codes.tobytes(), "little")

    def row(self, row: int) -> Iterator[tuple[int, int, int, int]]:
        """Column, code, decoded value and original weight of each weight of a row."""
        shape, codec, literals = self.layout.shape, self.layout.codec, self.literals
        packed = (self.stream >> (row * shape.row_bits)) & ((1 << shape.row_bits) - 1)
        planes = [from_limbs(plane[row]) for plane in literals.weights]
        scales = [from_limbs(scale[row]) for scale in literals.scales]
        zeros = [zero[row].tolist() for zero in literals.zeros]
        for column in range(shape.columns):
            code = codec.packed_code(packed, column)
            table, group = codec.tables[column % codec.lanes], column // shape.group_columns
            decoded = scales[table][group] * (code - zeros[table][group])
            block, t = divmod(column, shape.block_columns)
            yield column, code, decoded, planes[t][block] - self.layout.offset
