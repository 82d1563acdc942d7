"""Copies of an original that llama.cpp quantizes, in files as its converter would write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGML_QUANT_SIZES, MODEL_ARCH, GGMLQuantizationType, GGUFWriter
from gguf.tensor_mapping import get_tensor_name_map
from numpy.typing import NDArray

from bench import llama_cpp
from quantcert.containers import open_checkpoint
from quantcert.containers.gguf.container import open_gguf

_ARCHITECTURES = {"llama": MODEL_ARCH.LLAMA, "bert": MODEL_ARCH.BERT}
_LEFT_OUT = re.compile(r"pooler\.|.*position_ids")
_COUNTS = {
    "block_count": "num_hidden_layers",
    "context_length": "max_position_embeddings",
    "embedding_length": "hidden_size",
    "feed_forward_length": "intermediate_size",
    "attention.head_count": "num_attention_heads",
    "attention.head_count_kv": "num_key_value_heads",
}
_EPSILONS = {
    "attention.layer_norm_rms_epsilon": "rms_norm_eps",
    "attention.layer_norm_epsilon": "layer_norm_eps",
}
_FALLBACK = {
    "Q2_K": "IQ4_NL", "Q3_K": "IQ4_NL", "Q4_K": "Q5_0", "Q5_K": "Q5_1", "Q6_K": "Q8_0",
    "IQ3_S": "IQ4_NL", "IQ4_XS": "IQ4_NL",
}  # fmt: skip
"""What llama.cpp takes for rows that do not divide into blocks of 256."""


def write_copy(original: Path, target: Path, kind: str) -> None:
    """A copy of a BERT or Llama whose matrices are of the type `kind`, vectors in float32.

    Raises CheckpointError if the original cannot be read.
    """
    checkpoint = open_checkpoint(original)
    config = checkpoint.config
    architecture = _ARCHITECTURES[str(config["model_type"])]
    names = get_tensor_name_map(architecture, int(config["num_hidden_layers"]))
    writer = GGUFWriter(target, str(config["model_type"]))
    _add_metadata(writer, config)
    for name in checkpoint.names():
        if _LEFT_OUT.match(name) is None:
            stem, _, last = name.rpartition(".")
            stored = f"{names.get_name(stem)}.{last}"
            _add_tensor(writer, stored, _reordered(name, checkpoint.read(name), config), kind)
    _finish(writer)


def write_float32_copy(source: Path, target: Path) -> None:
    """A copy of a GGUF file whose tensors llama.cpp has decoded to float32.

    Raises CheckpointError if the file is malformed.
    """

    def decoded(kind: GGMLQuantizationType, data: NDArray[Any], columns: int) -> Stored:
        return llama_cpp.dequantize(data, kind.value, columns), None

    _rewrite(source, target, decoded)


def write_4_bit_copy(source: Path, target: Path) -> None:
    """A copy of a GGUF file whose tensors in Q4_1 llama.cpp has quantized anew to Q4_0.

    Others stay: so it is what `llama-quantize` makes, which keeps tied embeddings in 8 bits.

    Raises CheckpointError if the file is malformed.
    """

    def again(kind: GGMLQuantizationType, data: NDArray[Any], columns: int) -> Stored:
        if kind is not GGMLQuantizationType.Q4_1:
            return data, kind
        new = GGMLQuantizationType.Q4_0
        return llama_cpp.quantize(llama_cpp.dequantize(data, kind.value, columns), new.value), new

    _rewrite(source, target, again)


Stored = tuple[NDArray[Any], GGMLQuantizationType | None]
"""A tensor's array, and its type if that is not the array's."""


def _rewrite(
    source: Path,
    target: Path,
    change: Callable[[GGMLQuantizationType, NDArray[Any], int], Stored],
) -> None:
    """A copy whose tensors of blocks, `[rows, bytes]` with so many columns, are changed."""
    container = open_gguf(source)
    head = container.head
    writer = GGUFWriter(target, head.text("general.architecture"))
    for key in head.metadata_keys():
        if key not in ("general.architecture", "general.file_type"):
            _copy_value(writer, key, head.optional(key))
    for name in container.names():
        info = container.info(name)
        kind = GGMLQuantizationType[info.dtype]
        if kind is GGMLQuantizationType.F32:
            writer.add_tensor(name, container.read(name))
            continue
        data = container.row_bytes(name, 0, info.shape[0])
        array, new = change(kind, data, info.shape[1])
        writer.add_tensor(name, array, raw_dtype=new)
    _finish(writer)


def _copy_value(writer: GGUFWriter, key: str, value: object) -> None:
    if isinstance(value, bool):
        writer.add_bool(key, value)
    elif isinstance(value, int):
        writer.add_uint32(key, value)
    elif isinstance(value, float):
        writer.add_float32(key, value)
    elif isinstance(value, list):
        writer.add_array(key, value)
    else:
        writer.add_string(key, str(value))


def _finish(writer: GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_metadata(writer: GGUFWriter, config: Mapping[str, Any]) -> None:
    prefix = config["model_type"]
    for key, name in _COUNTS.items():
        if name in config:
            writer.add_uint32(f"{prefix}.{key}", config[name])
    for key, name in _EPSILONS.items():
        if name in config:
            writer.add_float32(f"{prefix}.{key}", config[name])
    if "rope_theta" in config:
        writer.add_float32(f"{prefix}.rope.freq_base", config["rope_theta"])
    if prefix == "bert":
        writer.add_bool("bert.attention.causal", False)


def _add_tensor(writer: GGUFWriter, name: str, array: NDArray[Any], kind: str) -> None:
    if array.ndim < 2:
        writer.add_tensor(name, array.astype(np.float32))
        return
    number = GGMLQuantizationType[kind]
    if array.shape[1] % GGML_QUANT_SIZES[number][0]:
        number = GGMLQuantizationType[_FALLBACK[kind]]
    writer.add_tensor(name, llama_cpp.quantize(array, number.value), raw_dtype=number)


def _reordered(name: str, array: NDArray[Any], config: Mapping[str, Any]) -> NDArray[Any]:
    """Rows of a Llama's queries and keys with the halves of each head interleaved."""
    keys = {"q_proj": "num_attention_heads", "k_proj": "num_key_value_heads"}
    key = keys.get(name.split(".")[-2])
    if config["model_type"] != "llama" or key is None:
        return array
    heads = int(config[key])
    halves = array.reshape(heads, 2, len(array) // heads // 2, *array.shape[1:])
    return np.ascontiguousarray(halves.swapaxes(1, 2)).reshape(array.shape)
