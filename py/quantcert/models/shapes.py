"""Shapes of the tensors of a Llama from its config.json alone, without any weights."""

from __future__ import annotations

from collections.abc import Mapping

from quantcert.errors import CheckpointError

Shapes = dict[str, tuple[int, ...]]
"""Shapes by the names of Hugging Face's checkpoints."""

_FAMILIES = ("llama", "mistral")


def llama_shapes(config: Mapping[str, object]) -> Shapes:
    """The tensors of a Llama or a Mistral without biases, `[rows, columns]` or `[entries]`.

    Args:
        config: the object of config.json.

    Raises:
        CheckpointError: for another family, or a size that is missing or no positive integer.
    """
    kind = config.get("model_type")
    if kind not in _FAMILIES:
        raise CheckpointError(f"model_type {kind!r} is not one of {', '.join(_FAMILIES)}")
    dim, inner = stated_size(config, "hidden_size"), stated_size(config, "intermediate_size")
    heads = stated_size(config, "num_attention_heads")
    layers = stated_size(config, "num_hidden_layers")
    groups = stated_size(config, "num_key_value_heads", heads)
    head = stated_size(config, "head_dim", dim // heads)
    block: Shapes = {
        "input_layernorm.weight": (dim,),
        "self_attn.q_proj.weight": (heads * head, dim),
        "self_attn.k_proj.weight": (groups * head, dim),
        "self_attn.v_proj.weight": (groups * head, dim),
        "self_attn.o_proj.weight": (dim, heads * head),
        "post_attention_layernorm.weight": (dim,),
        "mlp.gate_proj.weight": (inner, dim),
        "mlp.up_proj.weight": (inner, dim),
        "mlp.down_proj.weight": (dim, inner),
    }
    table = stated_size(config, "vocab_size"), dim
    found: Shapes = {"model.embed_tokens.weight": table}
    for layer in range(layers):
        found |= {f"model.layers.{layer}.{name}": shape for name, shape in block.items()}
    found["model.norm.weight"] = (dim,)
    return found if config.get("tie_word_embeddings") else {**found, "lm_head.weight": table}


def stated_size(config: Mapping[str, object], key: str, default: int | None = None) -> int:
    """A size that config.json states, or a default where it does not.

    Raises:
        CheckpointError: if it is missing or no positive integer.
    """
    value = config.get(key)
    value = default if value is None else value
    if type(value) is not int or value < 1:
        raise CheckpointError(f"{key} is {value!r}, must be a positive integer")
    return value
