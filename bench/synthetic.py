"""Checkpoints of any size: random matrices, written without being held in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Final

import numpy as np

_COLUMNS = 1000  # ragged: neither whole groups of 128 nor whole blocks of 16
_MATRIX_ROWS = 4000
_LLAMA: Final = {
    "hidden_size": 1024,
    "intermediate_size": 2816,
    "num_hidden_layers": 2,
    "num_attention_heads": 16,
    "num_key_value_heads": 4,
    "keys": 256,
    "vocab_size": 512,
    "max_position_embeddings": 2048,
}
_KIND: Final = {"rms_norm_eps": 1e-5, "hidden_act": "silu", "tie_word_embeddings": True}


def write_synthetic(folder: Path, weights: int, seed: int = 0) -> Path:
    """A float32 checkpoint of about `weights` weights, in matrices of at most four million."""
    return write_matrices(folder, _shapes(weights), seed)


def write_llama(folder: Path) -> Path:
    """A bfloat16 Llama of 23 million weights: 2 blocks 1,024 wide, of random numbers."""
    width, wide, keys = (_LLAMA[name] for name in ("hidden_size", "intermediate_size", "keys"))
    shapes: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (_LLAMA["vocab_size"], width),
        "model.norm.weight": (width,),
    }
    for block in range(_LLAMA["num_hidden_layers"]):
        of_block = {
            "input_layernorm": (width,),
            "self_attn.q_proj": (width, width),
            "self_attn.k_proj": (keys, width),
            "self_attn.v_proj": (keys, width),
            "self_attn.o_proj": (width, width),
            "post_attention_layernorm": (width,),
            "mlp.gate_proj": (wide, width),
            "mlp.up_proj": (wide, width),
            "mlp.down_proj": (width, wide),
        }
        shapes |= {f"model.layers.{block}.{name}.weight": size for name, size in of_block.items()}
    write_matrices(folder, shapes, dtype="BF16")
    config = {name: value for name, value in _LLAMA.items() if name != "keys"}
    (folder / "config.json").write_text(json.dumps({"model_type": "llama", **config, **_KIND}))
    return folder


def write_matrices(
    folder: Path, shapes: Mapping[str, tuple[int, ...]], seed: int = 0, dtype: str = "F32"
) -> Path:
    """A checkpoint of tensors of these shapes, in float32 ("F32") or bfloat16 ("BF16").

    The numbers are normal with standard deviation 1/32; the same arguments give the same file.
    """
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"model_type": "synthetic"}')
    generator = np.random.default_rng(seed)
    with (folder / "model.safetensors").open("wb") as file:
        file.write(_header(shapes, dtype))
        for shape in shapes.values():
            matrix = generator.standard_normal(shape, dtype=np.float32) / np.float32(32)
            high = matrix.view(np.uint32) >> 16  # what bfloat16 keeps
            file.write(matrix.tobytes() if dtype == "F32" else high.astype("<u2").tobytes())
    return folder


def weight_count(weights: int) -> int:
    """The number of weights that a checkpoint of about `weights` weights has."""
    return sum(rows * columns for rows, columns in _shapes(weights).values())


def _shapes(weights: int) -> dict[str, tuple[int, int]]:
    rows = max(1, round(weights / _COLUMNS))
    starts = range(0, rows, _MATRIX_ROWS)
    return {
        f"layers.{i}.weight": (min(_MATRIX_ROWS, rows - start), _COLUMNS)
        for i, start in enumerate(starts)
    }


def _header(shapes: Mapping[str, tuple[int, ...]], dtype: str) -> bytes:
    entries, offset, size = {}, 0, {"F32": 4, "BF16": 2}[dtype]
    for name, shape in shapes.items():
        end = offset + size * prod(shape)
        entries[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(entries).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text
