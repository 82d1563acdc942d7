from dataclasses import dataclass

import numpy as np

from quantcert.statements.integer_columns import PART_ROWS
from quantcert.statements.integer_head import head_parts


@dataclass(frozen=True)
class Head:
    shape: tuple[int, int]
    bias: np.ndarray | None = None


def test_parts_hold_all_rows_in_their_order():
    rows = 9 * PART_ROWS + 5
    parts = list(head_parts(Head((rows, 3))))
    assert [part.start for part in parts] == [0, *(part.stop for part in parts[:-1])]
    assert parts[-1].stop == rows
    assert [part.rows for part in parts] == 9 * [PART_ROWS] + [5]
    assert [part.place for part in parts] == list(range(10))
    assert [part.module for part in parts] == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]
    assert parts[2].columns == ["head_2_0"]


def test_a_head_with_a_bias_is_one_part_of_several_numbers_a_column():
    (part,) = head_parts(Head((PART_ROWS + 1, 3), np.zeros(PART_ROWS + 1, np.int64)))
    assert (part.start, part.stop, part.module) == (0, PART_ROWS + 1, 0)
    assert part.columns == ["head_0_0", "head_0_1"]
