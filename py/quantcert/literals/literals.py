"""The literals of a chunk: its packed codes, weights, scales, zero-points, offsets, row bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.exact import digits
from quantcert.formats.bitstream import unpack_words
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.literals.digit_bytes import Digits, from_bytes, limb_count, to_bytes
from quantcert.literals.layout import ChunkLayout, Geometry

TABLE_LETTERS = {
    "scales": "s",
    "negative_scales": "n",
    "zeros": "z",
    "offsets": "o",
    "negative_offsets": "m",
}
"""What the literals of each kind of table begin with."""

_CACHED_WEIGHTS = 1 << 15  # digits of so many weights stay in cache while they are transposed


@dataclass(frozen=True)
class ChunkLiterals:
    """Digits of a chunk's natural numbers, for `rows` whole rows: vectors `[rows, blocks, limbs]`.

    Attributes:
        rows: rows of the chunk.
        codes: the packed words: `digit_words` of each block, then the next.
        weights: for each column of a block, `w + 2**(width - 2)`.
        tables: by the names of `Tables`, for each table of the codec.
        row_bounds: `[rows, limbs]` uint64, sum of |w - w_hat| of each row.
    """

    rows: int
    codes: tuple[Digits, ...]
    weights: tuple[Digits, ...]
    tables: Mapping[str, tuple[Digits, ...]]
    row_bounds: NDArray[np.uint64]

    def named(self, layout: ChunkLayout) -> dict[str, memoryview]:
        """The literals' bytes by name: `c0` ..., `w0` ..., `a`, and `s0` ... of each table.

        Raises ValueError if a number does not fit its digit.
        """
        planes = {"c": self.codes, "w": self.weights}
        planes |= {TABLE_LETTERS[name]: table for name, table in self.tables.items()}
        vectors = {f"{x}{t}": vector for x, part in planes.items() for t, vector in enumerate(part)}
        named = {name: to_bytes(vector, layout.width) for name, vector in vectors.items()}
        return named | {"a": to_bytes(self.row_bounds, layout.bound_width)}


def named_literals(
    named: Mapping[str, memoryview], rows: int, layout: ChunkLayout
) -> ChunkLiterals:
    """The literals that these bytes (without trailing zeros, perhaps) are.

    Raises ValueError if a literal is missing or longer than `rows` rows allow.
    """
    shape = layout.shape

    def array(name: str, width: int, *sizes: int) -> Digits:
        if name not in named:
            raise ValueError(f"the literal {name} is missing")
        found, size = named[name], width // 8 * int(np.prod(sizes))
        if bytes(found[size:]).strip(b"\0"):
            raise ValueError(f"the literal {name} has {len(found)} bytes, at most {size} fit")
        return from_bytes(found[:size], sizes, width)

    def vectors(letter: str, count: int) -> tuple[Digits, ...]:
        return tuple(array(f"{letter}{t}", layout.width, rows, shape.blocks) for t in range(count))

    return ChunkLiterals(
        rows=rows,
        codes=vectors("c", layout.code_planes),
        weights=vectors("w", shape.block_columns),
        tables={
            name: vectors(TABLE_LETTERS[name], layout.table_count) for name in layout.tables.names
        },
        row_bounds=array("a", layout.bound_width, rows),
    )


def chunk_literals(
    weights: NDArray[Any],
    matrix: QuantizedMatrix,
    row_bounds: Sequence[int],
    layout: ChunkLayout,
) -> ChunkLiterals:
    """The literals of a block of rows.

    Args:
        weights: `[rows, columns]` float16, bfloat16 or float32, the original.
        matrix: the same rows as they are stored.
        row_bounds: bound on the sum of |w - w_hat| of each row, units of 2^-p.
        layout: how the chunk is laid out.

    Raises:
        ValueError: if a number does not fit its digit or p is too small.
    """
    rows, shape, limbs = weights.shape[0], layout.shape, layout.limbs
    planes = np.empty((shape.block_columns, rows, shape.blocks, limbs), dtype="<u8")
    step = max(1, _CACHED_WEIGHTS // shape.padded_columns)
    for start in range(0, rows, step):
        part = slice(start, min(start + step, rows))
        values = digits(weights[part], layout.p, layout.offset, limbs)
        planes[:, part] = _planes(values, matrix.rows(part.start, part.stop), layout)
    return ChunkLiterals(
        rows=rows,
        codes=_code_digits(matrix, layout),
        weights=tuple(planes),
        tables={name: _table_digits(name, matrix, layout) for name in layout.tables.names},
        row_bounds=to_limbs(row_bounds, limb_count(layout.bound_width)),
    )


def to_limbs(integers: Sequence[int], limbs: int) -> NDArray[np.uint64]:
    """Non-negative integers as `[len(integers), limbs]` uint64, lowest limb first.

    Raises OverflowError if one does not fit.
    """
    raw = b"".join(integer.to_bytes(8 * limbs, "little") for integer in integers)
    return np.frombuffer(raw, dtype="<u8").reshape(-1, limbs)


def from_limbs(limbs: NDArray[np.uint64]) -> list[int]:
    """The integers of `[n, limbs]` uint64, lowest limb first."""
    raw, size = limbs.tobytes(), 8 * limbs.shape[1]
    return [int.from_bytes(raw[i : i + size], "little") for i in range(0, len(raw), size)]


def as_numbers(digits: NDArray[np.uint64]) -> NDArray[Any]:
    """The integers of `[..., limbs]`: an array of uint64, or of Python's integers if wider."""
    if digits.shape[-1] == 1:
        return digits[..., 0]
    numbers = np.array(from_limbs(digits.reshape(-1, digits.shape[-1])), dtype=object)
    return numbers.reshape(digits.shape[:-1])


def padding_codes(matrix: QuantizedMatrix, shape: Geometry) -> NDArray[np.int64]:
    """The codes of the padding columns, `[rows, padding columns]`.

    The last word of a row may hold codes after the last column; all words after it are zero.
    """
    codec, (rows, columns) = shape.codec, matrix.shape
    codes = np.empty((rows, shape.padded_columns - columns), dtype=np.int64)
    fillers = codec.fillers(matrix.words, columns) if codes.size else codes
    codes[:, : fillers.shape[1]] = fillers
    places = np.arange(columns + fillers.shape[1], shape.padded_columns) % codec.lanes
    codes[:, fillers.shape[1] :] = np.array([codec.code(n, 0) for n in range(codec.lanes)])[places]
    return codes


def block_groups(matrix: QuantizedMatrix, shape: Geometry) -> NDArray[np.intp]:
    """The group that each block of a row lies in, `[blocks]`."""
    return np.arange(shape.blocks) * shape.block_columns // matrix.group_size


def table_values(name: str, matrix: QuantizedMatrix) -> NDArray[Any]:
    """What the tables of this name hold, no entry negative: `[rows, groups, tables]`."""
    if name == "zeros":
        return matrix.zero_points
    values = matrix.scales if name.endswith("scales") else matrix.offsets
    if values is None:
        return np.zeros_like(matrix.scales)
    kept = np.zeros_like(values)
    np.copyto(kept, -values if name.startswith("negative") else values, where=_kept(name, values))
    return kept


def _kept(name: str, values: NDArray[Any]) -> NDArray[np.bool_]:
    """Where the table of this name has the sign."""
    kept: NDArray[np.bool_] = values < 0 if name.startswith("negative") else values > 0
    return kept


def _entries(name: str, matrix: QuantizedMatrix, layout: ChunkLayout) -> NDArray[np.uint64]:
    """The digits of one kind of table, `[rows, groups, tables, limbs]`."""
    values = table_values(name, matrix)
    if name != "zeros":
        return digits(values, layout.p, 0, layout.limbs)
    entries = np.zeros((*values.shape, layout.limbs), dtype="<u8")
    entries[..., 0] = values
    return entries


def _table_digits(name: str, matrix: QuantizedMatrix, layout: ChunkLayout) -> tuple[Digits, ...]:
    """The digits of one kind of table, repeated for all blocks of a group."""
    entries, groups = _entries(name, matrix, layout), block_groups(matrix, layout.shape)
    return tuple(entries[:, groups, table] for table in range(layout.table_count))


def _code_digits(matrix: QuantizedMatrix, layout: ChunkLayout) -> tuple[Digits, ...]:
    """The packed words of every block, as many in a digit as fit."""
    shape, codec, rows = layout.shape, layout.codec, len(matrix.codes)
    if not codec.word_bits:
        return ()
    count = codec.word_count(matrix.shape[1])
    words = np.zeros((rows, shape.blocks, layout.code_planes * layout.digit_words), np.uint8)
    padded = np.zeros((rows, shape.blocks * shape.block_words), np.uint8)
    padded[:, :count] = unpack_words(matrix.words, count, codec.word_bits)
    words[:, :, : shape.block_words] = padded.reshape(rows, shape.blocks, shape.block_words)
    planes = np.zeros((layout.code_planes, rows, shape.blocks, layout.limbs), dtype="<u8")
    for t in range(shape.block_words):
        plane, place = divmod(t, layout.digit_words)
        word = words[:, :, t].astype("<u8")
        planes[plane, :, :, 0] |= word << np.uint64(place * codec.word_bits)
    return tuple(planes)


def _planes(
    values: NDArray[np.uint64], matrix: QuantizedMatrix, layout: ChunkLayout
) -> NDArray[np.uint64]:
    """`[planes, rows, blocks, limbs]` from `[rows, columns, limbs]`, padding columns filled in."""
    shape, (rows, columns, limbs) = layout.shape, values.shape
    if columns < shape.padded_columns:
        values = np.concatenate([values, _padding(matrix, layout)], axis=1)
    blocks = values.reshape(rows, shape.blocks, shape.block_columns, limbs)
    return blocks.transpose(2, 0, 1, 3)


def _padding(matrix: QuantizedMatrix, layout: ChunkLayout) -> NDArray[np.uint64]:
    """Digits of the padding columns: what their codes decode to, so that their error is zero.

    All padding lies in the last group. Returns `[rows, padding columns, limbs]`.
    """
    shape, codec, limbs = layout.shape, layout.codec, layout.limbs
    codes = padding_codes(matrix, shape)
    lanes = np.array(codec.tables)[np.arange(shape.columns, shape.padded_columns) % codec.lanes]

    def last(name: str) -> NDArray[Any]:
        if name not in layout.tables.names:
            return np.zeros_like(numbers)
        entries = _entries(name, matrix, layout)[:, -1][:, lanes]
        return as_numbers(entries)

    numbers = codes.astype("<u8" if limbs == 1 else object)
    scales = last("scales") - last("negative_scales")
    decoded = scales * (numbers - last("zeros")) + last("offsets") - last("negative_offsets")
    decoded = decoded + (np.uint64(layout.offset) if limbs == 1 else layout.offset)
    if limbs == 1:
        return np.asarray(decoded, dtype="<u8").reshape(*codes.shape, 1)
    return to_limbs(decoded.ravel().tolist(), limbs).reshape(*codes.shape, limbs)
