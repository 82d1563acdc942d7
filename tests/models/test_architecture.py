from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from quantcert.errors import CheckpointError
from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.net import (
    Add,
    Architecture,
    Attention,
    Bias,
    Input,
    LayerNorm,
    Linear,
    Lookup,
    Mixture,
    Net,
    Point,
    RmsNorm,
    Rope,
    Seq,
)
from tests.support.architectures import (
    bert_config,
    bert_shapes,
    llama_config,
    llama_shapes,
    mixture_config,
    mixture_shapes,
)


def nodes(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        for item in value:
            yield from nodes(item)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            yield from nodes(getattr(value, field.name))


def names_of(net: Net) -> list[str]:
    return [node.name for node in nodes(net) if isinstance(node, Point)]


def read(config, shapes) -> Architecture:
    result = read_architecture(config, shapes, "model")
    assert isinstance(result, Architecture)
    return result


@pytest.mark.parametrize("prefix", ["", "bert."])
def test_bert_is_read_with_and_without_prefix(prefix):
    network = read(bert_config(), bert_shapes(prefix))
    assert [block.name for block in network.blocks] == [
        "embeddings",
        "layer 0 attention",
        "layer 0 mlp",
        "layer 1 attention",
        "layer 1 mlp",
    ]
    assert {use.tensor for use in network.matrices} | {use.tensor for use in network.vectors} == (
        set(bert_shapes(prefix))
    )
    assert (network.head_dim, network.vocabulary, network.max_length) == (4, 20, 10)
    assert network.rope_theta is None
    assert network.output == "hidden states"


def test_bert_adds_the_residual_before_the_norm():
    block = read(bert_config(), bert_shapes()).blocks[1]
    assert isinstance(block.net, Point)
    assert block.net.name == "layer 0 attention output"
    norm = block.net.x
    assert isinstance(norm, LayerNorm)
    assert norm.epsilon.fraction == 1e-12
    assert isinstance(norm.x, Add)
    assert isinstance(norm.x.y, Input)
    attention = next(node for node in nodes(block.net) if isinstance(node, Attention))
    assert (attention.groups, attention.group, attention.head_dim) == (2, 1, 4)
    assert not attention.causal
    assert isinstance(attention.query, Point)
    assert isinstance(attention.query.x, Bias)


def test_the_tokens_of_a_bert_are_of_the_first_segment():
    embeddings = read(bert_config(), bert_shapes()).blocks[0].net
    indices = [node.index for node in nodes(embeddings) if isinstance(node, Lookup)]
    assert indices == ["token", 0, "position"]


def test_every_place_of_a_bert_block_has_a_name():
    blocks = read(bert_config(), bert_shapes()).blocks
    assert sorted(names_of(blocks[3].net)) == [
        "layer 1 attention key",
        "layer 1 attention mix",
        "layer 1 attention output",
        "layer 1 attention query",
        "layer 1 attention value",
    ]
    assert sorted(names_of(blocks[4].net)) == ["layer 1 mlp hidden", "layer 1 mlp output"]


def test_llama_has_grouped_queries_that_are_rotated():
    network = read(llama_config(), llama_shapes())
    assert network.rope_theta == 10000.0
    assert [block.name for block in network.blocks][-2:] == ["layer 1 mlp", "head"]
    attention = next(node for node in nodes(network.blocks[1].net) if isinstance(node, Attention))
    assert (attention.groups, attention.group, attention.head_dim) == (2, 2, 2)
    assert attention.causal
    assert isinstance(attention.query, Rope)
    assert (attention.query.heads, attention.query.half) == (4, 1)
    assert isinstance(attention.key, Rope)
    assert attention.key.heads == 2
    assert isinstance(attention.value, Point)


def test_a_llama_block_adds_its_input_to_what_comes_of_the_norm():
    net = read(llama_config(), llama_shapes()).blocks[2].net
    assert isinstance(net, Point)
    assert isinstance(net.x, Add)
    assert isinstance(net.x.x, Input)
    assert isinstance(net.x.y, Seq)
    assert isinstance(net.x.y.first, Point)
    assert isinstance(net.x.y.first.x, RmsNorm)
    assert net.x.y.first.x.name == net.x.y.first.name == "layer 0 mlp norm"


def test_tied_logits_use_the_embedding():
    network = read(llama_config(), llama_shapes())
    head = [node for node in nodes(network.blocks[-1].net) if isinstance(node, Linear)]
    assert network.matrices[head[0].matrix].tensor == "model.embed_tokens.weight"
    untied = llama_config() | {"tie_word_embeddings": False}
    network = read(untied, llama_shapes() | {"lm_head.weight": (20, 8)})
    head = [node for node in nodes(network.blocks[-1].net) if isinstance(node, Linear)]
    assert network.matrices[head[0].matrix].tensor == "lm_head.weight"


def test_biases_of_a_llama_are_added_where_they_exist():
    shapes = llama_shapes() | {"model.layers.0.self_attn.k_proj.bias": (4,)}
    network = read(llama_config(), shapes)
    biases = [node for node in nodes(network.blocks[1].net) if isinstance(node, Bias)]
    assert [network.vectors[bias.vector].tensor for bias in biases] == [
        "model.layers.0.self_attn.k_proj.bias"
    ]


def test_the_base_of_the_angles_is_read_where_it_stands():
    assert read(llama_config() | {"rope_theta": 1e5}, llama_shapes()).rope_theta == 1e5
    nested = {"rope_parameters": {"rope_type": "default", "rope_theta": 5000}}
    assert read(llama_config() | nested, llama_shapes()).rope_theta == 5000


def test_a_mixture_is_one_block_with_its_gate_and_experts():
    network = read(mixture_config(), mixture_shapes())
    assert network.input_dim == 6
    assert network.head_dim == 1
    mixture = next(node for node in nodes(network.blocks[0].net) if isinstance(node, Mixture))
    assert len(mixture.experts) == 2
    assert isinstance(mixture.router, Point)
    assert mixture.router.dim == 2
    assert names_of(network.blocks[0].net)[:2] == ["mixture output", "mixture input"]
    assert len(network.matrices) == 6


@pytest.mark.parametrize(
    ("config", "shapes"),
    [(bert_config(), bert_shapes()), (llama_config(), llama_shapes())],
)
def test_every_number_of_a_tensor_is_its_place(config, shapes):
    network = read(config, shapes)
    for node in nodes(network.blocks):
        if isinstance(node, Linear):
            use = network.matrices[node.matrix]
            assert (use.rows, use.columns) == (node.rows, node.columns) == shapes[use.tensor]
        if isinstance(node, Bias):
            assert shapes[network.vectors[node.vector].tensor] == (node.dim,)


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({}, "model_type None is not supported"),
        ({"model_type": "gpt2"}, "model_type 'gpt2' is not supported"),
        (bert_config() | {"architectures": ["BertTower"]}, "BertTower"),
        (bert_config() | {"hidden_act": "gelu_new"}, "hidden_act 'gelu_new'"),
        (bert_config() | {"position_embedding_type": "relative_key"}, "relative_key"),
        (bert_config() | {"is_decoder": True}, "is_decoder"),
        (llama_config() | {"hidden_act": "gelu"}, "hidden_act 'gelu'"),
        (llama_config() | {"rope_scaling": {"type": "linear", "factor": 2.0}}, "rope_scaling"),
        (llama_config() | {"rope_parameters": {"rope_type": "yarn"}}, "rope_type 'yarn'"),
        (mixture_config() | {"hidden_act": "tanh"}, "hidden_act 'tanh'"),
    ],
)
def test_an_unknown_network_is_a_reason_and_no_error(config, reason):
    result = read_architecture(config, {}, "model")
    assert isinstance(result, Unsupported)
    assert reason in result.reason


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        (
            "encoder.layer.1.output.dense.weight",
            (16, 8),
            r"model: tensor encoder.layer.1.output.dense.weight: shape \[16, 8\], "
            r"config.json asks for \[8, 16\]",
        ),
        ("embeddings.LayerNorm.bias", (9,), r"asks for \[8\]"),
        ("embeddings.LayerNorm.bias", None, "embeddings.LayerNorm.bias is missing"),
    ],
)
def test_a_tensor_of_another_shape_is_refused(name, shape, message):
    shapes = bert_shapes() | ({} if shape is None else {name: shape})
    if shape is None:
        del shapes[name]
    with pytest.raises(CheckpointError, match=message):
        read_architecture(bert_config(), shapes, "model")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("hidden_size", "8", "hidden_size must be a positive integer, is '8'"),
        ("hidden_size", True, "hidden_size must be a positive integer, is True"),
        ("vocab_size", None, "vocab_size is missing"),
        ("layer_norm_eps", 0, "layer_norm_eps must be a positive number, is 0"),
        ("layer_norm_eps", float("inf"), "layer_norm_eps must be a positive number"),
        ("num_attention_heads", 3, "num_attention_heads must be a divisor of 8, is 3"),
    ],
)
def test_a_wrong_value_of_the_configuration_is_refused(key, value, message):
    with pytest.raises(CheckpointError, match=f"model/config.json: {message}"):
        read_architecture(bert_config() | {key: value}, bert_shapes(), "model")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("num_key_value_heads", 3, "num_key_value_heads must be a divisor of 4, is 3"),
        ("head_dim", 3, "head_dim must be even"),
        ("tie_word_embeddings", 1, "tie_word_embeddings must be true or false, is 1"),
        ("rope_parameters", 7, "rope_parameters must be an object, is 7"),
    ],
)
def test_a_wrong_value_of_a_llama_is_refused(key, value, message):
    with pytest.raises(CheckpointError, match=message):
        read_architecture(llama_config() | {key: value}, llama_shapes(), "model")
