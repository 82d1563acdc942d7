"""The settings of a network in Hugging Face's keys, from the metadata and tensors of a GGUF file.

What a file does not state (the function between the layers of an MLP, for one) is left out, and so
counts as the family's default. Source of the keys: `set_gguf_parameters` in the classes of
llama.cpp's `convert_hf_to_gguf.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from quantcert.containers import StatedSettings
from quantcert.containers.gguf.container import GgufContainer
from quantcert.errors import CheckpointError
from quantcert.formats.gguf.metadata import Metadata
from quantcert.formats.gguf.rotary import rotary

Settings = dict[str, Any]


def read_settings(
    container: GgufContainer, model_type: str, original: Mapping[str, object]
) -> StatedSettings:
    """The object of config.json.

    Args:
        container: the file.
        model_type: of its network.
        original: the object of the original's config.json; may be empty.

    Raises:
        CheckpointError: naming the metadata that is missing, malformed or not known.
    """
    data = Metadata(container.head, original)
    settings = StatedSettings(model_type=model_type, **_READERS[model_type](data, container))
    data.finish()
    return settings


def _common(data: Metadata, container: GgufContainer) -> Settings:
    """What BERT and all decoders but GPT-2 have."""
    vocabulary, dim = _table(container, "token_embd.weight")
    if data.integer("embedding_length", dim) != dim:
        raise CheckpointError(
            f"{container.path}: {data.prefix}.embedding_length is "
            f"{data.integer('embedding_length')}, token_embd.weight has {dim} columns"
        )
    return {
        "hidden_size": dim,
        "intermediate_size": data.integer("feed_forward_length"),
        "num_hidden_layers": data.integer("block_count"),
        "num_attention_heads": data.integer("attention.head_count"),
        "max_position_embeddings": data.integer("context_length"),
        "vocab_size": vocabulary,
    }


def _decoder(data: Metadata, container: GgufContainer) -> Settings:
    settings = _common(data, container)
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
        "rms_norm_eps": _epsilon(data, "attention.layer_norm_rms_epsilon", "rms_norm_eps"),
        "tie_word_embeddings": "output.weight" not in container,
        **rotary(data, container, head_dim),
    }


def _llama(data: Metadata, container: GgufContainer) -> Settings:
    return {
        **_decoder(data, container),
        "attention_bias": "blk.0.attn_q.bias" in container,
        "mlp_bias": "blk.0.ffn_gate.bias" in container,
    }


def _mistral(data: Metadata, container: GgufContainer) -> Settings:
    """Llama.cpp knows no window of a Mistral, so there is none."""
    return {**_decoder(data, container), "sliding_window": None}


def _mixtral(data: Metadata, container: GgufContainer) -> Settings:
    return {
        **_mistral(data, container),
        "num_local_experts": data.integer("expert_count"),
        "num_experts_per_tok": data.integer("expert_used_count"),
    }


def _qwen3(data: Metadata, container: GgufContainer) -> Settings:
    return {**_decoder(data, container), "attention_bias": "blk.0.attn_q.bias" in container}


def _qwen3_moe(data: Metadata, container: GgufContainer) -> Settings:
    """Llama.cpp normalizes the shares of the selected experts."""
    settings = _qwen3(data, container)
    layers = range(settings["num_hidden_layers"])
    return {
        **settings,
        "num_experts": data.integer("expert_count"),
        "num_experts_per_tok": data.integer("expert_used_count"),
        "moe_intermediate_size": data.integer("expert_feed_forward_length"),
        "norm_topk_prob": True,
        "mlp_only_layers": [n for n in layers if f"blk.{n}.ffn_gate_inp.weight" not in container],
    }


def _phi3(data: Metadata, container: GgufContainer) -> Settings:
    return {
        **_decoder(data, container),
        "sliding_window": data.optional("attention.sliding_window") or None,
    }


def _gemma2(data: Metadata, container: GgufContainer) -> Settings:
    return {
        **_gemma(data, container, large=46),
        "attn_logit_softcapping": _cap(data, "attn_logit_softcapping"),
        "final_logit_softcapping": _cap(data, "final_logit_softcapping"),
    }


def _gemma3(data: Metadata, container: GgufContainer) -> Settings:
    settings = _gemma(data, container, large=62)
    local = data.original.get("rope_local_base_freq")
    settings["rope_local_base_freq"] = data.number("rope.freq_base_swa", 10000.0, local)
    if data.optional("final_logit_softcapping") is not None:
        settings["final_logit_softcapping"] = _cap(data, "final_logit_softcapping")
    return settings


def _gemma(data: Metadata, container: GgufContainer, large: int) -> Settings:
    """Scores are divided by the root of a number that llama.cpp knows by the count of layers.

    It is the width of a head as the embedding divides into them in the largest of the models, the
    stored width of a head elsewhere (`llama_model_gemma*::load_hparams`).
    """
    settings = _decoder(data, container)
    dim, heads = settings["hidden_size"], settings["num_attention_heads"]
    is_large = settings["num_hidden_layers"] == large
    return {
        **settings,
        "sliding_window": data.integer("attention.sliding_window"),
        "query_pre_attn_scalar": dim // heads if is_large else settings["head_dim"],
    }


def _bert(data: Metadata, container: GgufContainer) -> Settings:
    if data.optional("attention.causal") not in (None, False):
        raise CheckpointError(f"{container.path}: {data.prefix}.attention.causal must be false")
    return {
        **_common(data, container),
        "layer_norm_eps": _epsilon(data, "attention.layer_norm_epsilon", "layer_norm_eps"),
        "type_vocab_size": _table(container, "token_types.weight")[0],
    }


def _gpt2(data: Metadata, container: GgufContainer) -> Settings:
    common = _common(data, container)
    key = "attention.layer_norm_epsilon"
    return {
        "n_embd": common["hidden_size"],
        "n_inner": common["intermediate_size"],
        "n_layer": common["num_hidden_layers"],
        "n_head": common["num_attention_heads"],
        "n_positions": common["max_position_embeddings"],
        "vocab_size": common["vocab_size"],
        "layer_norm_epsilon": _epsilon(data, key, "layer_norm_epsilon"),
        "tie_word_embeddings": "output.weight" not in container,
    }


_READERS: dict[str, Callable[[Metadata, GgufContainer], Settings]] = {
    "llama": _llama,
    "mistral": _mistral,
    "mixtral": _mixtral,
    "qwen2": _decoder,
    "qwen3": _qwen3,
    "qwen3_moe": _qwen3_moe,
    "phi3": _phi3,
    "gemma2": _gemma2,
    "gemma3_text": _gemma3,
    "bert": _bert,
    "gpt2": _gpt2,
}


def _epsilon(data: Metadata, key: str, name: str) -> float:
    return data.number(key, original=data.original.get(name))


def _cap(data: Metadata, key: str) -> float:
    return data.number(key, original=data.original.get(key))


def _table(container: GgufContainer, name: str) -> tuple[int, int]:
    """Rows and columns. Raises CheckpointError if there is no such matrix."""
    shape = container.info(name).shape
    if len(shape) != 2:
        raise CheckpointError(
            f"{container.path}: tensor {name}: shape {list(shape)}, must be a matrix"
        )
    return shape[0], shape[1]
