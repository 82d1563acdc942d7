"""The settings of a network in Hugging Face's keys, from the metadata and tensors of a GGUF file.

What a file does not state (the function between the layers of an MLP, for one) is left out, and so
counts as the family's default. Source of the keys: `set_gguf_parameters` in the classes of
llama.cpp's `convert_hf_to_gguf.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from quantcert.containers import StatedSettings
from quantcert.containers.gguf.container import GgufContainer
from quantcert.errors import CheckpointError
from quantcert.formats.gguf.common import Settings, common, decoder, epsilon, table_shape
from quantcert.formats.gguf.gemma import gemma2, gemma3
from quantcert.formats.gguf.metadata import Metadata


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


def _llama(data: Metadata, container: GgufContainer) -> Settings:
    return {
        **decoder(data, container),
        "attention_bias": "blk.0.attn_q.bias" in container,
        "mlp_bias": "blk.0.ffn_gate.bias" in container,
    }


def _mistral(data: Metadata, container: GgufContainer) -> Settings:
    """Llama.cpp knows no window of a Mistral, so there is none."""
    return {**decoder(data, container), "sliding_window": None}


def _mixtral(data: Metadata, container: GgufContainer) -> Settings:
    return {
        **_mistral(data, container),
        "num_local_experts": data.integer("expert_count"),
        "num_experts_per_tok": data.integer("expert_used_count"),
    }


def _qwen3(data: Metadata, container: GgufContainer) -> Settings:
    return {**decoder(data, container), "attention_bias": "blk.0.attn_q.bias" in container}


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
        **decoder(data, container),
        "sliding_window": data.optional("attention.sliding_window") or None,
    }


def _bert(data: Metadata, container: GgufContainer) -> Settings:
    if data.optional("attention.causal") not in (None, False):
        raise CheckpointError(f"{container.path}: {data.prefix}.attention.causal must be false")
    return {
        **common(data, container),
        "layer_norm_eps": epsilon(data, "attention.layer_norm_epsilon", "layer_norm_eps"),
        "type_vocab_size": table_shape(container, "token_types.weight")[0],
    }


def _gpt2(data: Metadata, container: GgufContainer) -> Settings:
    shared = common(data, container)
    key = "attention.layer_norm_epsilon"
    return {
        "n_embd": shared["hidden_size"],
        "n_inner": shared["intermediate_size"],
        "n_layer": shared["num_hidden_layers"],
        "n_head": shared["num_attention_heads"],
        "n_positions": shared["max_position_embeddings"],
        "vocab_size": shared["vocab_size"],
        "layer_norm_epsilon": epsilon(data, key, "layer_norm_epsilon"),
        "tie_word_embeddings": "output.weight" not in container,
    }


_READERS: dict[str, Callable[[Metadata, GgufContainer], Settings]] = {
    "llama": _llama,
    "mistral": _mistral,
    "mixtral": _mixtral,
    "qwen2": decoder,
    "qwen3": _qwen3,
    "qwen3_moe": _qwen3_moe,
    "phi3": _phi3,
    "gemma2": gemma2,
    "gemma3_text": gemma3,
    "bert": _bert,
    "gpt2": _gpt2,
}
