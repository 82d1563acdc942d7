import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantcert.statements.integer_columns import pack_columns


@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 40), st.integers(7, 23), st.data())
def test_columns_hold_the_entries_with_room_for_sums(rows, count, bits, entry_bits, data):
    seed = data.draw(st.integers(0, 2**32 - 1))
    entries = np.random.default_rng(seed).integers(-(1 << bits), 1 << bits, (rows, count))
    packed = pack_columns(entries, entry_bits)
    assert 3 * count * 2**packed.bits * 2**entry_bits < 2 ** (packed.width - 1)
    numbers = [int.from_bytes(column, "little") for column in packed.columns]
    assert sum(numbers) == packed.total
    for i, column in enumerate(numbers):
        digits = [column >> packed.width * j & (1 << packed.width) - 1 for j in range(rows)]
        assert [digit - packed.offset for digit in digits] == entries[:, i].tolist()
        assert column < 1 << packed.width * rows
        assert max(digits) < 1 << packed.bits
