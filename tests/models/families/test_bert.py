"""BERT from config.json and shapes."""

import pytest

from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.net import (
    Add,
    Architecture,
    Attention,
    Bias,
    Input,
    LayerNorm,
    Lookup,
    Net,
    Point,
    nodes,
)
from tests.support.architectures import Shapes, bert_config, bert_shapes


def read(config: dict[str, object], shapes: Shapes) -> Architecture:
    network = read_architecture(config, shapes)
    assert isinstance(network, Architecture), network
    return network


def names_of(net: Net) -> list[str]:
    return [node.name for node in nodes(net) if isinstance(node, Point)]


@pytest.mark.parametrize("prefix", ["", "bert."])
def test_bert_is_read_with_and_without_prefix(prefix: str) -> None:
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
    assert network.frequencies == ()
    assert network.output == "hidden states"


def test_bert_adds_the_residual_before_the_norm() -> None:
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
    assert attention.mask == "full"
    assert isinstance(attention.query, Point)
    assert isinstance(attention.query.x, Bias)


def test_the_tokens_of_a_bert_are_of_the_first_segment() -> None:
    embeddings = read(bert_config(), bert_shapes()).blocks[0].net
    indices = [node.index for node in nodes(embeddings) if isinstance(node, Lookup)]
    assert indices == ["token", 0, "position"]


def test_every_place_of_a_bert_block_has_a_name() -> None:
    blocks = read(bert_config(), bert_shapes()).blocks
    assert sorted(names_of(blocks[3].net)) == [
        "layer 1 attention key",
        "layer 1 attention mix",
        "layer 1 attention output",
        "layer 1 attention query",
        "layer 1 attention value",
    ]
    assert sorted(names_of(blocks[4].net)) == ["layer 1 mlp hidden", "layer 1 mlp output"]


def test_factors_and_offsets_may_have_their_older_names() -> None:
    old = {
        name.replace("Norm.weight", "Norm.gamma").replace("Norm.bias", "Norm.beta"): shape
        for name, shape in bert_shapes().items()
    }
    vectors = {use.tensor for use in read(bert_config(), old).vectors}
    assert vectors == {name for name, shape in old.items() if len(shape) == 1}


def test_poolers_and_task_heads_are_not_read() -> None:
    heads: Shapes = {
        "bert.pooler.dense.weight": (8, 8),
        "cls.predictions.transform.LayerNorm.gamma": (8,),
        "classifier.bias": (2,),
        "qa_outputs.weight": (2, 8),
        "bert.embeddings.position_ids": (1, 10),
    }
    config = bert_config() | {"architectures": ["BertForMaskedLM"]}
    network = read(config, bert_shapes("bert.") | heads)
    assert not set(heads) & {use.tensor for use in (*network.matrices, *network.vectors)}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"architectures": ["BertTower"]}, 'architectures ["BertTower"] is not supported'),
        ({"hidden_act": "tanh"}, 'hidden_act must be "gelu" or'),
        ({"position_embedding_type": "relative_key"}, 'position_embedding_type "relative_key"'),
        ({"is_decoder": True}, "is_decoder true is not supported (false)"),
        ({"add_cross_attention": True}, "add_cross_attention true"),
        ({"is_causal": True}, "is_causal true is not supported (false)"),
        ({"num_attention_heads": 3}, "num_attention_heads must be a divisor of 8, is 3"),
        ({"num_hidden_layers": 1}, "encoder.layer.1.attention.output.LayerNorm.bias is stored"),
    ],
)
def test_what_is_not_supported(change: dict[str, object], reason: str) -> None:
    result = read_architecture(bert_config() | change, bert_shapes())
    assert isinstance(result, Unsupported)
    assert reason in result.reason
