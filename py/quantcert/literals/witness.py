"""Why a chunk was refused: the first weight or row whose claim is false, in exact arithmetic.

The numbers are read from the chunk's literals as `Spec/Weights` defines them, one by one: this
is the slow way, taken only when the kernel has refused the fast one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    reader = _LiteralReader(literals, layout)
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


class _LiteralReader:
    """Weights of a chunk, row by row."""

    def __init__(self, literals: ChunkLiterals, layout: ChunkLayout) -> None:
        self.literals = literals
        self.layout = layout

    def row(self, row: int) -> Iterator[tuple[int, int, int, int]]:
        """Column, code, decoded value and original weight of each weight of a row."""
        shape, codec, literals = self.layout.shape, self.layout.codec, self.literals
        planes = [from_limbs(plane[row]) for plane in literals.weights]
        codes = [from_limbs(plane[row]) for plane in literals.codes]
        tables = {
            name: [from_limbs(table[row]) for table in part]
            for name, part in literals.tables.items()
        }
        for column in range(shape.columns):
            block, t = divmod(column, shape.block_columns)
            code = self._code(codes, block, t)
            table = codec.tables[t % codec.lanes]
            entry = {name: part[table][block] for name, part in tables.items()}
            decoded = decoded_value(code, entry)
            yield column, code, decoded, planes[t][block] - self.layout.offset

    def _code(self, codes: list[list[int]], block: int, t: int) -> int:
        """The code of column `t` of a block."""
        codec = self.layout.codec
        word, lane = divmod(t, codec.lanes)
        plane, place = divmod(word, self.layout.digit_words)
        digit = codes[plane][block] if codec.word_bits else 0
        return codec.code(lane, (digit >> place * codec.word_bits) & ((1 << codec.word_bits) - 1))


def decoded_value(code: int, entry: Mapping[str, int]) -> int:
    """`scale * (code - zero_point) + offset` from the entries of the tables that are written."""
    scale = entry.get("scales", 0) - entry.get("negative_scales", 0)
    offset = entry.get("offsets", 0) - entry.get("negative_offsets", 0)
    return scale * (code - entry.get("zeros", 0)) + offset
