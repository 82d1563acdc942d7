"""Range checks of the stored values of a pair format, on a block of rows at a time.

Each check looks at the whole block in a few vector operations and only on failure searches for
the first offending value, to name it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.errors import StoredValueError
from quantcert.formats.bitstream import rows_with_padding
from quantcert.formats.pair35.codes import PAIR_WIDTH, ZERO_POINT_WIDTH, PairCodec
from quantcert.formats.pair35.storage import PairScheme


def check_words(
    info: TensorInfo,
    first_row: int,
    packed: NDArray[np.uint8],
    words: NDArray[np.uint8],
    codec: PairCodec,
) -> None:
    """Refuse padding bits that are set and words that stand for no pair of codes.

    Args:
        info: the stored tensor.
        first_row: row of the matrix that row 0 of the arrays is.
        packed: `[rows, bytes]`, as stored.
        words: `[rows, pairs]`, the 7-bit words in it.
        codec: gives the largest word.

    Raises:
        StoredValueError: naming the first offending row and columns.
    """
    padded = rows_with_padding(packed, words.shape[1], PAIR_WIDTH)
    if padded.size:
        raise _error(info, first_row + padded[0], "padding bits are not zero")
    if words.max(initial=0) > codec.max_word:
        row, pair = np.argwhere(words > codec.max_word)[0]
        raise _error(
            info,
            first_row + row,
            f"word {words[row, pair]} is not in 0..{codec.max_word}",
            f", columns {2 * pair} and {2 * pair + 1}",
            int(2 * pair),
        )


def check_scales(
    info: TensorInfo, first_row: int, scales: NDArray[Any], scheme: PairScheme
) -> None:
    """Refuse scales that are not positive normal numbers of their dtype.

    Raises:
        StoredValueError: naming the first offending row, group and lane, and its first column.
    """
    limits = np.finfo(scales.dtype)
    good = (scales >= limits.smallest_normal) & (scales <= limits.max)
    if not good.all():
        row, *place = np.argwhere(~good)[0]
        raise _error(
            info,
            first_row + row,
            f"scale {float(scales[row, *place])!r} is not a positive normal {scales.dtype} "
            f"({float(limits.smallest_normal)!r} to {float(limits.max)!r})",
            *_of_group(scheme, *place),
        )


def check_zero_points(
    info: TensorInfo,
    first_row: int,
    packed: NDArray[np.uint8],
    zero_points: NDArray[np.uint8],
    scheme: PairScheme,
) -> None:
    """Refuse padding bits that are set and zero-points outside the levels of their lane.

    Args:
        info: the stored tensor.
        first_row: row of the matrix that row 0 of the arrays is.
        packed: `[rows, bytes]`, as stored.
        zero_points: `[rows, groups, lanes]`.
        scheme: gives the levels of each lane and the columns of a group.

    Raises:
        StoredValueError: naming the first offending row, group and lane, and its first column.
    """
    _, groups, lanes = zero_points.shape
    padded = rows_with_padding(packed, groups * lanes, ZERO_POINT_WIDTH)
    if padded.size:
        raise _error(info, first_row + padded[0], "padding bits are not zero")
    levels = np.array(scheme.codec.levels, dtype=np.uint8)
    bad = zero_points >= levels
    if bad.any():
        row, group, lane = np.argwhere(bad)[0]
        raise _error(
            info,
            first_row + row,
            f"zero-point {zero_points[row, group, lane]} is not in 0..{levels[lane] - 1}",
            *_of_group(scheme, group, lane),
        )


def check_filler(
    info: TensorInfo, first_row: int, filler: NDArray[np.uint8], expected: NDArray[np.uint8]
) -> None:
    """Refuse codes that fill up an odd last pair with something that does not decode to zero.

    Args:
        info: the stored tensor.
        first_row: row of the matrix that row 0 of the arrays is.
        filler: `[rows]`, the second codes of the last pairs.
        expected: `[rows]`, the zero-points of their lane.

    Raises:
        StoredValueError: naming the first offending row.
    """
    bad = np.flatnonzero(filler != expected)
    if bad.size:
        row = bad[0]
        raise _error(
            info,
            first_row + row,
            f"the code {filler[row]} that fills up the last pair must be the zero-point "
            f"{expected[row]}",
        )


def _of_group(scheme: PairScheme, group: np.intp, lane: np.intp) -> tuple[str, int]:
    """A group and a lane in words, and the first column that reads their table."""
    column = int(group) * scheme.group_size + scheme.codec.tables.index(lane)
    return f", group {group}, lane {lane} (from column {column})", column


def _error(
    info: TensorInfo, row: np.intp, what: str, where: str = "", column: int | None = None
) -> StoredValueError:
    return StoredValueError(info.file, info.name, f"row {row}{where}: {what}", int(row), column)
