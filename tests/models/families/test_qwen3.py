"""Qwen 3: norms of heads. Outputs are compared in `tests/forward/test_reference.py`."""

from quantcert.models.net import Attention, Point, RmsNormHeads, Rope, operations
from tests.support.recorded_networks import network, reason


def test_heads_of_queries_and_keys_have_norms_before_they_are_rotated() -> None:
    found = network("qwen3", "plain")
    attention = next(net for net in operations(found) if isinstance(net, Attention))
    for operand, heads, name in ((attention.query, 2, "query"), (attention.key, 1, "key")):
        assert isinstance(operand, Rope)
        assert isinstance(operand.x, Point)
        norm = operand.x.x
        assert isinstance(norm, RmsNormHeads)
        assert norm.name == operand.x.name == f"layer 0 attention {name} norm"
        assert (norm.heads, norm.head_dim) == (heads, 4)
        tensor = found.vectors[norm.factors].tensor
        assert tensor == f"model.layers.0.self_attn.{name[0]}_norm.weight"
    assert isinstance(attention.value, Point)


def test_heads_have_128_entries_by_default() -> None:
    assert network("qwen3", "wide heads, scaled angles").head_dim == 128
    assert "head_dim must be an integer >= 1" in reason("qwen3", "plain", head_dim=None)
