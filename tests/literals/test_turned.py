"""The order of numbers and digits, compared with what `Spec/Rotation/Stored.lean` says of them."""

import numpy as np
import pytest

from quantcert.literals import turned
from quantcert.literals.turned import (
    Blocks,
    TurnedNumbers,
    factor_numbers,
    turned_layout,
    turned_numbers,
)


def entry(made: TurnedNumbers, row: int, column: int) -> int:
    """`TurnedNumbers.matrix`, in units."""
    blocks = made.blocks
    tall, broad = 4**blocks.down, 4**blocks.across
    place = row % tall * broad + column % broad
    high, wide = row // tall, column // broad
    block, height = (0, high * blocks.wide + wide) if blocks.flat else (wide, high)
    number = int.from_bytes(made.numbers[block * tall * broad + place], "little")
    return (number >> made.width * height & (1 << made.width) - 1) - made.offset


@pytest.mark.parametrize(("down", "across"), [(0, 0), (1, 0), (0, 1), (1, 1), (2, 1)])
@pytest.mark.parametrize(("width", "offset"), [(24, 1 << 20), (64, 1 << 40), (72, 1 << 66)])
@pytest.mark.parametrize("flat", [False, True])
def test_every_entry_is_where_it_is_looked_for(
    down: int, across: int, width: int, offset: int, flat: bool
) -> None:
    blocks = Blocks(32, 12, down, across, flat)
    entries = np.arange(32 * 12).reshape(32, 12) * 7 - 1000
    made = turned_numbers(entries, blocks, width, 3, offset)
    assert len(made.numbers) == blocks.count * blocks.numbers
    assert all(len(number) % 8 == 0 for number in made.numbers)
    found = [[entry(made, row, column) for column in range(12)] for row in range(32)]
    assert found == entries.tolist()


def test_integers_of_any_size_are_the_same_numbers() -> None:
    blocks, entries = Blocks(4, 4, 1, 1), np.arange(16).reshape(4, 4) - 8
    wide = turned_numbers(entries.astype(object), blocks, 64, 0, 16)
    assert wide == turned_numbers(entries, blocks, 64, 0, 16)


def test_numbers_made_some_at_a_time_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks, entries = Blocks(32, 12, 1, 1), np.arange(32 * 12).reshape(32, 12)
    whole = turned_numbers(entries, blocks, 24, 0, 16)
    monkeypatch.setattr(turned, "_AT_ONCE", 3 * blocks.heights)
    assert turned_numbers(entries, blocks, 24, 0, 16) == whole


def test_an_entry_that_does_not_fit_is_refused() -> None:
    for entry_, offset in ((-9, 8), (1 << 20, 8)):
        with pytest.raises(OverflowError):
            turned_numbers(np.full((1, 1), entry_), Blocks(1, 1, 0, 0), 16, 0, offset)


def test_digits_have_room_for_all_sums() -> None:
    layout = turned_layout(Blocks(64, 64, 2, 3), 1000, 5)
    assert layout.offset == 1 << layout.bits - 1 > 1000
    assert layout.rotated_offset == 4**5 * 5 * layout.offset
    assert layout.width % 8 == 0
    assert (
        2 * layout.rotated_offset < 1 << layout.width <= 2 << 8 + layout.rotated_offset.bit_length()
    )


def test_factors_are_moved_to_be_natural() -> None:
    made = factor_numbers(np.array([3, -7, 0]), 4)
    assert (made.scale, made.offset) == (4, 7)
    assert [int.from_bytes(number, "little") for number in made.numbers] == [10, 0, 7]
