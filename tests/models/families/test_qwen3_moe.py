"""Qwen 3 with experts. Outputs are compared in `tests/forward/test_reference.py`."""

import pytest

from quantcert.models.net import Mixture, Mul, Routed, operations
from tests.support.recorded_networks import network, reason


def routed(case: str) -> list[tuple[int, int, bool]]:
    nets = operations(network("qwen3_moe", case))
    return [(net.k, len(net.experts), net.shares) for net in nets if isinstance(net, Routed)]


def test_the_weights_of_experts_are_shares_unless_they_are_normed() -> None:
    assert routed("shares") == [(2, 3, True), (2, 3, True)]
    assert routed("normed") == [(2, 3, False), (2, 3, False)]
    assert routed("other name") == [(1, 3, True), (1, 3, True)]


def test_layers_without_experts() -> None:
    for case in ("dense layer", "every other layer"):
        assert routed(case) == [(2, 3, True)]
        sizes = [net.dim for net in operations(network("qwen3_moe", case)) if isinstance(net, Mul)]
        assert sizes == [12, 4, 4, 4]


def test_if_all_experts_are_selected_nothing_is_routed() -> None:
    nets = list(operations(network("qwen3_moe", "all")))
    assert sum(isinstance(net, Mixture) for net in nets) == 2
    assert not any(isinstance(net, Routed) for net in nets)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"num_experts_per_tok": 4}, "num_experts_per_tok must be at most 3, is 4"),
        ({"num_local_experts": 4}, "num_local_experts must be num_experts, 3, is 4"),
        ({"mlp_only_layers": 1}, "mlp_only_layers must be a list of layers, or null, is 1"),
        ({"mlp_only_layers": [-1]}, "mlp_only_layers must be integers >= 0, is -1"),
        ({"decoder_sparse_step": 0}, "decoder_sparse_step must be an integer >= 1, is 0"),
        ({"shared_expert_intermediate_size": 4}, "is not known for qwen3_moe networks"),
    ],
)
def test_what_is_not_supported(changes: dict[str, object], expected: str) -> None:
    assert expected in reason("qwen3_moe", "shares", **changes)
