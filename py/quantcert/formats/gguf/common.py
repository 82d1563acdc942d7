"""Settings that the families share, from the metadata and tensors of a GGUF file."""

from __future__ import annotations

from typing import Any

from quantcert.containers.gguf.container import GgufContainer
from quantcert.errors import CheckpointError
from quantcert.formats.gguf.metadata import Metadata
from quantcert.formats.gguf.rotary import rotary

Settings = dict[str, Any]
"""Settings by the keys of config.json."""


def common(data: Metadata, container: GgufContainer) -> Settings:
    """What BERT and all decoders but GPT-2 have."""
    vocabulary, dim = table_shape(container, "token_embd.weight")
    if data.integer("embedding_length", dim) != dim:
        raise CheckpointError(
            f"{container.path}: {data.prefix}.embedding_length is "
            f"{data.integer('embedding_length')}, token_embd.weight has {dim} columns"
        )
    layers, tensors = data.integer("block_count"), len(container.names())
    if layers > tensors:
        raise CheckpointError(
            f"{container.path}: {data.prefix}.block_count is {layers}, there are {tensors} tensors"
        )
    return {
        "hidden_size": dim,
        "intermediate_size": data.integer("feed_forward_length"),
        "num_hidden_layers": layers,
        "num_attention_heads": data.integer("attention.head_count"),
        "max_position_embeddings": data.integer("context_length"),
        "vocab_size": vocabulary,
    }


def decoder(data: Metadata, container: GgufContainer) -> Settings:
    """What decoders but GPT-2 have."""
    settings = common(data, container)
    heads = settings["num_attention_heads"]
    head_dim = data.integer("attention.key_length", max(1, settings["hidden_size"] // heads))
    for key in ("rope.dimension_count", "attention.value_length"):
        if data.integer(key, head_dim) != head_dim:
            raise CheckpointError(
                f"{container.path}: {data.prefix}.{key} is {data.integer(key)}, must be "
                f"{head_dim}, the entries of a head"
            )
    return {
        **settings,
        "num_key_value_heads": data.integer("attention.head_count_kv", heads),
        "head_dim": head_dim,
        "rms_norm_eps": epsilon(data, "attention.layer_norm_rms_epsilon", "rms_norm_eps"),
        "tie_word_embeddings": "output.weight" not in container,
        **rotary(data, container, head_dim),
    }


def epsilon(data: Metadata, key: str, name: str) -> float:
    """What is added under the root of a norm; `name` is its key in config.json."""
    return data.number(key, original=data.original.get(name))


def table_shape(container: GgufContainer, name: str) -> tuple[int, int]:
    """Rows and columns. Raises CheckpointError if there is no such matrix."""
    shape = container.info(name).shape
    if len(shape) != 2:
        raise CheckpointError(
            f"{container.path}: tensor {name}: shape {list(shape)}, must be a matrix"
        )
    return shape[0], shape[1]
