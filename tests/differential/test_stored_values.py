"""What is accepted and refused of stored words and zero-points, against the checkers in Lean."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from quantcert.containers import TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.bitstream import pack_words, unpack_words
from quantcert.formats.pair35.checks import check_words, check_zero_points
from quantcert.formats.pair35.codes import PAIR_CODECS, PAIR_WIDTH, ZERO_POINT_WIDTH, PairCodec
from quantcert.formats.pair35.packing import unpack_words_of_pairs
from quantcert.lean import ModuleVerdict
from tests.support.kernel_cases import Case, Kernel, Property
from tests.support.matrices import make_matrix

IMPORTS = ("QuantCert.Cert.Packing.Pairs", "QuantCert.Cert.Packing.ZeroPoints")
PAIRS_HOLD = Property(IMPORTS, "PackedPairs {}", "checkPackedPairs_sound (by decide +kernel)")
PAIRS_FAIL = Property(IMPORTS, "checkPackedPairs {} = false")
ZERO_POINTS_HOLD = Property(
    IMPORTS, "ZeroPointsValid {}", "checkZeroPoints_sound (by decide +kernel)"
)
ZERO_POINTS_FAIL = Property(IMPORTS, "checkZeroPoints {} = false")
COUNT = 60


def spoiled(
    rng: np.random.Generator, stored: np.ndarray, count: int, width: int, largest: list[int]
) -> np.ndarray:
    """The same rows, or a field at its limit or one above, or bits set in some row's last byte.

    Rows have `count` fields of `width` bits; the limit of field `i` is `largest[i % 2]`.
    """
    row, field = rng.integers(stored.shape[0]), rng.integers(count)
    match rng.integers(3):
        case 0:
            return stored
        case 1:
            fields = unpack_words(stored, count, width).copy()
            fields[row, field] = min(largest[field % 2] + rng.integers(2), 2**width - 1)
            return pack_words(fields, width)
    result = stored.copy()
    result[row, -1] |= rng.integers(256, dtype=np.uint8)
    return result


def accepted(check: Callable[..., None], *arguments: object) -> bool:
    """Whether a check of the reader lets the stored values pass."""
    try:
        check(TensorInfo("t", "U8", (), "file", 0, 0), 0, *arguments)
    except CheckpointError:
        return False
    return True


def stored_words(rng: np.random.Generator, fmt: PairCodec) -> tuple[str, bool]:
    """The arguments of `PackedPairs` for a matrix, and whether the reader accepts it."""
    rows, columns = (int(n) for n in rng.integers(1, [9, 41]))
    stored = make_matrix(rng, fmt, rows, columns, 16).words
    packed = spoiled(rng, stored, -(-columns // 2), PAIR_WIDTH, [fmt.max_word] * 2)
    good = accepted(check_words, packed, unpack_words_of_pairs(packed, columns), fmt)
    return f"{fmt.name} {rows} {columns} {int.from_bytes(packed.tobytes(), 'little')}", good


def stored_zero_points(rng: np.random.Generator, fmt: PairCodec) -> tuple[str, bool]:
    """The arguments of `ZeroPointsValid` for a matrix, and whether the reader accepts it."""
    rows, columns = (int(n) for n in rng.integers(1, [9, 41]))
    matrix = make_matrix(rng, fmt, rows, columns, int(rng.choice([2, 4, 6, 16])))
    groups = matrix.zero_points.shape[1]
    count, limits = groups * len(fmt.levels), [levels - 1 for levels in fmt.pair_levels]
    packed = spoiled(rng, matrix.stored["zeros"], count, ZERO_POINT_WIDTH, limits)
    zero_points = unpack_words(packed, count, ZERO_POINT_WIDTH).reshape(matrix.zero_points.shape)
    good = accepted(check_zero_points, packed, zero_points, matrix.scheme)
    levels = f"{len(fmt.levels)} {fmt.pair_levels[0]} {fmt.pair_levels[1]}"
    return f"{levels} {rows} {groups} {int.from_bytes(packed.tobytes(), 'little')}", good


@pytest.mark.parametrize(
    ("make", "hold", "fail"),
    [
        (stored_words, PAIRS_HOLD, PAIRS_FAIL),
        (stored_zero_points, ZERO_POINTS_HOLD, ZERO_POINTS_FAIL),
    ],
    ids=["words", "zero-points"],
)
def test_the_reader_and_the_kernel_accept_the_same(kernel: Kernel, make, hold, fail):
    sides: dict[bool, list[Case]] = {True: [], False: []}
    for seed, fmt in product(range(COUNT), PAIR_CODECS.values()):
        arguments, good = make(np.random.default_rng(seed), fmt)
        sides[good].append(Case(f"seed {seed}, {fmt.name}, accepted: {good}", arguments))
    assert min(len(cases) for cases in sides.values()) >= COUNT // 4
    kernel.confirm(hold, sides[True])
    kernel.confirm(fail, sides[False])


@pytest.mark.parametrize(
    ("hold", "right", "wrong"),
    [
        (PAIRS_HOLD, "pair11 2 3 0x3C780078", "pair11 2 3 0x3C780079"),
        (PAIRS_HOLD, "alt43 1 2 0x7F", "alt43 1 2 0xFF"),
        (PAIRS_HOLD, "alt43 1 2 0x7F", "pair11 1 2 0x7F"),
        (PAIRS_HOLD, "alt43 1 2 0x7F", "alt43 1 2 0x17F"),
        (ZERO_POINTS_HOLD, "2 16 8 2 1 0x7F0F", "2 16 8 2 1 0x8F0F"),
        (ZERO_POINTS_HOLD, "1 11 11 2 1 0x0A0A", "1 11 11 2 1 0x0A0B"),
        (ZERO_POINTS_HOLD, "1 11 11 2 1 0x0A0A", "1 11 11 2 1 0x1A0A"),
    ],
)
def test_one_bad_value_is_refused(kernel: Kernel, hold, right, wrong):
    verdicts = kernel.verdicts(hold, [Case("", right), Case("", wrong)])
    assert verdicts == [ModuleVerdict.ACCEPTED, ModuleVerdict.REJECTED]
