"""RoBERTa. Outputs are compared in `tests/forward/test_reference.py`."""

from quantcert.models.net import Lookup, PaddedPosition, operations
from tests.support.recorded_networks import network, reason


def test_positions_are_counted_from_behind_the_padding() -> None:
    found = network("roberta", "another padding")
    indices = [net.index for net in operations(found) if isinstance(net, Lookup)]
    assert indices == ["token", 0, PaddedPosition(3)]
    assert found.max_length == 16 - 4
    rows = [net.rows for net in operations(found) if isinstance(net, Lookup)]
    assert rows == [11, 2, 16]


def test_padding_must_leave_a_position() -> None:
    assert "max_position_embeddings must be at least 17, is 16" in reason(
        "roberta", "plain", pad_token_id=15
    )
    assert "pad_token_id must be an integer >= 0, is null" in reason(
        "roberta", "plain", pad_token_id=None
    )
