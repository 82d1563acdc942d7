"""Small Llamas in GGUF files, written by the package `gguf`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, quantize

TOKENS = ["<|end|>", "a", "b", "Ġ", "ab", "Ġab", "1", "2", "12", "<|start|>"]
MERGES = ["a b", "Ġ ab", "1 2"]
LAYERS, DIM, INNER, HEADS, KEY_HEADS = 2, 32, 64, 4, 2

Change = Callable[[GGUFWriter], None]


def tensors() -> dict[str, np.ndarray]:
    """Normal random weights in the usual order of rows, by the names in the file."""
    rng = np.random.default_rng(6)
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (len(TOKENS), DIM),
        "output_norm.weight": (DIM,),
    }
    for layer in range(LAYERS):
        part = {
            "attn_norm": (DIM,),
            "attn_q": (DIM, DIM),
            "attn_k": (DIM // HEADS * KEY_HEADS, DIM),
            "attn_v": (DIM // HEADS * KEY_HEADS, DIM),
            "attn_output": (DIM, DIM),
            "ffn_norm": (DIM,),
            "ffn_gate": (INNER, DIM),
            "ffn_up": (INNER, DIM),
            "ffn_down": (DIM, INNER),
        }
        shapes |= {f"blk.{layer}.{name}.weight": shape for name, shape in part.items()}
    return {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


def permuted(rows: np.ndarray, heads: int) -> np.ndarray:
    """The order of rows in the file, by the formula of llama.cpp's converter."""
    split = rows.reshape(heads, 2, rows.shape[0] // heads // 2, rows.shape[1])
    return split.swapaxes(1, 2).reshape(rows.shape)


def write_gguf(
    path: Path,
    arrays: dict[str, np.ndarray] | None = None,
    kind: GGMLQuantizationType = GGMLQuantizationType.F32,
    metadata: Change = lambda writer: None,
    tokenizer: Change | None = None,
    leave_out: frozenset[str] = frozenset(),
) -> Path:
    """A file with these tensors, the matrices stored as `kind`."""
    writer = GGUFWriter(path, "llama")
    numbers = {
        "block_count": LAYERS,
        "context_length": 50,
        "embedding_length": DIM,
        "feed_forward_length": INNER,
        "attention.head_count": HEADS,
        "attention.head_count_kv": KEY_HEADS,
        "rope.dimension_count": DIM // HEADS,
    }
    for key, value in numbers.items():
        if key not in leave_out:
            writer.add_uint32(f"llama.{key}", value)
    if "attention.layer_norm_rms_epsilon" not in leave_out:
        writer.add_float32("llama.attention.layer_norm_rms_epsilon", 1e-5)
    (tokenizer or write_tokenizer)(writer)
    metadata(writer)
    for name, array in (tensors() if arrays is None else arrays).items():
        heads = {"attn_q.weight": HEADS, "attn_k.weight": KEY_HEADS}.get(name.split(".", 2)[-1])
        stored = array if heads is None else permuted(array, heads)
        if array.ndim == 2 and kind is not GGMLQuantizationType.F32:
            writer.add_tensor(name, quantize(stored, kind), raw_dtype=kind)
        else:
            writer.add_tensor(name, np.ascontiguousarray(stored))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def write_tokenizer(
    writer: GGUFWriter,
    model: str = "gpt2",
    pre: str = "smollm",
    tokens: list[str] = TOKENS,
    merges: list[str] = MERGES,
    kinds: int = len(TOKENS),
) -> None:
    """A byte-level BPE tokenizer whose first and last tokens are special."""
    writer.add_string("tokenizer.ggml.model", model)
    writer.add_string("tokenizer.ggml.pre", pre)
    writer.add_array("tokenizer.ggml.tokens", tokens)
    writer.add_array("tokenizer.ggml.token_type", ([3] + [1] * 8 + [3])[:kinds])
    writer.add_array("tokenizer.ggml.merges", merges)
    writer.add_uint32("tokenizer.ggml.eos_token_id", 0)
