"""GPT-2. Outputs are compared in `tests/forward/test_reference.py`."""

import pytest

from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.compare import compare_configs
from quantcert.models.net import Activate, Attention, Linear, MatrixUse, VectorUse, operations
from quantcert.pairing.parts import TensorPart
from tests.support.recorded_networks import network, reason
from tests.support.reference_models import recorded


def test_queries_keys_and_values_are_columns_of_one_tensor() -> None:
    found = network("gpt2", "plain")
    stem = "transformer.h.1.attn.c_attn"
    parts = [use for use in found.matrices if use.tensor == f"{stem}.weight"]
    assert parts == [
        MatrixUse(TensorPart(f"{stem}.weight", (k, k + 8), transposed=True), 8, 8)
        for k in (0, 8, 16)
    ]
    biases = [use for use in found.vectors if use.tensor == f"{stem}.bias"]
    assert biases == [VectorUse(TensorPart(f"{stem}.bias", (k, k + 8)), 8) for k in (0, 8, 16)]
    assert (
        MatrixUse(TensorPart("transformer.h.0.mlp.c_fc.weight", transposed=True), 12, 8)
        in found.matrices
    )
    assert (
        MatrixUse(TensorPart("transformer.h.0.mlp.c_proj.weight", transposed=True), 8, 12)
        in found.matrices
    )
    assert MatrixUse(TensorPart("transformer.wte.weight"), 11, 8) in found.matrices


@pytest.mark.parametrize(
    ("case", "roots"),
    [
        ("plain", [4, 4]),
        ("scores by layer", [4, 16]),
        ("scores as they are", [1, 1]),
        ("scores by layer alone", [1, 4]),
    ],
)
def test_what_scores_are_divided_by_the_root_of(case: str, roots: list[int]) -> None:
    nets = operations(network("gpt2", case))
    assert [net.root for net in nets if isinstance(net, Attention)] == roots


def test_the_usual_function_is_made_of_tanh() -> None:
    nets = operations(network("gpt2", "plain"))
    assert {net.function for net in nets if isinstance(net, Activate)} == {"gelu_tanh"}


@pytest.mark.parametrize(
    ("case", "tensor"),
    [
        ("plain", "transformer.wte.weight"),
        ("untied", "lm_head.weight"),
        ("tied, both stored", "lm_head.weight"),
        ("tied, head stored", "lm_head.weight"),
        ("no prefix", "wte.weight"),
    ],
)
def test_the_matrix_of_the_logits(case: str, tensor: str) -> None:
    found = network("gpt2", case)
    *_, head = (net for net in operations(found) if isinstance(net, Linear))
    assert found.matrices[head.matrix].tensor == tensor


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"n_head": 3}, "n_head must be a divisor of 8, is 3"),
        ({"add_cross_attention": True}, "add_cross_attention true is not supported (false)"),
        ({"reorder_and_upcast_attn": True}, "reorder_and_upcast_attn true is not supported"),
        ({"architectures": ["GPT2Model"]}, 'architectures ["GPT2Model"] is not supported'),
        ({"activation_function": "tanh"}, "activation_function must be"),
        ({"n_inner": 13}, "h.0.mlp.c_fc.weight: shape [8, 12], config.json asks for [8, 13]"),
        ({"n_layer": 1}, "transformer.h.1.attn.c_attn.bias is stored"),
        ({"hidden_size": 8}, 'key "hidden_size" is not known'),
    ],
)
def test_what_is_not_supported(changes: dict[str, object], expected: str) -> None:
    assert expected in reason("gpt2", "plain", **changes)


@pytest.mark.parametrize(
    ("tensor", "shape"), [("weight", (24, 8)), ("weight", (8, 23)), ("bias", (8,))]
)
def test_a_tensor_of_three_matrices_has_the_shape_of_all(
    tensor: str, shape: tuple[int, ...]
) -> None:
    golden = recorded("gpt2")["plain"]
    name = f"transformer.h.0.attn.c_attn.{tensor}"
    found = read_architecture(golden.config, {**golden.shapes, name: shape})
    assert isinstance(found, Unsupported)
    expected = [8, 24] if tensor == "weight" else [24]
    assert found.reason == f"tensor {name}: shape {list(shape)}, config.json asks for {expected}"


def test_keys_on_which_outputs_depend_are_told_from_others() -> None:
    config = recorded("gpt2")["plain"].config | {"n_ctx": 1024, "n_inner": 32}
    other = config | {"n_inner": None, "layer_norm_epsilon": 1e-3, "n_ctx": 512}
    found = compare_configs(config, other | {"scale_attn_by_inverse_layer_idx": True})
    assert [difference.key for difference in found.failed] == [
        "layer_norm_epsilon",
        "scale_attn_by_inverse_layer_idx",
    ]
    assert [difference.key for difference in found.listed] == ["n_ctx"]
    assert compare_configs(config, config | {"n_inner": None}).failed == ()
