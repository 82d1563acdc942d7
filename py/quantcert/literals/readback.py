"""Do the literals that were written hold exactly what the tensors hold?

The certificate speaks of literals. This module binds them to the checkpoint: it decodes the
literals that were read back from the written module, by other steps than those that made them,
and compares every number with the tensors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.bitstream import unpack_words
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.literals.digit_bytes import LIMB_BITS
from quantcert.literals.layout import ChunkLayout
from quantcert.literals.literals import ChunkLiterals

_EXACT_BITS = 53  # digits of so many bits are float64s, and so are their differences
_EXACT_P = 1000  # 2**-p is a normal float64, and so is every multiple of it


@dataclass(frozen=True)
class Mismatch:
    """The first number of a literal that is not the tensor's: row and column within the chunk."""

    row: int
    column: int
    what: str


def first_mismatch(
    literals: ChunkLiterals,
    weights: NDArray[Any],
    matrix: QuantizedMatrix,
    layout: ChunkLayout,
) -> Mismatch | None:
    """Where the literals differ from the original weights and the stored codes, or None.

    Arguments are those of `chunk_literals`. Padding is not compared: it carries no weight.
    """
    return (
        _weights(literals, weights, layout)
        or _codes(literals, matrix, layout)
        or _tables(literals, matrix, layout)
    )


def _weights(
    literals: ChunkLiterals, weights: NDArray[Any], layout: ChunkLayout
) -> Mismatch | None:
    block_columns, stored = layout.shape.block_columns, weights.astype(np.float64)
    for t, plane in enumerate(literals.weights):
        wanted = stored[:, t::block_columns]
        found = _value(plane[:, : wanted.shape[1]], layout, layout.offset)
        wrong = _first(found, wanted)
        if wrong is not None:
            row, block = wrong
            column = block * block_columns + t
            what = f"original weight {_shown(found[row, block])}"
            return Mismatch(row, column, f"{what}, the tensor holds {weights[row, column]}")
    return None


def _codes(
    literals: ChunkLiterals, matrix: QuantizedMatrix, layout: ChunkLayout
) -> Mismatch | None:
    """Take every word out of its digit and compare it with that of the row's stream."""
    codec, shape = matrix.codec, layout.shape
    if not codec.word_bits:
        return None
    mask = np.uint64((1 << codec.word_bits) - 1)
    stored = unpack_words(matrix.words, codec.word_count(shape.columns), codec.word_bits)
    for t in range(shape.block_words):
        plane, place = divmod(t, layout.digit_words)
        digits = literals.codes[plane][:, :, 0]
        words = (digits >> np.uint64(place * codec.word_bits)) & mask
        wanted = stored[:, t :: shape.block_words]
        wrong = _first(words[:, : wanted.shape[1]], wanted)
        if wrong is not None:
            row, block = wrong
            word = block * shape.block_words + t
            return _wrong_code(int(words[row, block]), matrix, row, word)
    return None


def _wrong_code(found: int, matrix: QuantizedMatrix, row: int, word: int) -> Mismatch:
    """The first code of an altered word that is not the tensor's."""
    codec, columns = matrix.codec, matrix.shape[1]
    first = word * codec.lanes
    for lane in range(min(codec.lanes, columns - first)):
        code, wanted = codec.code(lane, found), int(matrix.codes[row, first + lane])
        if code != wanted:
            what = f"altered code {code}, the tensor holds {wanted}"
            return Mismatch(row, first + lane, what)
    return Mismatch(row, first, f"altered word {found}, which stands for the same codes")


def _first(found: NDArray[Any], wanted: NDArray[Any]) -> tuple[int, int] | None:
    """Row and column of the first number that is not the wanted one."""
    wrong = found != wanted
    if not wrong.any():
        return None
    row, column = np.argwhere(wrong)[0].tolist()
    return row, column


def _tables(
    literals: ChunkLiterals, matrix: QuantizedMatrix, layout: ChunkLayout
) -> Mismatch | None:
    """Compare every block's entry with that of its group, each sign by itself."""
    groups = np.arange(layout.shape.blocks) * layout.shape.block_columns // matrix.group_size
    for name, (what, values) in _stored_tables(matrix).items():
        for table in range(layout.table_count):
            wanted = values[:, groups, table]
            found = np.zeros_like(wanted)
            if name in layout.tables.names:
                digits = literals.tables[name][table]
                found = digits[..., 0] if name == "zeros" else _value(digits, layout, 0)
            wrong = _first(found, wanted)
            if wrong is not None:
                row, block = wrong
                column = block * layout.shape.block_columns + layout.codec.tables.index(table)
                text = f"altered {what} of group {groups[block]}: {_shown(found[row, block])}"
                text = f"{text}, the tensor holds {wanted[row, block]}"
                return Mismatch(row, min(matrix.shape[1] - 1, column), text)
    return None


def _stored_tables(matrix: QuantizedMatrix) -> dict[str, tuple[str, NDArray[Any]]]:
    """What each kind of table must hold, as float64 or unsigned: `[rows, groups, tables]`."""
    scales = matrix.scales.astype(np.float64)
    tables = {
        "scales": ("scale", np.maximum(scales, 0)),
        "negative_scales": ("scale", np.maximum(-scales, 0)),
        "zeros": ("zero-point", matrix.zero_points),
    }
    if matrix.offsets is not None:
        offsets = matrix.offsets.astype(np.float64)
        tables["offsets"] = ("offset", np.maximum(offsets, 0))
        tables["negative_offsets"] = ("offset", np.maximum(-offsets, 0))
    return tables


def _shown(value: Any) -> str:
    return "that no float is" if np.isnan(value) else str(value)


def _value(digits: NDArray[np.uint64], layout: ChunkLayout, offset: int) -> NDArray[np.float64]:
    """`(digit - offset) * 2**-p`, or NaN where that is no float64."""
    p, width = layout.p, layout.width
    if digits.shape[-1] == 1:
        signed = (digits[..., 0] - np.uint64(offset)).view(np.int64)
        rounded = signed.astype(np.float64)
        if width <= _EXACT_BITS and p <= _EXACT_P:  # every step is exact
            rounded *= 2.0**-p
            return rounded
        value = np.ldexp(rounded, -p)
        same = (rounded.astype(np.int64) == signed) & (np.ldexp(value, p) == rounded)
        return np.where(same, value, np.nan)
    return _wide_value(digits, p, offset)


def _wide_value(digits: NDArray[np.uint64], p: int, offset: int) -> NDArray[np.float64]:
    flat = digits.reshape(-1, digits.shape[-1])
    values = np.empty(len(flat))
    for i, limbs in enumerate(flat.tolist()):
        integer = sum(limb << (LIMB_BITS * k) for k, limb in enumerate(limbs)) - offset
        significand, shift = _odd_part(integer)
        fits = abs(significand) < 1 << 53
        value = np.ldexp(float(significand), shift - p) if fits else np.nan
        values[i] = value if np.ldexp(value, p - shift) == significand else np.nan
    return values.reshape(digits.shape[:-1])


def _odd_part(integer: int) -> tuple[int, int]:
    """An odd number (or 0) and the power of two it is multiplied with."""
    if integer == 0:
        return 0, 0
    shift = (integer & -integer).bit_length() - 1
    return integer >> shift, shift
