"""Small networks of all options that are accepted, for comparison with another implementation.

Weights are made of the seed and the tensors' names and shapes alone, with a generator whose bits
never change: multiples of 2**-24 between -1/2 and 1/2, or of 2**-8 where few bits are to be kept.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from tests.support.architectures import Shapes

POSITIONS = 9
VOCABULARY = 11


@dataclass(frozen=True)
class ReferenceCase:
    """A configuration; `renamed` says how stored names differ from those that are saved today.

    `extra` are tensors that are stored beside those of the model. If `stacked`, experts are stored
    as the model has them in memory, in two tensors of three axes.
    """

    config: dict[str, object]
    renamed: tuple[tuple[str, str], ...] = ()
    extra: Shapes = field(default_factory=dict)
    stacked: bool = False


def weights(shapes: Shapes, bits: int = 24) -> dict[str, np.ndarray]:
    """The tensors, in float32."""
    return {name: _uniform(name, shape, bits) for name, shape in shapes.items()}


def bits_of(config: dict[str, object]) -> int:
    """So many bits of weights are kept when a model of this configuration is loaded."""
    return 24 if config.get("dtype") in (None, "float32") else 8


def tokens() -> np.ndarray:
    """The text of all cases, `[POSITIONS]`."""
    return np.random.PCG64(7).random_raw(POSITIONS).astype(np.int64) % VOCABULARY


def _uniform(name: str, shape: tuple[int, ...], bits: int) -> np.ndarray:
    count = int(np.prod(shape))
    raw = np.random.PCG64(zlib.crc32(name.encode())).random_raw(count)
    high = raw >> np.uint64(64 - bits)
    return (high / 2.0**bits - 0.5).astype(np.float32).reshape(shape)


MODEL_TYPES = {"Qwen3Moe": "qwen3_moe", "Gemma3": "gemma3_text"}
"""Of the kinds whose `model_type` is not their name in small letters."""


def decoder_config(kind: str, **changes: object) -> dict[str, object]:
    return {
        "architectures": [f"{kind}ForCausalLM"],
        "model_type": MODEL_TYPES.get(kind, kind.lower()),
        "hidden_size": 8,
        "intermediate_size": 12,
        "max_position_embeddings": 16,
        "num_attention_heads": 2,
        "num_hidden_layers": 2,
        "num_key_value_heads": 1,
        "vocab_size": VOCABULARY,
        **changes,
    }


ROTARY: dict[str, dict[str, object]] = {
    "theta beside": {"rope_theta": 500.0},
    "theta inside": {"rope_parameters": {"rope_type": "default", "rope_theta": 500.0}},
    "scaling is empty": {"rope_scaling": {}, "rope_theta": 500},
    "scaling is null": {"rope_scaling": None, "rope_parameters": {"rope_theta": 500.0}},
    "linear, old type": {"rope_scaling": {"type": "linear", "factor": 4.0}},
    "linear, both types": {
        "rope_scaling": {"type": "linear", "rope_type": "linear", "factor": 4.0},
        "partial_rotary_factor": 1.0,
    },
    "dynamic": {"rope_scaling": {"rope_type": "dynamic", "factor": 4.0}},
    "llama3": {
        "rope_scaling": {
            "rope_type": "llama3",
            "factor": 8.0,
            "low_freq_factor": 0.3,
            "high_freq_factor": 2.0,
            "original_max_position_embeddings": 8,
        },
        "rope_theta": 20.0,
    },
    "llama3 without the old length": {
        "rope_parameters": {
            "rope_type": "llama3",
            "rope_theta": 20.0,
            "factor": 8.0,
            "low_freq_factor": 0.3,
            "high_freq_factor": 2.0,
        },
    },
    "llama3, old length beside": {
        "rope_parameters": {
            "rope_type": "llama3",
            "rope_theta": 20.0,
            "factor": 8.0,
            "low_freq_factor": 0.3,
            "high_freq_factor": 2.0,
            "original_max_position_embeddings": 4,
        },
        "original_max_position_embeddings": 12,
    },
    "yarn, factor of cosines 1": {
        "rope_scaling": {
            "rope_type": "yarn",
            "factor": 4.0,
            "attention_factor": 1.0,
            "original_max_position_embeddings": 8,
        },
        "rope_theta": 10.0,
    },
    "yarn, equal scales": {
        "rope_scaling": {
            "type": "yarn",
            "factor": 2.0,
            "mscale": 0.7,
            "mscale_all_dim": 0.7,
            "beta_fast": 2.0,
            "beta_slow": 0.25,
            "truncate": False,
        },
        "rope_theta": 10.0,
    },
    "yarn": {
        "rope_scaling": {"rope_type": "yarn", "factor": 4.0, "beta_fast": 2.0, "beta_slow": 0.25},
        "rope_theta": 10.0,
    },
    "yarn, two scales": {
        "rope_scaling": {"type": "yarn", "factor": 4.0, "mscale": 1.4, "mscale_all_dim": 0.7},
    },
    "longrope, scaled": {
        "rope_scaling": {
            "rope_type": "longrope",
            "short_factor": [1.0, 1.5],
            "long_factor": [2.0, 3.0],
            "original_max_position_embeddings": 10,
        },
    },
    "longrope": {
        "rope_scaling": {
            "rope_type": "longrope",
            "factor": 1.0,
            "short_factor": [1.0, 1.5],
            "long_factor": [2.0, 3.0],
            "original_max_position_embeddings": 12,
        },
    },
    "proportional": {
        "rope_parameters": {
            "rope_type": "proportional",
            "rope_theta": 10.0,
            "partial_rotary_factor": 0.5,
        },
    },
}
"""Rotary embeddings, as they stand in config.json."""


def _llama() -> Iterator[tuple[str, ReferenceCase]]:
    for name, rotary in ROTARY.items():
        yield name, ReferenceCase(decoder_config("Llama", **rotary))
    for options in range(8):
        flags = {
            "attention_bias": bool(options & 1),
            "mlp_bias": bool(options & 2),
            "tie_word_embeddings": bool(options & 4),
        }
        name = ", ".join(flag for flag, on in flags.items() if on) or "plain"
        yield name, ReferenceCase(decoder_config("Llama", **flags, rms_norm_eps=1e-2))
    for function in ("swish", "gelu", "gelu_new", "gelu_pytorch_tanh", "relu"):
        yield function, ReferenceCase(decoder_config("Llama", hidden_act=function))
    yield "wide heads", ReferenceCase(decoder_config("Llama", head_dim=6, num_key_value_heads=2))
    nulls = {"head_dim": None, "num_key_value_heads": None, "architectures": None}
    yield "nulls", ReferenceCase(decoder_config("Llama", **nulls))
    yield "no prefix", ReferenceCase(decoder_config("Llama"), (("model.", ""),))
    tied = decoder_config("Llama", tie_word_embeddings=True)
    yield "tied, both stored", ReferenceCase(tied, (), {"lm_head.weight": (VOCABULARY, 8)})
    yield "tied, head stored", ReferenceCase(tied, (("model.embed_tokens", "lm_head"),))
    buffers: Shapes = {"model.layers.0.self_attn.rotary_emb.inv_freq": (2,)}
    yield "buffers", ReferenceCase(decoder_config("Llama"), (), buffers)


def _mistral() -> Iterator[tuple[str, ReferenceCase]]:
    yield "no window", ReferenceCase(decoder_config("Mistral", sliding_window=None))
    for window in (1, 3, 8, 9, 16):
        yield f"window {window}", ReferenceCase(decoder_config("Mistral", sliding_window=window))
    few = decoder_config("Mistral", num_attention_heads=8, head_dim=4, tie_word_embeddings=True)
    del few["num_key_value_heads"]
    yield "eight groups by default", ReferenceCase(few)


def _qwen2() -> Iterator[tuple[str, ReferenceCase]]:
    yield "plain", ReferenceCase(decoder_config("Qwen2"))
    yield "tied", ReferenceCase(decoder_config("Qwen2", tie_word_embeddings=True, rope_theta=1e6))
    window = {"sliding_window": 4, "max_window_layers": 1}
    yield "window is not used", ReferenceCase(decoder_config("Qwen2", **window))
    yield (
        "window of no layer",
        ReferenceCase(
            decoder_config("Qwen2", **window | {"max_window_layers": 2}, use_sliding_window=True)
        ),
    )
    yield (
        "window of the last layer",
        ReferenceCase(decoder_config("Qwen2", **window, use_sliding_window=True)),
    )
    mixed = {"layer_types": ["sliding_attention", "full_attention"]}
    yield (
        "window of the first",
        ReferenceCase(decoder_config("Qwen2", **window, **mixed, use_sliding_window=True)),
    )
    full = {"layer_types": ["full_attention", "full_attention"]}
    yield (
        "layer types",
        ReferenceCase(decoder_config("Qwen2", **window, **full, use_sliding_window=True)),
    )
    yield "null", ReferenceCase(decoder_config("Qwen2", num_key_value_heads=None))


def _mixtral() -> Iterator[tuple[str, ReferenceCase]]:
    experts = {"num_local_experts": 3, "num_experts_per_tok": 2}
    yield "two of three", ReferenceCase(decoder_config("Mixtral", **experts))
    yield "all", ReferenceCase(decoder_config("Mixtral", num_local_experts=2))
    one = {"num_local_experts": 3, "num_experts_per_tok": 1}
    yield "one of three", ReferenceCase(decoder_config("Mixtral", **one, tie_word_embeddings=True))
    theta = {"rope_theta": 500.0, "rms_norm_eps": 1e-2, "sliding_window": 3}
    yield "numbers", ReferenceCase(decoder_config("Mixtral", **experts, **theta))
    newer = ((".block_sparse_moe.", ".mlp."),)
    yield "newer names", ReferenceCase(decoder_config("Mixtral", **experts), newer)
    yield "stacked", ReferenceCase(decoder_config("Mixtral", **experts), newer, stacked=True)
    yield "stacked, old names", ReferenceCase(decoder_config("Mixtral", **experts), stacked=True)


def _qwen3() -> Iterator[tuple[str, ReferenceCase]]:
    heads = {"head_dim": 4}
    yield "plain", ReferenceCase(decoder_config("Qwen3", **heads))
    biases = {"attention_bias": True, "tie_word_embeddings": True}
    yield "biases", ReferenceCase(decoder_config("Qwen3", **heads, **biases, rms_norm_eps=1e-2))
    window = {"sliding_window": 4, "max_window_layers": 1, "use_sliding_window": True}
    yield "window", ReferenceCase(decoder_config("Qwen3", head_dim=6, **window))
    default = decoder_config(
        "Qwen3", num_key_value_heads=None, rope_scaling=ROTARY["yarn"]["rope_scaling"]
    )
    yield "wide heads, scaled angles", ReferenceCase(default)


def _qwen3_moe() -> Iterator[tuple[str, ReferenceCase]]:
    experts = {"num_experts": 3, "num_experts_per_tok": 2, "moe_intermediate_size": 4}
    heads = {"num_key_value_heads": 2}
    yield "shares", ReferenceCase(decoder_config("Qwen3Moe", **experts, **heads))
    yield (
        "normed",
        ReferenceCase(decoder_config("Qwen3Moe", **experts, **heads, norm_topk_prob=True)),
    )
    yield "all", ReferenceCase(decoder_config("Qwen3Moe", **{**experts, "num_experts_per_tok": 3}))
    yield "dense layer", ReferenceCase(decoder_config("Qwen3Moe", **experts, mlp_only_layers=[0]))
    yield (
        "every other layer",
        ReferenceCase(
            decoder_config(
                "Qwen3Moe", **experts, decoder_sparse_step=2, head_dim=6, attention_bias=True
            )
        ),
    )
    window = {"sliding_window": 3, "use_sliding_window": True, "tie_word_embeddings": True}
    yield "window", ReferenceCase(decoder_config("Qwen3Moe", **experts, **window))
    other = {"num_local_experts": 3, "num_experts_per_tok": 1, "moe_intermediate_size": 4}
    yield "other name", ReferenceCase(decoder_config("Qwen3Moe", **other, mlp_only_layers=None))
    dense = {"mlp_only_layers": [0], "norm_topk_prob": True}
    yield "stacked", ReferenceCase(decoder_config("Qwen3Moe", **experts, **dense), stacked=True)


def _gemma(kind: str) -> Iterator[tuple[str, ReferenceCase]]:
    small = {"head_dim": 4, "query_pre_attn_scalar": 7, "sliding_window": 3}
    yield "plain", ReferenceCase(decoder_config(kind, **small))
    yield "untied", ReferenceCase(decoder_config(kind, **small, tie_word_embeddings=False))
    yield (
        "biases",
        ReferenceCase(decoder_config(kind, **small, attention_bias=True, rms_norm_eps=1e-2)),
    )
    for dtype in ("bfloat16", "float16"):
        yield (
            f"loaded in {dtype}",
            ReferenceCase(decoder_config(kind, **small, hidden_size=12, dtype=dtype)),
        )
    caps = {"final_logit_softcapping": 0.5, "head_dim": 4, "hidden_activation": "gelu"}
    yield "caps", ReferenceCase(decoder_config(kind, **caps))
    full = {"layer_types": ["full_attention", "full_attention"]}
    yield "no window", ReferenceCase(decoder_config(kind, **small, **full))
    mixed = {"layer_types": ["full_attention", "sliding_attention"]}
    yield "window of the last layer", ReferenceCase(decoder_config(kind, **small, **mixed))


def _gemma2() -> Iterator[tuple[str, ReferenceCase]]:
    yield from _gemma("Gemma2")
    small = {"head_dim": 4, "sliding_window": 3, "hidden_act": "gelu_pytorch_tanh"}
    yield (
        "scores capped",
        ReferenceCase(
            decoder_config("Gemma2", **small, attn_logit_softcapping=0.25, num_key_value_heads=2)
        ),
    )
    none = {"attn_logit_softcapping": None, "final_logit_softcapping": None}
    yield "no caps", ReferenceCase(decoder_config("Gemma2", **small, **none, rope_theta=500.0))


def _gemma3() -> Iterator[tuple[str, ReferenceCase]]:
    yield from _gemma("Gemma3")
    small = {"head_dim": 4, "sliding_window": 3, "sliding_window_pattern": 2}
    yield "pattern", ReferenceCase(decoder_config("Gemma3", **small))
    old = {"rope_theta": 500.0, "rope_local_base_freq": 20.0}
    yield "angles, old", ReferenceCase(decoder_config("Gemma3", **small, **old))
    scaled = {"rope_scaling": {"rope_type": "linear", "factor": 8.0}}
    yield "angles, scaled", ReferenceCase(decoder_config("Gemma3", **small, **old, **scaled))
    new = {
        "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 500.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 20.0},
    }
    yield "angles, new", ReferenceCase(decoder_config("Gemma3", **small, rope_parameters=new))


def _phi3() -> Iterator[tuple[str, ReferenceCase]]:
    padding = {"pad_token_id": 0}
    yield "plain", ReferenceCase(decoder_config("Phi3", **padding))
    null = {"num_key_value_heads": None, "attention_bias": False, "rope_theta": 500.0}
    yield "null", ReferenceCase(decoder_config("Phi3", **padding, **null))
    wide = {"head_dim": 6, "num_key_value_heads": 2, "rms_norm_eps": 1e-2, "hidden_act": "gelu"}
    yield "wide heads", ReferenceCase(decoder_config("Phi3", **padding, **wide))
    four = {"num_attention_heads": 4, "num_key_value_heads": 2, "tie_word_embeddings": True}
    yield "two groups, tied", ReferenceCase(decoder_config("Phi3", **padding, **four))
    for window in (1, 3):
        case = decoder_config("Phi3", **padding, sliding_window=window)
        yield f"window {window}", ReferenceCase(case)
    factors = {"type": "longrope", "short_factor": [1.0, 1.5], "long_factor": [2.0, 3.0]}
    old = {"rope_scaling": factors, "original_max_position_embeddings": 10}
    yield "longrope", ReferenceCase(decoder_config("Phi3", **padding, **old))
    longer = {"rope_scaling": factors, "max_position_embeddings": 8192}
    yield (
        "longrope, old length by default",
        ReferenceCase(decoder_config("Phi3", **padding, **longer)),
    )
    yield "no prefix", ReferenceCase(decoder_config("Phi3", **padding), (("model.", ""),))


def gpt2_config(**changes: object) -> dict[str, object]:
    return {
        "architectures": ["GPT2LMHeadModel"],
        "model_type": "gpt2",
        "n_embd": 8,
        "n_inner": 12,
        "n_positions": 16,
        "n_head": 2,
        "n_layer": 2,
        "vocab_size": VOCABULARY,
        **changes,
    }


def _gpt2() -> Iterator[tuple[str, ReferenceCase]]:
    yield "plain", ReferenceCase(gpt2_config())
    yield "inner by default", ReferenceCase(gpt2_config(n_inner=None, layer_norm_epsilon=1e-2))
    for function in ("gelu", "gelu_pytorch_tanh", "relu", "silu"):
        yield function, ReferenceCase(gpt2_config(activation_function=function))
    by_layer = {"scale_attn_by_inverse_layer_idx": True}
    yield "scores by layer", ReferenceCase(gpt2_config(**by_layer))
    whole = {"scale_attn_weights": False}
    yield "scores as they are", ReferenceCase(gpt2_config(**whole))
    yield "scores by layer alone", ReferenceCase(gpt2_config(**by_layer, **whole))
    untied = gpt2_config(tie_word_embeddings=False)
    yield "untied", ReferenceCase(untied)
    head: Shapes = {"lm_head.weight": (VOCABULARY, 8)}
    yield "tied, both stored", ReferenceCase(gpt2_config(), (), head)
    renamed = (("transformer.wte", "lm_head"),)
    yield "tied, head stored", ReferenceCase(gpt2_config(), renamed)
    buffers: Shapes = {"h.0.attn.bias": (1, 1, 16, 16), "h.1.attn.masked_bias": ()}
    yield "no prefix", ReferenceCase(gpt2_config(n_ctx=16), (("transformer.", ""),), buffers)
    buffers = {f"transformer.{name}": shape for name, shape in buffers.items()}
    yield "buffers", ReferenceCase(gpt2_config(), (), buffers)


def encoder_config(kind: str, **changes: object) -> dict[str, object]:
    return {
        "architectures": [f"{kind}Model"],
        "model_type": kind.lower(),
        "hidden_size": 8,
        "intermediate_size": 12,
        "max_position_embeddings": 16,
        "num_attention_heads": 2,
        "num_hidden_layers": 2,
        "vocab_size": VOCABULARY,
        **changes,
    }


def _bert() -> Iterator[tuple[str, ReferenceCase]]:
    yield "plain", ReferenceCase(encoder_config("Bert"))
    old = (("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta"))
    yield "old names", ReferenceCase(encoder_config("Bert", architectures=["BertForMaskedLM"]), old)
    yield "no pooler", ReferenceCase(encoder_config("Bert", layer_norm_eps=1e-2, type_vocab_size=3))
    for function in ("gelu_python", "gelu_new", "gelu_pytorch_tanh", "relu", "silu", "swish"):
        yield function, ReferenceCase(encoder_config("Bert", hidden_act=function))


def _roberta() -> Iterator[tuple[str, ReferenceCase]]:
    yield "plain", ReferenceCase(encoder_config("Roberta", pad_token_id=1))
    yield "padding in the text", ReferenceCase(encoder_config("Roberta", pad_token_id=0))
    task = {"architectures": ["RobertaForMaskedLM"], "hidden_act": "gelu_new"}
    yield "another padding", ReferenceCase(encoder_config("Roberta", pad_token_id=3, **task))
    old = (("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta"))
    yield "old names", ReferenceCase(encoder_config("Roberta", type_vocab_size=1), old)


CASES = {
    "llama": dict(_llama()),
    "mistral": dict(_mistral()),
    "qwen2": dict(_qwen2()),
    "mixtral": dict(_mixtral()),
    "qwen3": dict(_qwen3()),
    "qwen3_moe": dict(_qwen3_moe()),
    "gemma2": dict(_gemma2()),
    "gemma3_text": dict(_gemma3()),
    "phi3": dict(_phi3()),
    "gpt2": dict(_gpt2()),
    "bert": dict(_bert()),
    "roberta": dict(_roberta()),
}
"""The cases of each family, by name."""
