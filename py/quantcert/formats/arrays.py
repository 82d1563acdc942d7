"""Stored arrays as readers of formats need them: checked on opening, read by rows, as they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats.bitstream import pack_words
from quantcert.formats.codecs import TableCodec
from quantcert.formats.grid import Elements
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.minifloat import MiniFloat
from quantcert.formats.scheme import Scheme


def require(info: TensorInfo, dtypes: Sequence[str], shape: Sequence[int], why: str) -> None:
    """Refuse a tensor of another dtype or shape.

    Args:
        info: the tensor.
        dtypes: those that are allowed.
        shape: the only one that is allowed.
        why: what the shape follows from, for the message.

    Raises:
        CheckpointError: naming the tensor, what it has and what it must have.
    """
    where = f"{info.file}: tensor {info.name}"
    if info.dtype not in dtypes:
        raise CheckpointError(f"{where}: dtype {info.dtype}, must be {' or '.join(dtypes)}")
    if info.shape != tuple(shape):
        raise CheckpointError(f"{where}: shape {list(info.shape)}, must be {list(shape)} for {why}")


def stored_rows(
    checkpoint: Elements, info: TensorInfo, start: int, stop: int, leading: tuple[int, ...] = ()
) -> NDArray[Any]:
    """Entries `start .. stop - 1` along the first axis after those that `leading` indexes.

    Whatever they are: unlike `Checkpoint.read_rows` this lets numbers pass that are not finite,
    for a check that names their row.

    Raises:
        CheckpointError: if the file cannot be read.
    """
    indexed, rest = info.shape[: len(leading)], info.shape[len(leading) :]
    row = math.prod(rest[1:])
    first = (int(np.ravel_multi_index(leading, indexed)) if leading else 0) * rest[0]
    flat = checkpoint.elements(info.name, (first + start) * row, (first + stop) * row)
    return flat.reshape(stop - start, *rest[1:])


def check_scales(
    info: TensorInfo, first_row: int, scales: NDArray[Any], group_size: int, what: str = "scale"
) -> None:
    """Refuse scales (or offsets) that are not finite.

    Args:
        info: the stored tensor.
        first_row: row of the matrix that row 0 of the array is.
        scales: `[rows, groups]` or `[rows, groups, tables]`.
        group_size: columns of a group, to name the first column that reads the scale.
        what: what the numbers are.

    Raises:
        StoredValueError: naming the first offending row and group.
    """
    with np.errstate(all="ignore"):
        good = np.isfinite(scales)
    if not good.all():
        row, group, *rest = np.argwhere(~good)[0]
        value = float(scales[(row, group, *rest)])
        text = f"row {first_row + row}, group {group}: {what} {value!r} must be finite"
        column = int(group) * group_size
        raise StoredValueError(info.file, info.name, text, int(first_row + row), column)


def check_numbers(
    info: TensorInfo,
    first_row: int,
    words: NDArray[Any],
    small: MiniFloat,
    group_size: int = 1,
) -> None:
    """Refuse codes that stand for no number.

    Args:
        info: the stored tensor.
        first_row: row of the matrix that row 0 of the array is.
        words: `[rows, groups]` bytes, a code each.
        small: says what codes stand for.
        group_size: columns that a code is for.

    Raises:
        StoredValueError: naming the first of them, and the first column that it is for.
    """
    codes = words.view(np.uint8)
    found = small.first_special(codes)
    if found is not None:
        (row, group), word = found
        at, column, code = first_row + row, group * group_size, int(codes[row, group])
        text = f"row {at}, column {column}: code {code:#04x} of {small.name} is {word}"
        raise StoredValueError(info.file, info.name, text, at, column)


def table_matrix(
    name: str,
    scheme: Scheme,
    words: NDArray[np.uint8],
    scales: NDArray[Any],
    small: MiniFloat,
    stored: dict[str, NDArray[Any]],
) -> QuantizedMatrix:
    """A matrix whose words name levels of a table; `w_hat = scale * level * 2**-unit`, exactly.

    Args:
        name: name of the original tensor.
        scheme: how it is stored; its codec is a `TableCodec` of the levels.
        words: `[rows, columns]`, a word each.
        scales: `[rows, groups]`, finite; of at most 53 significant bits.
        small: the table.
        stored: see `QuantizedMatrix.stored`.
    """
    codec = scheme.codec
    assert isinstance(codec, TableCodec)
    table = np.array(codec.codes, np.min_scalar_type(codec.widest))
    units = scales.astype(np.float64)[:, :, None] * 2.0**-small.unit
    zeros = np.full(units.shape, codec.shift, table.dtype)
    packed = pack_words(words, codec.word_bits)
    return QuantizedMatrix(name, scheme, table[words], units, zeros, packed, stored)


@cache
def table_codec(small: MiniFloat) -> TableCodec:
    """The codec of words of a table; see `table_matrix`."""
    return TableCodec(small.bits, small.levels)
