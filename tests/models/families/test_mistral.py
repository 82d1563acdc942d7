"""Mistral beside a Llama. Outputs are compared in `tests/forward/test_reference.py`."""

from quantcert.models.net import Attention, operations
from tests.support.recorded_networks import network, reason


def test_windows_and_groups() -> None:
    def masks(case: str) -> list[object]:
        nets = operations(network("mistral", case))
        return [net.mask for net in nets if isinstance(net, Attention)]

    assert masks("no window") == ["causal", "causal"]
    assert masks("window 3") == [3, 3]
    assert masks("eight groups by default") == [4096, 4096]


def test_there_are_no_biases() -> None:
    assert 'key "attention_bias" is not known for mistral' in reason(
        "mistral", "no window", attention_bias=False
    )
    assert "num_key_value_heads must be an integer >= 1, is null" in reason(
        "mistral", "no window", num_key_value_heads=None
    )
