"""Qwen 2: what it has beside a Llama. Outputs are compared in `tests/forward/test_reference.py`."""

from quantcert.models.net import Attention, operations
from tests.support.recorded_networks import network, reason


def test_queries_keys_and_values_have_biases_and_outputs_have_none() -> None:
    vectors = {use.tensor for use in network("qwen2", "plain").vectors}
    biases = {name.split(".")[-2] for name in vectors if name.endswith(".bias")}
    assert biases == {"q_proj", "k_proj", "v_proj"}


def test_windows_of_layers() -> None:
    def masks(case: str) -> list[object]:
        nets = operations(network("qwen2", case))
        return [net.mask for net in nets if isinstance(net, Attention)]

    assert masks("plain") == masks("window is not used") == ["causal", "causal"]
    assert masks("window of the last layer") == ["causal", 4]
    assert masks("window of the first") == [4, "causal"]


def test_a_head_dim_of_null_is_refused() -> None:
    assert "head_dim must be an integer >= 1, is null" in reason("qwen2", "plain", head_dim=None)
