"""Settings of Gemma 2 and 3, from the metadata and tensors of a GGUF file."""

from __future__ import annotations

from quantcert.containers.gguf.container import GgufContainer
from quantcert.errors import CheckpointError
from quantcert.formats.gguf.common import Settings, decoder
from quantcert.formats.gguf.metadata import Metadata


def gemma2(data: Metadata, container: GgufContainer) -> Settings:
    """Scores and logits are capped."""
    return {
        **_gemma(data, container, large=46),
        "attn_logit_softcapping": _cap(data, "attn_logit_softcapping"),
        "final_logit_softcapping": _cap(data, "final_logit_softcapping"),
    }


def gemma3(data: Metadata, container: GgufContainer) -> Settings:
    """Layers with a window have angles of their own."""
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
    settings = decoder(data, container)
    dim, heads = settings["hidden_size"], settings["num_attention_heads"]
    is_large = settings["num_hidden_layers"] == large
    return {
        **settings,
        "sliding_window": data.integer("attention.sliding_window"),
        "query_pre_attn_scalar": dim // heads if is_large else settings["head_dim"],
        **_layer_types(data, settings["num_hidden_layers"]),
    }


def _layer_types(data: Metadata, layers: int) -> Settings:
    """Which layers have a window, if the file says so: truth values, or one in how many not."""
    key = "attention.sliding_window_pattern"
    stated = data.optional(key)
    if stated is None:
        return {}
    if isinstance(stated, int) and not isinstance(stated, bool) and stated > 0:
        stated = [(layer + 1) % stated != 0 for layer in range(layers)]
    if not isinstance(stated, list) or len(stated) != layers:
        raise CheckpointError(
            f"{data.file.path}: {data.prefix}.{key} is {stated!r}, must be a positive integer or a "
            f"list of {layers} truth values"
        )
    return {"layer_types": [("full_attention", "sliding_attention")[bool(s)] for s in stated]}


def _cap(data: Metadata, key: str) -> float:
    return data.number(key, original=data.original.get(key))
