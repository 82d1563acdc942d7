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

from quantcert.formats.matrix import QuantizedMatrix
from quantcert.literals.layout import LIMB_BITS, ChunkLayout, Geometry
from quantcert.literals.literals import ChunkLiterals


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
        or _codes(literals, matrix, layout.shape)
        or _tables(literals, matrix, layout)
    )


def _weights(
    literals: ChunkLiterals, weights: NDArray[Any], layout: ChunkLayout
) -> Mismatch | None:
    block_columns = layout.shape.block_columns
    for t, plane in enumerate(literals.weights):
        wanted = weights[:, t::block_columns]
        found = _value(plane[:, : wanted.shape[1]], layout.p, layout.offset)
        wrong = np.argwhere(found != wanted.astype(np.float64))
        if len(wrong):
            row, block = wrong[0].tolist()
            column = block * block_columns + t
            what = f"original weight {_shown(found[row, block])}"
            return Mismatch(row, column, f"{what}, the tensor holds {wanted[row, block]}")
    return None


def _codes(literals: ChunkLiterals, matrix: QuantizedMatrix, shape: Geometry) -> Mismatch | None:
    """Compare the packed words bit by bit where rows are not whole bytes, else byte by byte."""
    words = matrix.words
    rows, rest = literals.rows, shape.row_bits % 8
    if rest == 0:
        found, wanted = literals.codes.reshape(rows, shape.row_bits // 8), words
    else:
        bits = np.unpackbits(literals.codes, bitorder="little")[: rows * shape.row_bits]
        found = bits.reshape(rows, shape.row_bits)
        wanted = np.unpackbits(words, axis=1, bitorder="little")[:, : shape.row_bits]
    wrong = np.argwhere(found[:, : wanted.shape[1]] != wanted)
    if not len(wrong):
        return None
    row = int(wrong[0, 0])
    stream = np.packbits(found[row], bitorder="little") if rest else found[row]
    return _wrong_code(int.from_bytes(stream.tobytes(), "little"), matrix, row)


def _wrong_code(packed: int, matrix: QuantizedMatrix, row: int) -> Mismatch:
    """The first code of the row `packed` that is not the tensor's."""
    for column, wanted in enumerate(matrix.codes[row].tolist()):
        code = matrix.codec.packed_code(packed, column)
        if code != wanted:
            return Mismatch(row, column, f"altered code {code}, the tensor holds {wanted}")
    return Mismatch(row, column, "altered bit after the last code")


def _tables(
    literals: ChunkLiterals, matrix: QuantizedMatrix, layout: ChunkLayout
) -> Mismatch | None:
    columns, group_columns = matrix.shape[1], layout.shape.group_columns
    for table, (scale, zero) in enumerate(zip(literals.scales, literals.zeros, strict=True)):
        for name, found, wanted in (
            ("scale", _value(scale, layout.p, 0), matrix.scales[:, :, table].astype(np.float64)),
            ("zero-point", zero, matrix.zero_points[:, :, table]),
        ):
            wrong = np.argwhere(found != wanted)
            if len(wrong):
                row, group = wrong[0].tolist()
                lane = layout.codec.tables.index(table)
                column = min(columns - 1, group * group_columns + lane)
                what = f"altered {name} of group {group}: {_shown(found[row, group])}"
                return Mismatch(row, column, f"{what}, the tensor holds {wanted[row, group]}")
    return None


def _shown(value: Any) -> str:
    return "that no float is" if np.isnan(value) else str(value)


def _value(digits: NDArray[np.uint64], p: int, offset: int) -> NDArray[np.float64]:
    """`(digit - offset) * 2**-p`, or NaN where that is no float64 (so no float32 either)."""
    limbs = digits.shape[-1]
    if limbs == 1:
        signed = (digits[..., 0] - np.uint64(offset)).view(np.int64)
        rounded = signed.astype(np.float64)
        same = rounded.astype(np.int64) == signed
        return np.where(same, np.ldexp(rounded, -p), np.nan)
    return _wide_value(digits, p, offset)


def _wide_value(digits: NDArray[np.uint64], p: int, offset: int) -> NDArray[np.float64]:
    flat = digits.reshape(-1, digits.shape[-1])
    values = np.empty(len(flat))
    for i, limbs in enumerate(flat.tolist()):
        integer = sum(limb << (LIMB_BITS * k) for k, limb in enumerate(limbs)) - offset
        significand, shift = _odd_part(integer)
        fits = abs(significand) < 1 << 53
        values[i] = np.ldexp(float(significand), shift - p) if fits else np.nan
    return values.reshape(digits.shape[:-1])


def _odd_part(integer: int) -> tuple[int, int]:
    """An odd number (or 0) and the power of two it is multiplied with."""
    if integer == 0:
        return 0, 0
    shift = (integer & -integer).bit_length() - 1
    return integer >> shift, shift
