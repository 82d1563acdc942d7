import pytest

from quantcert.formats import misreading as module
from quantcert.formats.misreading import (
    Misreading,
    block_order,
    misreadings_of,
    register_misreadings,
)


@pytest.mark.parametrize(("columns", "order"), [(4, [1, 0, 3, 2]), (5, [1, 0, 3, 2, 4]), (1, None)])
def test_a_pattern_is_applied_in_whole_blocks(columns, order):
    found = block_order(columns, (1, 0))
    assert (None if found is None else found.tolist()) == order


def test_a_format_registers_its_own_once(monkeypatch):
    monkeypatch.setattr(module, "_registered", {})
    own = Misreading("columns of yesterday", lambda matrix: matrix)
    register_misreadings("mine", own)
    assert (misreadings_of("mine"), misreadings_of("other")) == ((own,), ())
    with pytest.raises(ValueError, match="format 'mine' has its misreadings already"):
        register_misreadings("mine")
