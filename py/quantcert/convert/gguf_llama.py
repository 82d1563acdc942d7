"""A Llama in a GGUF file: its config.json, and its tensors under their usual names.

llama.cpp stores the rows of queries and keys so that the pairs that the rotary embedding rotates
are neighbours (`LlamaModel.permute` of its converter); elsewhere entry i is paired with entry
i + half of the same head. `half_split` undoes this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.gguf.file import GgufFile
from quantcert.errors import CheckpointError

_BLOCK_TENSORS = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_OUTPUT = "output.weight"

_READ = frozenset(
    {
        "attention.head_count", "attention.head_count_kv", "attention.key_length",
        "attention.layer_norm_rms_epsilon", "attention.value_length", "block_count",
        "context_length", "embedding_length", "expert_count", "feed_forward_length",
        "rope.dimension_count", "rope.freq_base", "rope.scaling.type",
    }
)  # fmt: skip
"""Keys below `llama.` that are read here."""

_NEUTRAL: dict[str, tuple[object, ...]] = {
    "attention.causal": (True,),
    "attention.clamp_kqv": (0.0,),
    "attention.max_alibi_bias": (0.0,),
    "attention.sliding_window": (0,),
    "embedding_scale": (1.0,),
    "logit_scale": (1.0,),
    "residual_scale": (1.0,),
    "rope.scale_linear": (1.0,),
    "rope.scaling.attn_factor": (1.0,),
    "rope.scaling.factor": (0.0, 1.0),
    "tensor_data_layout": ("reference",),
    "use_parallel_residual": (False,),
}
"""Keys that change the network, with the values that leave it a plain Llama."""

_IRRELEVANT = frozenset(
    {"rope.scaling.finetuned", "rope.scaling.original_context_length", "vocab_size"}
)
"""Keys that do not matter where rotary angles are not scaled; the vocabulary is the table's."""


@dataclass(frozen=True)
class LlamaShape:
    """The numbers of the architecture that the tensors depend on."""

    layers: int
    heads: int
    key_heads: int
    tied: bool


def read_shape(file: GgufFile) -> LlamaShape:
    """Check that the file holds a plain Llama.

    Raises:
        CheckpointError: naming the metadata that is missing or not supported.
    """
    architecture = file.text("general.architecture")
    if architecture != "llama":
        raise CheckpointError(
            f"{file.path}: general.architecture is {architecture!r}, must be 'llama'"
        )
    _check_keys(file)
    if file.optional("llama.expert_count"):
        raise CheckpointError(f"{file.path}: llama.expert_count is set; experts are not supported")
    scaling = file.optional("llama.rope.scaling.type")
    if scaling not in (None, "none"):
        raise CheckpointError(
            f"{file.path}: llama.rope.scaling.type is {scaling!r}, must be 'none'"
        )
    heads = file.integer("llama.attention.head_count")
    layers, tensors = file.integer("llama.block_count"), len(file.names())
    if layers > tensors:
        raise CheckpointError(
            f"{file.path}: llama.block_count is {layers}, the file has {tensors} tensors"
        )
    return LlamaShape(
        layers=layers,
        heads=heads,
        key_heads=file.integer("llama.attention.head_count_kv", heads),
        tied=_OUTPUT not in file.names(),
    )


def _check_keys(file: GgufFile) -> None:
    """Refuse a key that changes the network, or that is not known."""
    for key in file.metadata_keys():
        name = key.removeprefix("llama.")
        if name == key or name in _READ or name in _IRRELEVANT:
            continue
        value, allowed = file.optional(key), _NEUTRAL.get(name)
        if allowed is None:
            raise CheckpointError(f"{file.path}: {key} is not known ({value!r})")
        if value not in allowed:
            raise CheckpointError(
                f"{file.path}: {key} is {value!r}, must be {' or '.join(map(repr, allowed))}"
            )


def tensor_names(file: GgufFile, shape: LlamaShape) -> dict[str, str]:
    """The usual name of each tensor of the file, by the name in the file.

    Raises:
        CheckpointError: if a tensor is missing, or one is not known.
    """
    names = {"token_embd.weight": "model.embed_tokens.weight"}
    for layer in range(shape.layers):
        for stored, usual in _BLOCK_TENSORS.items():
            names[f"blk.{layer}.{stored}.weight"] = f"model.layers.{layer}.{usual}.weight"
    names["output_norm.weight"] = "model.norm.weight"
    if not shape.tied:
        names[_OUTPUT] = "lm_head.weight"
    present = set(file.names())
    for name in names:
        if name not in present:
            raise CheckpointError(f"{file.path}: has no tensor {name}")
    for name in sorted(present - names.keys()):
        raise CheckpointError(f"{file.path}: tensor {name} is not part of a plain Llama")
    return names


def read_tensor(file: GgufFile, name: str, shape: LlamaShape) -> NDArray[np.float32]:
    """A tensor in float32, rows of queries and keys in the usual order.

    Raises:
        CheckpointError: if it cannot be decoded, or its rows do not divide into heads.
    """
    values = file.read(name)
    if name.endswith("attn_q.weight"):
        return _half_split(file, name, values, shape.heads)
    if name.endswith("attn_k.weight"):
        return _half_split(file, name, values, shape.key_heads)
    return values


def half_split(values: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Rows 0, 2, 4, ... of each head first, then rows 1, 3, 5, ...: `[rows, columns]`."""
    rows, columns = values.shape
    pairs = values.reshape(heads, rows // heads // 2, 2, columns)
    return np.ascontiguousarray(pairs.swapaxes(1, 2)).reshape(rows, columns)


def config(file: GgufFile, shape: LlamaShape) -> dict[str, Any]:
    """The object of config.json for this Llama.

    Raises:
        CheckpointError: naming the metadata that is missing or malformed.
    """
    vocabulary, dim = _matrix_shape(file, "token_embd.weight")
    head_dim = file.integer("llama.attention.key_length", max(1, dim // shape.heads))
    for key in ("rope.dimension_count", "attention.value_length"):
        found = file.integer(f"llama.{key}", head_dim)
        if found != head_dim:
            raise CheckpointError(
                f"{file.path}: llama.{key} is {found}, must be {head_dim}, the entries of a head"
            )
    width = file.integer("llama.embedding_length", dim)
    if width != dim:
        raise CheckpointError(
            f"{file.path}: llama.embedding_length is {width}, token_embd.weight has {dim} columns"
        )
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": dim,
        "intermediate_size": file.integer("llama.feed_forward_length"),
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.key_heads,
        "head_dim": head_dim,
        "hidden_act": "silu",
        "rms_norm_eps": file.number("llama.attention.layer_norm_rms_epsilon"),
        "rope_theta": file.number("llama.rope.freq_base", 10000.0),
        "max_position_embeddings": file.integer("llama.context_length"),
        "vocab_size": vocabulary,
        "tie_word_embeddings": shape.tied,
        "bos_token_id": file.optional("tokenizer.ggml.bos_token_id"),
        "eos_token_id": file.optional("tokenizer.ggml.eos_token_id"),
    }


def _half_split(
    file: GgufFile, name: str, values: NDArray[np.float32], heads: int
) -> NDArray[np.float32]:
    if values.ndim != 2 or values.shape[0] % (2 * heads):
        raise CheckpointError(
            f"{file.path}: tensor {name}: shape {list(values.shape)}, the rows must divide into "
            f"{heads} heads of even size"
        )
    return half_split(values, heads)


def _matrix_shape(file: GgufFile, name: str) -> tuple[int, int]:
    shape = file.shape(name)
    if len(shape) != 2:
        raise CheckpointError(f"{file.path}: tensor {name}: shape {list(shape)}, must be a matrix")
    return shape[0], shape[1]
