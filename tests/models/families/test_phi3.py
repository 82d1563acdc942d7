"""Phi-3. Outputs are compared in `tests/forward/test_reference.py`."""

import pytest

from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.compare import compare_configs
from quantcert.models.net import Attention, MatrixUse, operations
from quantcert.pairing.parts import TensorPart
from tests.support.recorded_networks import network, reason
from tests.support.reference_models import recorded

STEM = "model.layers.1"
QKV, GATE_UP = f"{STEM}.self_attn.qkv_proj.weight", f"{STEM}.mlp.gate_up_proj.weight"


def parts(case: str, tensor: str) -> list[MatrixUse]:
    return [use for use in network("phi3", case).matrices if use.tensor == tensor]


def test_queries_stand_above_keys_and_values() -> None:
    assert parts("plain", QKV) == [
        MatrixUse(TensorPart(QKV, (first, first + rows)), rows, 8)
        for first, rows in ((0, 8), (8, 4), (12, 4))
    ]
    assert parts("wide heads", QKV) == [
        MatrixUse(TensorPart(QKV, (first, first + 12)), 12, 8) for first in (0, 12, 24)
    ]
    assert parts("two groups, tied", QKV) == [
        MatrixUse(TensorPart(QKV, (first, first + rows)), rows, 8)
        for first, rows in ((0, 8), (8, 4), (12, 4))
    ]


def test_gate_stands_above_up() -> None:
    assert parts("plain", GATE_UP) == [
        MatrixUse(TensorPart(GATE_UP, (first, first + 12)), 12, 8) for first in (0, 12)
    ]
    down = f"{STEM}.mlp.down_proj.weight"
    assert parts("plain", down) == [MatrixUse(TensorPart(down), 8, 12)]


@pytest.mark.parametrize(("case", "mask"), [("plain", "causal"), ("window 3", 3)])
def test_windows_are_of_all_layers(case: str, mask: object) -> None:
    nets = operations(network("phi3", case))
    assert [net.mask for net in nets if isinstance(net, Attention)] == [mask, mask]


def test_old_texts_have_4096_positions_by_default() -> None:
    assert network("phi3", "longrope").max_length == 10
    assert network("phi3", "longrope, old length by default").max_length == 4096


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"rope_scaling": {"type": "linear", "factor": 2.0}},
            'rope_type must be "default" or "longrope", is "linear"',
        ),
        ({"rope_scaling": {"type": "su"}}, 'rope_type must be "default"'),
        ({"partial_rotary_factor": 0.5}, "partial_rotary_factor is not supported (1 or null)"),
        ({"auto_map": {"AutoConfig": "x"}}, "auto_map"),
        (
            {"num_attention_heads": 4},
            "qkv_proj.weight: shape [16, 8], config.json asks for [12, 8]",
        ),
        ({"intermediate_size": 24}, "gate_up_proj.weight: shape [24, 8], config.json asks for [48"),
        ({"head_dim": None}, "head_dim must be an integer >= 1, is null"),
    ],
)
def test_what_is_not_supported(changes: dict[str, object], expected: str) -> None:
    assert expected in reason("phi3", "plain", **changes)


def test_factors_are_counted_by_the_share_of_a_head() -> None:
    factors = {"type": "longrope", "short_factor": [1.0] * 3, "long_factor": [2.0] * 3}
    found = reason("phi3", "wide heads", rope_scaling=factors)
    assert "head_dim must be 4, as `transformers` counts the factors of longrope, is 6" in found


def test_a_bias_that_the_network_does_not_read() -> None:
    golden = recorded("phi3")["plain"]
    bias = {f"{STEM}.self_attn.qkv_proj.bias": (16,)}
    found = read_architecture(golden.config | {"attention_bias": True}, golden.shapes | bias)
    assert isinstance(found, Unsupported)
    assert (
        "qkv_proj.bias is stored, but the network of config.json does not read it" in found.reason
    )


def test_keys_on_which_outputs_depend() -> None:
    config = recorded("phi3")["plain"].config | {"sliding_window": 2047}
    other = config | {"sliding_window": None, "rms_norm_eps": 1e-5, "attention_bias": False}
    found = compare_configs(config, other)
    assert [difference.key for difference in found.failed] == ["sliding_window"]
