from dataclasses import replace

import numpy as np
import pytest

from quantcert.integer.linear import Matrix, aligned, exact_matmul, linear
from quantcert.integer.precision import Precision
from tests.support.plain_integers import by_group, shifted


def matrix(rng, rows, columns, group_size, cycle=(0,), levels=(11,), offsets=False):
    groups, tables = -(-columns // group_size), len(levels)
    shape = (rows, groups, tables)
    period = [levels[cycle[i % len(cycle)]] for i in range(columns)]
    return Matrix(
        "m",
        rng.integers(0, period, (rows, columns)).astype(np.uint8),
        rng.integers(-5000, 5000, shape),
        rng.integers(0, levels, shape).astype(np.uint8),
        rng.integers(-99, 99, shape) if offsets else None,
        12,
        group_size,
        cycle,
        levels,
        rng.integers(-(10**6), 10**6, rows),
    )


def weight(m, row, column):
    place = row, column // m.group_size, m.cycle[column % len(m.cycle)]
    offset = 0 if m.offsets is None else int(m.offsets[place])
    difference = int(m.codes[row, column]) - int(m.zero_points[place])
    return int(m.scales[place]) * difference + offset


@pytest.mark.parametrize("by_block", [False, True])
@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize(
    ("group_size", "cycle", "levels", "offsets"),
    [(4, (0,), (11,), False), (4, (0, 1), (16, 8), True), (16, (0,), (256,), True)],
)
def test_layers_are_exact_sums_with_one_rounding(
    bits, by_block, group_size, cycle, levels, offsets
):
    rng = np.random.default_rng(bits)
    m = matrix(rng, 3, 10, group_size, cycle, levels, offsets)
    sizes = np.array([2**12, 2**18, 2**22, 2**30])[rng.integers(0, 4, 10)]
    values = rng.integers(-sizes, sizes, (2, 10))
    found = linear(m, values, Precision(20, bits, by_block))
    for token in range(2):
        size = group_size if by_block else 10
        codes, k = by_group(values[token].tolist(), bits, size)
        sums = [sum(weight(m, j, i) * codes[i] for i in range(10)) for j in range(3)]
        assert found[token].tolist() == [
            shifted(y, 12 - k) + int(m.bias[j]) for j, y in enumerate(sums)
        ]


def test_groups_far_below_the_largest_keep_16_bits():
    values = np.array([[2**40, 1, 2**39, 7, 3, -2]])
    found = aligned(values, 8, 2)
    assert (found.codes[0].tolist(), int(found.shifts[0, 0])) == by_group(values[0].tolist(), 8, 2)
    assert np.abs(found.codes).max() < 2**15


@pytest.mark.parametrize("size", [2**10, 2**40])
def test_products_are_exact_beyond_float64(size):
    rng = np.random.default_rng(1)
    left, right = rng.integers(-size, size, (3, 5)), rng.integers(-(2**20), 2**20, (5, 2))
    exact = left.astype(object) @ right.astype(object)
    assert exact_matmul(left, right).tolist() == exact.tolist()


def test_rows_are_looked_up_rounded_to_wide():
    m = replace(matrix(np.random.default_rng(2), 4, 6, 4), exponent=22)
    found = m.lookup(np.array([3, 1]), 20)
    expected = [[shifted(weight(m, j, i), 2) for i in range(6)] for j in (3, 1)]
    assert found.tolist() == expected
