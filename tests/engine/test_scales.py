import numpy as np
import pytest

from quantcert.engine.scales import BY_ROW, LONG, SHORT, spread_blocks, store_scales
from tests.support.integer_programs import KINDS, random_matrix

WAYS = {"by row": BY_ROW, "short": SHORT, "long": LONG}


@pytest.mark.parametrize("name", KINDS)
def test_scales_and_zeros_are_stored_exactly(name):
    kind = KINDS[name]
    matrix = random_matrix(np.random.default_rng(3), kind, 21, 150)
    stored = store_scales(matrix)
    assert stored.way == WAYS[kind.scales]
    assert len(stored.blocks) == 32
    blocks = stored.blocks[:21].astype(np.int64)
    if stored.way == BY_ROW:
        scales = stored.arrays[0][:21, None] * (blocks % 16 + 1)
        blocks = blocks // 16 + stored.least_zero
    elif stored.way == SHORT:
        words = stored.arrays[0][:21].astype(np.int64)
        scales = (words % 2048) << (words >> 11)
    else:
        scales = stored.arrays[0][:21]
        assert (stored.arrays[1][:21] == matrix.offsets.reshape(21, -1)).all()
    assert (scales == matrix.scales.reshape(21, -1)).all()
    assert (blocks == matrix.zero_points.reshape(21, -1)).all()


def test_runs_of_rows_cannot_overflow():
    kind = KINDS["rows, blocks of 32"]
    matrix = random_matrix(np.random.default_rng(3), kind, 21, 2000)
    stored = store_scales(matrix)
    widest = np.maximum(matrix.zero_points, 10 - matrix.zero_points)
    units = np.gcd.reduce(matrix.scales.reshape(21, -1), axis=1)[:, None, None]
    largest = int((matrix.scales // units * widest).max())
    assert stored.run % 64 == 0
    assert stored.run * largest * 32767 < 2**31 <= (stored.run + 64) * largest * 32767


def test_bytes_of_two_tiles_are_one_integer():
    kind = KINDS["rows, blocks of 64"]
    matrix = random_matrix(np.random.default_rng(3), kind, 21, 150)
    blocks = store_scales(matrix).blocks
    words = spread_blocks(blocks, 3, 64)
    assert words.shape == (2, 2, 16)
    for row in (0, 15, 20):
        found = words[row // 16, :, row % 16]
        halves = [int(word) >> 8 * i & 255 for word in found for i in range(4)]
        assert halves[:6] == [int(blocks[row, i // 2]) for i in range(6)]
