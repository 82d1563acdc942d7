"""Llama from config.json and shapes."""

import math
from fractions import Fraction

import pytest

from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.net import (
    Add,
    Architecture,
    Attention,
    Bias,
    Input,
    Linear,
    Point,
    RmsNorm,
    Rope,
    Scale,
    Seq,
    nodes,
    operations,
)
from tests.support.architectures import Shapes, llama_config, llama_shapes


def read(config: dict[str, object], shapes: Shapes) -> Architecture:
    network = read_architecture(config, shapes)
    assert isinstance(network, Architecture), network
    return network


def test_llama_has_grouped_queries_that_are_rotated() -> None:
    network = read(llama_config(), llama_shapes())
    assert network.frequencies == ((1.0,),)
    assert [block.name for block in network.blocks][-2:] == ["layer 1 mlp", "head"]
    attention = next(node for node in nodes(network.blocks[1].net) if isinstance(node, Attention))
    assert (attention.groups, attention.group, attention.head_dim) == (2, 2, 2)
    assert attention.mask == "causal"
    assert isinstance(attention.query, Rope)
    assert (attention.query.heads, attention.query.half) == (4, 1)
    assert isinstance(attention.key, Rope)
    assert attention.key.heads == 2
    assert isinstance(attention.value, Point)


def test_a_llama_block_adds_its_input_to_what_comes_of_the_norm() -> None:
    net = read(llama_config(), llama_shapes()).blocks[2].net
    assert isinstance(net, Point)
    assert isinstance(net.x, Add)
    assert isinstance(net.x.x, Input)
    assert isinstance(net.x.y, Seq)
    assert isinstance(net.x.y.first, Point)
    assert isinstance(net.x.y.first.x, RmsNorm)
    assert net.x.y.first.x.name == net.x.y.first.name == "layer 0 mlp norm"


def test_tied_logits_use_the_embedding() -> None:
    network = read(llama_config(), llama_shapes())
    head = [node for node in nodes(network.blocks[-1].net) if isinstance(node, Linear)]
    assert network.matrices[head[0].matrix].tensor == "model.embed_tokens.weight"
    untied = llama_config() | {"tie_word_embeddings": False}
    network = read(untied, llama_shapes() | {"lm_head.weight": (20, 8)})
    head = [node for node in nodes(network.blocks[-1].net) if isinstance(node, Linear)]
    assert network.matrices[head[0].matrix].tensor == "lm_head.weight"


ATTENTION = {"q": 8, "k": 4, "v": 4, "o": 8}
MLP = {"gate": 12, "up": 12, "down": 8}


def biases(place: str, dims: dict[str, int]) -> Shapes:
    return {
        f"model.layers.{layer}.{place}.{role}_proj.bias": (dim,)
        for layer in range(2)
        for role, dim in dims.items()
    }


@pytest.mark.parametrize(
    ("key", "stored"),
    [("attention_bias", biases("self_attn", ATTENTION)), ("mlp_bias", biases("mlp", MLP))],
)
def test_biases_are_added_if_they_are_switched_on_and_must_then_be_stored(
    key: str, stored: Shapes
) -> None:
    on = llama_config() | {key: True}
    network = read(on, llama_shapes() | stored)
    added = [net for net in operations(network) if isinstance(net, Bias)]
    assert sorted(network.vectors[net.vector].tensor for net in added) == sorted(stored)
    missing = read_architecture(on, llama_shapes())
    assert isinstance(missing, Unsupported)
    assert "bias is missing; config.json asks for it" in missing.reason
    off = read_architecture(llama_config(), llama_shapes() | stored)
    assert isinstance(off, Unsupported)
    assert f"tensor {min(stored)} is stored, but the network" in off.reason


def test_if_both_tied_tensors_are_stored_both_are_read() -> None:
    """The reference implementation ties them only if they are equal."""
    network = read(llama_config(), llama_shapes() | {"lm_head.weight": (20, 8)})
    head = [net for net in nodes(network.blocks[-1].net) if isinstance(net, Linear)]
    assert network.matrices[head[0].matrix].tensor == "lm_head.weight"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"hidden_act": "tanh"}, 'hidden_act must be "silu" or'),
        ({"hidden_act": None}, "is null"),
        ({"num_key_value_heads": 3}, "num_key_value_heads must be a divisor of 4, is 3"),
        ({"num_attention_heads": 3}, "num_attention_heads must be a divisor of hidden_size, is 3"),
        ({"head_dim": 3}, "head_dim must be even, for the rotary embedding, is 3"),
        ({"tie_word_embeddings": 1}, "tie_word_embeddings must be true or false, is 1"),
        ({"intermediate_size": 12.0}, "intermediate_size must be an integer >= 1, is 12.0"),
        ({"rms_norm_eps": "1e-05"}, "rms_norm_eps must be a positive number in the range of"),
        ({"vocab_size": 19}, "shape [20, 8], config.json asks for [19, 8]"),
        ({"tie_word_embeddings": False}, "tensor lm_head.weight is missing"),
        ({"num_hidden_layers": 3}, "tensor model.layers.2.self_attn.q_proj.weight is missing"),
        ({"num_hidden_layers": 1}, "tensor model.layers.1.input_layernorm.weight is stored"),
        ({"is_causal": False}, "is_causal false is not supported (true)"),
        ({"rope_interleaved": True}, "rope_interleaved true is not supported"),
        ({"attention_chunk_size": 8}, "attention_chunk_size 8 is not supported"),
        ({"sliding_window": 8}, 'key "sliding_window" is not known for llama networks'),
    ],
)
def test_what_is_not_supported(change: dict[str, object], reason: str) -> None:
    result = read_architecture(llama_config() | change, llama_shapes())
    assert isinstance(result, Unsupported)
    assert reason in result.reason


@pytest.mark.parametrize(
    "extra",
    [
        {"model.layers.0.self_attn.q_norm.weight": (2,)},
        {"model.layers.0.block_sparse_moe.gate.weight": (2, 8)},
        {"model.layers.0.mlp.experts.down_proj": (2, 8, 12)},
    ],
)
def test_a_tensor_that_nothing_reads_is_a_reason(extra: Shapes) -> None:
    result = read_architecture(llama_config(), llama_shapes() | extra)
    assert result == Unsupported(
        f"tensor {next(iter(extra))} is stored, but the network of config.json does not read it"
    )
    buffers: Shapes = {"model.layers.0.self_attn.rotary_emb.inv_freq": (1,)}
    assert read(llama_config(), llama_shapes() | buffers) == read(llama_config(), llama_shapes())


def test_another_prefix_is_a_reason() -> None:
    other = {f"language_model.{name}": shape for name, shape in llama_shapes().items()}
    result = read_architecture(llama_config(), other)
    assert isinstance(result, Unsupported)
    assert "tensor" in result.reason
    bare = {name.removeprefix("model."): shape for name, shape in llama_shapes().items()}
    assert read(llama_config(), bare).matrices[0].tensor == "embed_tokens.weight"


def test_scaled_cosines_scale_queries_and_keys() -> None:
    """Yarn multiplies cosines and sines with 1 + log(factor) / 10."""
    scaled = {"rope_scaling": {"type": "yarn", "factor": 4.0}}
    network = read(llama_config() | scaled, llama_shapes())
    scales = [net for net in nodes(network.blocks[1].net) if isinstance(net, Scale)]
    assert [net.dim for net in scales] == [8, 4]
    assert {net.factor.fraction for net in scales} == {Fraction(0.1 * math.log(4) + 1)}
    assert all(isinstance(net.x, Rope) for net in scales)


def test_longrope_is_for_texts_of_the_old_length() -> None:
    lists = {"short_factor": [1.0], "long_factor": [2.0], "original_max_position_embeddings": 10}
    network = read(llama_config() | {"rope_scaling": {"type": "longrope", **lists}}, llama_shapes())
    assert network.max_length == 10
