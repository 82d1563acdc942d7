"""The literals of a chunk: its packed codes, weights, scales, zero-points and row bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.exact import digits
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.literals.layout import ChunkLayout, Geometry

_BYTE_BITS = 8
_CACHED_WEIGHTS = 1 << 15  # digits of so many weights stay in cache while they are transposed


@dataclass(frozen=True)
class ChunkLiterals:
    """Little-endian bytes of a chunk's natural numbers, for `rows` whole rows.

    Attributes:
        rows: rows of the chunk.
        codes: packed words, row after row, each padded with zero words to whole blocks.
        weights: for each plane `[rows, blocks, limbs]` uint64, `w + 2**(width - 2)`.
        scales: for each table `[rows, groups, limbs]` uint64.
        zeros: for each table `[rows, groups]` uint8.
        row_bounds: `[rows, limbs]` uint64, sum of |w - w_hat| of each row.
    """

    rows: int
    codes: NDArray[np.uint8]
    weights: tuple[NDArray[np.uint64], ...]
    scales: tuple[NDArray[np.uint64], ...]
    zeros: tuple[NDArray[np.uint8], ...]
    row_bounds: NDArray[np.uint64]

    def named(self) -> dict[str, memoryview]:
        """The literals' bytes by name: `codes`, `w0` ..., `s0` ..., `z0` ..., `a`."""
        arrays: dict[str, NDArray[Any]] = {"codes": self.codes, "a": self.row_bounds}
        arrays |= {f"w{t}": plane for t, plane in enumerate(self.weights)}
        arrays |= {f"s{table}": scales for table, scales in enumerate(self.scales)}
        arrays |= {f"z{table}": zeros for table, zeros in enumerate(self.zeros)}
        return {name: np.ascontiguousarray(array).data.cast("B") for name, array in arrays.items()}


def named_literals(
    named: Mapping[str, memoryview], rows: int, layout: ChunkLayout
) -> ChunkLiterals:
    """The literals that these bytes (without trailing zeros, perhaps) are.

    Raises ValueError if a literal is missing or longer than `rows` rows allow.
    """
    shape, limbs, tables = layout.shape, layout.limbs, range(layout.tables)

    def array(name: str, dtype: str, *sizes: int) -> NDArray[Any]:
        if name not in named:
            raise ValueError(f"the literal {name} is missing")
        found = bytes(named[name])
        size = np.dtype(dtype).itemsize * int(np.prod(sizes))
        if len(found.rstrip(b"\0")) > size:
            raise ValueError(f"the literal {name} has {len(found)} bytes, at most {size} fit")
        return np.frombuffer(found[:size].ljust(size, b"\0"), dtype).reshape(sizes)

    code_bytes = -(-rows * shape.row_bits // _BYTE_BITS)
    planes, groups = range(shape.block_columns), shape.groups
    return ChunkLiterals(
        rows=rows,
        codes=array("codes", "u1", code_bytes),
        weights=tuple(array(f"w{t}", "<u8", rows, shape.blocks, limbs) for t in planes),
        scales=tuple(array(f"s{table}", "<u8", rows, groups, limbs) for table in tables),
        zeros=tuple(array(f"z{table}", "u1", rows, groups) for table in tables),
        row_bounds=array("a", "<u8", rows, limbs),
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
    scales = digits(matrix.scales, layout.p, 0, limbs)
    planes = np.empty((shape.block_columns, rows, shape.blocks, limbs), dtype="<u8")
    step = max(1, _CACHED_WEIGHTS // shape.padded_columns)
    for start in range(0, rows, step):
        part = slice(start, min(start + step, rows))
        values = digits(weights[part], layout.p, layout.offset, limbs)
        block = matrix.rows(part.start, part.stop)
        planes[:, part] = _planes(values, scales[part], block, layout)
    tables = range(layout.tables)
    return ChunkLiterals(
        rows=rows,
        codes=_padded_words(matrix, shape),
        weights=tuple(planes),
        scales=tuple(np.ascontiguousarray(scales[:, :, table]) for table in tables),
        zeros=tuple(np.ascontiguousarray(matrix.zero_points[:, :, table]) for table in tables),
        row_bounds=to_limbs(row_bounds, limbs),
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


def _planes(
    values: NDArray[np.uint64],
    scales: NDArray[np.uint64],
    matrix: QuantizedMatrix,
    layout: ChunkLayout,
) -> NDArray[np.uint64]:
    """`[planes, rows, blocks, limbs]` from `[rows, columns, limbs]`, padding columns filled in."""
    shape, (rows, columns, limbs) = layout.shape, values.shape
    if columns < shape.padded_columns:
        padding = _padding(scales, matrix, layout)
        values = np.concatenate([values, padding], axis=1)
    blocks = values.reshape(rows, shape.blocks, shape.block_columns, limbs)
    return blocks.transpose(2, 0, 1, 3)


def _padding(
    scales: NDArray[np.uint64], matrix: QuantizedMatrix, layout: ChunkLayout
) -> NDArray[np.uint64]:
    """Digits of the padding columns: what their codes decode to, so that their error is zero.

    All padding lies in the last group. Returns `[rows, padding columns, limbs]`.
    """
    shape, codec, limbs = layout.shape, layout.codec, layout.limbs
    rows, _, tables, _ = scales.shape
    last = from_limbs(scales[:, -1].reshape(rows * tables, limbs))
    zeros = matrix.zero_points[:, -1].reshape(-1).tolist()

    @cache
    def decoded(table: int, codes: tuple[int, ...]) -> NDArray[np.uint64]:
        numbers = zip(last[table::tables], zeros[table::tables], codes, strict=True)
        return to_limbs([layout.offset + s * (code - z) for s, z, code in numbers], limbs)

    codes = padding_codes(matrix, shape)
    padding = np.empty((*codes.shape, limbs), dtype="<u8")
    for place in range(codes.shape[1]):
        table = codec.tables[(shape.columns + place) % codec.lanes]
        padding[:, place] = decoded(table, tuple(codes[:, place].tolist()))
    return padding


def _padded_words(matrix: QuantizedMatrix, shape: Geometry) -> NDArray[np.uint8]:
    """The packed rows, each followed by zero bits up to `shape.row_bits`, as one bit stream."""
    words = matrix.words
    rows, stored = words.shape
    whole, rest = divmod(shape.row_bits, _BYTE_BITS)
    if rest == 0 and stored <= whole:
        padded = np.zeros((rows, whole), dtype=np.uint8)
        padded[:, :stored] = words
        return padded.reshape(-1)
    bits = np.unpackbits(words, axis=1, bitorder="little")
    stream = np.zeros((rows, shape.row_bits), dtype=np.uint8)
    kept = min(bits.shape[1], shape.row_bits)
    stream[:, :kept] = bits[:, :kept]
    return np.packbits(stream.reshape(-1), bitorder="little")
