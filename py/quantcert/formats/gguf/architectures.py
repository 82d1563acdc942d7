"""What llama.cpp calls the tensors of an original, and how it changes them.

Source: `TensorNameMap` of the package `gguf` for the names, the classes of llama.cpp's
`convert_hf_to_gguf.py` for what is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class GgufArchitecture:
    """The tensors of one `general.architecture`.

    In names `{}` stands for the number of a layer, and of an expert after it; `.weight` and `.bias`
    are left out.

    Attributes:
        model_types: the `model_type`s whose networks it can hold; the first, if nothing tells.
        tensors: for each name in the file the one of the original.
        experts: for each stack of experts the name of one of them.
        heads: names of tensors whose rows are those of heads in another order: rows i and
            `i + half` of a head are neighbours in the file. With the key that counts the heads.
        transposed: names of matrices that the original stores transposed.
        plus_one: whether factors of norms are larger by one in the file.
        prefixes: what the original may have before its names.
    """

    model_types: tuple[str, ...]
    tensors: Mapping[str, str]
    experts: Mapping[str, str] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    transposed: frozenset[str] = frozenset()
    plus_one: bool = False
    prefixes: tuple[str, ...] = ("",)


def _layers(prefix: str, names: Mapping[str, str]) -> dict[str, str]:
    return {f"blk.{{}}.{stored}": f"{prefix}.{original}" for stored, original in names.items()}


_DECODER = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "output": "lm_head",
}
_ATTENTION = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
}
_HEAD_NORMS = {"attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm"}
_MLP_NORM = {"ffn_norm": "post_attention_layernorm"}
_MLP = {"ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj"}
_GEMMA_NORMS = {
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
}
_ROTATED = {"blk.{}.attn_q": "attention.head_count", "blk.{}.attn_k": "attention.head_count_kv"}


def _decoder(*parts: Mapping[str, str]) -> dict[str, str]:
    names = {stored: original for part in parts for stored, original in part.items()}
    return _DECODER | _layers("model.layers.{}", names)


def _experts(prefix: str, gate: str, up: str, down: str) -> dict[str, str]:
    names = {"ffn_gate_exps": gate, "ffn_up_exps": up, "ffn_down_exps": down}
    return _layers(f"model.layers.{{}}.{prefix}.experts.{{}}", names)


_LLAMA = GgufArchitecture(
    ("llama", "mistral"), _decoder(_ATTENTION, _MLP_NORM, _MLP), heads=_ROTATED
)  # fmt: skip

_MIXTRAL = GgufArchitecture(
    ("mixtral",),
    _decoder(_ATTENTION, _MLP_NORM, {"ffn_gate_inp": "block_sparse_moe.gate"}),
    experts=_experts("block_sparse_moe", "w1", "w3", "w2"),
    heads=_ROTATED,
)

ARCHITECTURES: dict[str, GgufArchitecture] = {
    "llama": _LLAMA,
    "llama with experts": _MIXTRAL,
    "qwen2": GgufArchitecture(("qwen2",), _decoder(_ATTENTION, _MLP_NORM, _MLP)),
    "qwen3": GgufArchitecture(("qwen3",), _decoder(_ATTENTION, _HEAD_NORMS, _MLP_NORM, _MLP)),
    "qwen3moe": GgufArchitecture(
        ("qwen3_moe",),
        _decoder(_ATTENTION, _HEAD_NORMS, _MLP_NORM, _MLP, {"ffn_gate_inp": "mlp.gate"}),
        experts=_experts("mlp", "gate_proj", "up_proj", "down_proj"),
    ),
    "phi3": GgufArchitecture(
        ("phi3",),
        _decoder(
            {
                "attn_norm": "input_layernorm",
                "attn_qkv": "self_attn.qkv_proj",
                "attn_output": "self_attn.o_proj",
                "ffn_up": "mlp.gate_up_proj",
                "ffn_down": "mlp.down_proj",
            },
            _MLP_NORM,
        ),
    ),
    "gemma2": GgufArchitecture(
        ("gemma2",), _decoder(_ATTENTION, _GEMMA_NORMS, _MLP), plus_one=True
    ),
    "gemma3": GgufArchitecture(
        ("gemma3_text",), _decoder(_ATTENTION, _HEAD_NORMS, _GEMMA_NORMS, _MLP), plus_one=True
    ),
    "bert": GgufArchitecture(
        ("bert",),
        {
            "token_embd": "embeddings.word_embeddings",
            "position_embd": "embeddings.position_embeddings",
            "token_types": "embeddings.token_type_embeddings",
            "token_embd_norm": "embeddings.LayerNorm",
        }
        | _layers(
            "encoder.layer.{}",
            {
                "attn_q": "attention.self.query",
                "attn_k": "attention.self.key",
                "attn_v": "attention.self.value",
                "attn_output": "attention.output.dense",
                "attn_output_norm": "attention.output.LayerNorm",
                "ffn_up": "intermediate.dense",
                "ffn_down": "output.dense",
                "layer_output_norm": "output.LayerNorm",
            },
        ),
        prefixes=("", "bert."),
    ),
    "gpt2": GgufArchitecture(
        ("gpt2",),
        {"token_embd": "wte", "position_embd": "wpe", "output_norm": "ln_f"}
        | _layers(
            "h.{}",
            {
                "attn_norm": "ln_1",
                "attn_qkv": "attn.c_attn",
                "attn_output": "attn.c_proj",
                "ffn_norm": "ln_2",
                "ffn_up": "mlp.c_fc",
                "ffn_down": "mlp.c_proj",
            },
        ),
        transposed=frozenset(
            f"blk.{{}}.{name}" for name in ("attn_qkv", "attn_output", "ffn_up", "ffn_down")
        ),
        prefixes=("transformer.", ""),
    ),
}
"""The architectures by `general.architecture`, with a word more for a mixture of experts."""
