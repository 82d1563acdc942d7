"""Small models of every family and their GGUF files, as llama.cpp's converter would write them.

Names are those of `TensorNameMap` of the package `gguf`, blocks are quantized by llama.cpp.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gguf import MODEL_ARCH, MODEL_ARCH_NAMES, GGMLQuantizationType, GGUFWriter
from gguf.tensor_mapping import get_tensor_name_map

from tests.support import llama_cpp
from tests.support.checkpoints import write_checkpoint

Arrays = dict[str, np.ndarray]
Shapes = dict[str, tuple[int, ...]]

LAYERS, DIM, INNER, HEADS, GROUPS, VOCABULARY, LENGTH, EXPERTS = 2, 64, 128, 4, 2, 20, 40, 3
HEAD_DIM = DIM // HEADS
_EXPERT = re.compile(r"(.+\.experts)\.(\d+)(\..+)")


@dataclass(frozen=True)
class Family:
    """A network: config.json, shapes of its tensors, and what the file says of it."""

    architecture: str
    config: Mapping[str, object]
    shapes: Shapes
    metadata: Mapping[str, object]
    transposed: tuple[str, ...] = ()

    def arrays(self) -> Arrays:
        """Normal random tensors; factors of norms are near 1 or, if less one, near 0."""
        rng = np.random.default_rng(len(self.shapes))
        return {
            name: (rng.standard_normal(shape) / 8).astype(np.float32)
            for name, shape in self.shapes.items()
        }


def _decoder_config(kind: str, **others: object) -> dict[str, object]:
    return {
        "model_type": kind,
        "initializer_range": 0.02,
        "hidden_size": DIM,
        "intermediate_size": INNER,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": GROUPS,
        "max_position_embeddings": LENGTH,
        "rms_norm_eps": 1e-5,
        "vocab_size": VOCABULARY,
        "tie_word_embeddings": True,
    } | others


def _decoder_metadata(architecture: str, **others: object) -> dict[str, object]:
    common = {
        "block_count": LAYERS,
        "context_length": LENGTH,
        "embedding_length": DIM,
        "feed_forward_length": INNER,
        "attention.head_count": HEADS,
        "attention.head_count_kv": GROUPS,
        "attention.layer_norm_rms_epsilon": 1e-5,
        "rope.dimension_count": HEAD_DIM,
    }
    return {f"{architecture}.{key}": value for key, value in (common | others).items()}


def _decoder_shapes(
    attention: Shapes | None = None, mlp: Shapes | None = None, norms: tuple[str, ...] = ()
) -> Shapes:
    shapes: Shapes = {"model.embed_tokens.weight": (VOCABULARY, DIM), "model.norm.weight": (DIM,)}
    kv = GROUPS * HEAD_DIM
    attention = attention or {
        "self_attn.q_proj.weight": (DIM, DIM),
        "self_attn.k_proj.weight": (kv, DIM),
        "self_attn.v_proj.weight": (kv, DIM),
        "self_attn.o_proj.weight": (DIM, DIM),
    }
    mlp = mlp or {
        "mlp.gate_proj.weight": (INNER, DIM),
        "mlp.up_proj.weight": (INNER, DIM),
        "mlp.down_proj.weight": (DIM, INNER),
    }
    norms = ("input_layernorm", "post_attention_layernorm", *norms)
    for layer in range(LAYERS):
        parts = attention | mlp | {f"{norm}.weight": (DIM,) for norm in norms}
        shapes |= {f"model.layers.{layer}.{name}": shape for name, shape in parts.items()}
    return shapes


def _with_heads(shapes: Shapes) -> Shapes:
    more = {
        f"model.layers.{layer}.self_attn.{which}_norm.weight": (HEAD_DIM,)
        for layer in range(LAYERS)
        for which in "qk"
    }
    return shapes | more


def _mixture(router: str, prefix: str, names: tuple[str, str, str]) -> Shapes:
    gate, up, down = names
    experts: Shapes = {router: (EXPERTS, DIM)}
    for expert in range(EXPERTS):
        stem = f"{prefix}.experts.{expert}"
        experts |= {
            f"{stem}.{gate}.weight": (INNER, DIM),
            f"{stem}.{up}.weight": (INNER, DIM),
            f"{stem}.{down}.weight": (DIM, INNER),
        }
    return experts


def _bert_shapes() -> Shapes:
    shapes: Shapes = {
        "embeddings.word_embeddings.weight": (VOCABULARY, DIM),
        "embeddings.position_embeddings.weight": (LENGTH, DIM),
        "embeddings.token_type_embeddings.weight": (2, DIM),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        stem = f"encoder.layer.{layer}"
        linears = {
            **{f"{stem}.attention.self.{name}": (DIM, DIM) for name in ("query", "key", "value")},
            f"{stem}.attention.output.dense": (DIM, DIM),
            f"{stem}.intermediate.dense": (INNER, DIM),
            f"{stem}.output.dense": (DIM, INNER),
        }
        for name, shape in linears.items():
            shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
        norms += [f"{stem}.attention.output.LayerNorm", f"{stem}.output.LayerNorm"]
    for name in norms:
        shapes |= {f"{name}.weight": (DIM,), f"{name}.bias": (DIM,)}
    return shapes


_GPT2_LINEARS: Shapes = {
    "attn.c_attn": (DIM, 3 * DIM),
    "attn.c_proj": (DIM, DIM),
    "mlp.c_fc": (DIM, INNER),
    "mlp.c_proj": (INNER, DIM),
}


def _gpt2_shapes() -> Shapes:
    shapes: Shapes = {"wte.weight": (VOCABULARY, DIM), "wpe.weight": (LENGTH, DIM)}
    norms = ["ln_f"]
    for layer in range(LAYERS):
        for name, shape in _GPT2_LINEARS.items():
            stem = f"h.{layer}.{name}"
            shapes |= {f"{stem}.weight": shape, f"{stem}.bias": shape[1:]}
        norms += [f"h.{layer}.ln_1", f"h.{layer}.ln_2"]
    for name in norms:
        shapes |= {f"{name}.weight": (DIM,), f"{name}.bias": (DIM,)}
    return {f"transformer.{name}": shape for name, shape in shapes.items()}


def _biases(shapes: Shapes, names: str) -> Shapes:
    more = {
        name.replace(".weight", ".bias"): shape[:1]
        for name, shape in shapes.items()
        if any(f".{word}_proj.weight" in name for word in names.split())
    }
    return shapes | more


_GEMMA = {"head_dim": HEAD_DIM, "sliding_window": 8, "query_pre_attn_scalar": HEAD_DIM}
_GEMMA_METADATA = {
    "attention.key_length": HEAD_DIM,
    "attention.value_length": HEAD_DIM,
    "attention.sliding_window": 8,
}
_GEMMA_NORMS = ("pre_feedforward_layernorm", "post_feedforward_layernorm")
_MIXTURE_METADATA = {"expert_count": EXPERTS, "expert_used_count": 2}

FAMILIES: dict[str, Family] = {
    "llama": Family(
        "llama", _decoder_config("llama"), _decoder_shapes(), _decoder_metadata("llama")
    ),
    "llama with biases": Family(
        "llama",
        _decoder_config("llama", attention_bias=True, tie_word_embeddings=False),
        _biases(_decoder_shapes(), "q k v o") | {"lm_head.weight": (VOCABULARY, DIM)},
        _decoder_metadata("llama"),
    ),
    "mistral": Family(
        "llama",
        _decoder_config("mistral", sliding_window=None, rope_theta=1e6),
        _decoder_shapes(),
        _decoder_metadata("llama", **{"rope.freq_base": 1e6}),
    ),
    "mixtral": Family(
        "llama",
        _decoder_config("mixtral", num_local_experts=EXPERTS, num_experts_per_tok=2,
                        rope_theta=1e4),
        _decoder_shapes(
            mlp=_mixture(
                "block_sparse_moe.gate.weight", "block_sparse_moe", ("w1", "w3", "w2")
            )
        ),
        _decoder_metadata("llama", **_MIXTURE_METADATA),
    ),
    "qwen2": Family(
        "qwen2",
        _decoder_config("qwen2"),
        _biases(_decoder_shapes(), "q k v"),
        _decoder_metadata("qwen2"),
    ),
    "qwen3": Family(
        "qwen3",
        _decoder_config("qwen3", head_dim=HEAD_DIM),
        _with_heads(_decoder_shapes()),
        _decoder_metadata("qwen3", **{"attention.key_length": HEAD_DIM}),
    ),
    "qwen3_moe": Family(
        "qwen3moe",
        _decoder_config(
            "qwen3_moe", num_experts=EXPERTS, num_experts_per_tok=2, norm_topk_prob=True,
            moe_intermediate_size=INNER,
        ),
        _with_heads(
            _decoder_shapes(
                mlp=_mixture("mlp.gate.weight", "mlp", ("gate_proj", "up_proj", "down_proj"))
            )
        ),
        _decoder_metadata("qwen3moe", **_MIXTURE_METADATA, expert_feed_forward_length=INNER),
    ),
    "phi3": Family(
        "phi3",
        _decoder_config("phi3", sliding_window=9, original_max_position_embeddings=LENGTH),
        _decoder_shapes(
            attention={
                "self_attn.qkv_proj.weight": ((HEADS + 2 * GROUPS) * HEAD_DIM, DIM),
                "self_attn.o_proj.weight": (DIM, DIM),
            },
            mlp={
                "mlp.gate_up_proj.weight": (2 * INNER, DIM),
                "mlp.down_proj.weight": (DIM, INNER),
            },
        ),
        _decoder_metadata(
            "phi3",
            **{"attention.sliding_window": 9, "rope.scaling.original_context_length": LENGTH},
        ),
    ),
    "gemma2": Family(
        "gemma2",
        _decoder_config("gemma2", **_GEMMA, attn_logit_softcapping=50.0,
                        final_logit_softcapping=30.0),
        _decoder_shapes(norms=_GEMMA_NORMS),
        _decoder_metadata(
            "gemma2", **_GEMMA_METADATA, attn_logit_softcapping=50.0,
            final_logit_softcapping=30.0,
        ),
    ),
    "gemma3": Family(
        "gemma3",
        _decoder_config("gemma3_text", **_GEMMA, rope_theta=1e6),
        _with_heads(_decoder_shapes(norms=_GEMMA_NORMS)),
        _decoder_metadata("gemma3", **_GEMMA_METADATA, **{"rope.freq_base": 1e6}),
    ),
    "bert": Family(
        "bert",
        {
            "model_type": "bert",
            "hidden_size": DIM,
            "intermediate_size": INNER,
            "num_hidden_layers": LAYERS,
            "num_attention_heads": HEADS,
            "max_position_embeddings": LENGTH,
            "vocab_size": VOCABULARY,
            "layer_norm_eps": 1e-12,
        },
        _bert_shapes(),
        {
            "bert.block_count": LAYERS,
            "bert.context_length": LENGTH,
            "bert.embedding_length": DIM,
            "bert.feed_forward_length": INNER,
            "bert.attention.head_count": HEADS,
            "bert.attention.layer_norm_epsilon": 1e-12,
            "bert.attention.causal": False,
            "bert.pooling_type": 1,
        },
    ),
    "gpt2": Family(
        "gpt2",
        {
            "model_type": "gpt2",
            "n_embd": DIM,
            "n_inner": INNER,
            "n_layer": LAYERS,
            "n_head": HEADS,
            "n_positions": LENGTH,
            "vocab_size": VOCABULARY,
        },
        _gpt2_shapes(),
        {
            "gpt2.block_count": LAYERS,
            "gpt2.context_length": LENGTH,
            "gpt2.embedding_length": DIM,
            "gpt2.feed_forward_length": INNER,
            "gpt2.attention.head_count": HEADS,
            "gpt2.attention.layer_norm_epsilon": 1e-5,
        },
        tuple(_GPT2_LINEARS),
    ),
}  # fmt: skip
"""The families by a name of ours."""

Kinds = Callable[[str, np.ndarray], str]
"""The type in which a tensor is stored, by its name in the original."""


def uniformly(kind: str) -> Kinds:
    """Matrices of this type, everything else in float32."""
    return lambda name, array: kind if array.ndim > 1 else "F32"


IN_Q8_0 = uniformly("Q8_0")


def write_original(folder: Path, family: Family, arrays: Arrays | None = None) -> Path:
    """The original in a folder."""
    write_checkpoint(folder, family.arrays() if arrays is None else arrays)
    (folder / "config.json").write_text(json.dumps(dict(family.config)))
    return folder


def write_model(
    path: Path,
    family: Family,
    arrays: Arrays | None = None,
    kinds: Kinds = IN_Q8_0,
    metadata: Mapping[str, object] | None = None,
    more: Arrays | None = None,
    tensors_of_a_part: int = 0,
    tokens: bool = False,
) -> Path:
    """The GGUF file of a family; `more` are tensors under the names of the file.

    With `tokens` it has a tokenizer, without which llama.cpp does not load it.
    """
    writer = GGUFWriter(path, family.architecture, split_max_tensors=tensors_of_a_part)
    for key, value in (family.metadata | (metadata or {})).items():
        _add(writer, key, value)
    if tokens:
        _add_tokens(writer)
    for name, array, kind in _stored(family, family.arrays() if arrays is None else arrays, kinds):
        add_tensor(writer, name, array, kind)
    for name, array in (more or {}).items():
        writer.add_tensor(name, array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_tokens(writer: GGUFWriter) -> None:
    """A byte-level BPE tokenizer of two special tokens and some letters."""
    special = ["<|end|>", "<|start|>"]
    letters = [chr(ord("a") + number) for number in range(VOCABULARY - len(special))]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([*special, *letters])
    writer.add_token_types([3] * len(special) + [1] * len(letters))
    writer.add_token_merges(["a b"])
    writer.add_eos_token_id(0)
    writer.add_bos_token_id(1)


def add_tensor(writer: GGUFWriter, name: str, array: np.ndarray, kind: str) -> None:
    """A tensor in a type of llama.cpp."""
    number = GGMLQuantizationType[kind]
    if kind in ("F32", "F16"):
        writer.add_tensor(name, array.astype("<f4" if kind == "F32" else "<f2"))
        return
    data = llama_cpp.quantize(array.reshape(-1, array.shape[-1]), number.value)
    shaped = data.reshape(*array.shape[:-1], data.shape[-1])
    writer.add_tensor(name, shaped, raw_dtype=number)


def _stored(family: Family, arrays: Arrays, kinds: Kinds) -> list[tuple[str, np.ndarray, str]]:
    """Names in the file, what is stored, and in which type."""
    architecture = {name: key for key, name in MODEL_ARCH_NAMES.items()}[family.architecture]
    layers = family.metadata[f"{family.architecture}.block_count"]
    names = get_tensor_name_map(MODEL_ARCH(architecture), int(str(layers)))
    found: list[tuple[str, np.ndarray, str]] = []
    stacks: dict[str, list[np.ndarray]] = {}
    for name, array in arrays.items():
        match = _EXPERT.fullmatch(name)
        if match is not None:
            stacks.setdefault(f"{match[1]}{match[3]}", []).append(array)
            continue
        found.append((_renamed(names, name), _changed(family, name, array), kinds(name, array)))
    for name, experts in stacks.items():
        stack = np.stack(experts)
        found.append((_renamed(names, name), stack, kinds(name, stack)))
    return found


def _renamed(names: object, name: str) -> str:
    stem, _, last = name.rpartition(".")
    stored = names.get_name(stem)  # type: ignore[attr-defined]
    assert stored is not None, name
    return f"{stored}.{last}"


def _changed(family: Family, name: str, array: np.ndarray) -> np.ndarray:
    """As the converter changes a tensor."""
    heads = {"q_proj": HEADS, "k_proj": GROUPS}.get(name.split(".")[-2])
    if family.architecture == "llama" and heads is not None:
        split = array.reshape(heads, 2, len(array) // heads // 2, *array.shape[1:])
        return np.ascontiguousarray(split.swapaxes(1, 2).reshape(array.shape))
    if family.architecture.startswith("gemma") and name.endswith("norm.weight"):
        return array + np.float32(1)
    if name.endswith(tuple(f"{linear}.weight" for linear in family.transposed)):
        return np.ascontiguousarray(array.T)
    return array


def _add(writer: GGUFWriter, key: str, value: object) -> None:
    if isinstance(value, bool):
        writer.add_bool(key, value)
    elif isinstance(value, int):
        writer.add_uint32(key, value)
    elif isinstance(value, float):
        writer.add_float32(key, value)
    elif isinstance(value, str):
        writer.add_string(key, value)
    elif isinstance(value, list):
        writer.add_array(key, value)
    else:
        raise TypeError(key)
