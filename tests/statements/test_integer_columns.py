import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantcert.statements.integer_columns import PackedColumns, pack_columns, pack_table


@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 40), st.integers(7, 23), st.data())
def test_columns_hold_the_entries_with_room_for_sums(rows, count, bits, entry_bits, data):
    seed = data.draw(st.integers(0, 2**32 - 1))
    entries = np.random.default_rng(seed).integers(-(1 << bits), 1 << bits, (rows, count))
    packed = pack_columns(entries, entry_bits)
    assert 3 * count * 2**packed.bits * 2**entry_bits < 2 ** (packed.width - 1)
    assert_held(packed, entries)


@given(st.integers(1, 5), st.integers(1, 6), st.integers(0, 40), st.integers(0, 1 << 44), st.data())
def test_tables_hold_the_entries_with_room_for_their_bound(rows, count, bits, bound, data):
    seed = data.draw(st.integers(0, 2**32 - 1))
    entries = np.random.default_rng(seed).integers(-(1 << bits), 1 << bits, (rows, count))
    packed = pack_table(entries, bound)
    assert 2**packed.bits + bound < 2 ** (packed.width - 1) <= 256 * (2**packed.bits + bound)
    assert_held(packed, entries)


def assert_held(packed: PackedColumns, entries: np.ndarray) -> None:
    rows = len(entries)
    numbers = [int.from_bytes(column, "little") for column in packed.columns]
    assert sum(numbers) == packed.total
    for i, column in enumerate(numbers):
        digits = [column >> packed.width * j & (1 << packed.width) - 1 for j in range(rows)]
        assert [digit - packed.offset for digit in digits] == entries[:, i].tolist()
        assert column < 1 << packed.width * rows
        assert max(digits) < 1 << packed.bits
