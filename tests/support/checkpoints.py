"""Checkpoint folders for tests, unquantized and in a pair format, and ways to spoil them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import PAIR_CODECS
from quantcert.formats.pair35.settings import PairSettings, PairTensor
from quantcert.formats.pair35.storage import stored_names
from tests.support.matrices import make_matrix


def weights(*shape: int, seed: int = 0, dtype: Any = np.float32) -> np.ndarray:
    """Normal random numbers."""
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def write_checkpoint(folder: Path, tensors: dict[str, np.ndarray], shards: int = 1) -> Path:
    """A checkpoint directory with one weight file, or with shards that share the tensors."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text('{"model_type": "test"}')
    if shards == 1:
        save_file(tensors, folder / "model.safetensors")
        return folder
    weight_map = {}
    for number in range(shards):
        file = f"model-{number + 1:05}-of-{shards:05}.safetensors"
        part = {name: tensors[name] for name in list(tensors)[number::shards]}
        save_file(part, folder / file)
        weight_map.update(dict.fromkeys(part, file))
    write_index(folder, weight_map)
    return folder


def write_index(folder: Path, weight_map: dict[str, str]) -> None:
    """The index of a sharded checkpoint."""
    text = json.dumps({"metadata": {}, "weight_map": weight_map})
    (folder / "model.safetensors.index.json").write_text(text)


def split_file(path: Path) -> tuple[dict[str, Any], bytes]:
    """Header and data of a safetensors file."""
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    return json.loads(raw[8 : 8 + length]), raw[8 + length :]


def join_file(path: Path, header: Any, data: bytes) -> None:
    """Write a safetensors file from a header (an object, or its text) and data."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


def edit_header(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the header of a safetensors file and leave the data as it is."""
    header, data = split_file(path)
    change(header)
    join_file(path, header, data)


def edit_tensor(path: Path, name: str, change: Callable[[np.ndarray], None], dtype: Any) -> None:
    """Change the data of one tensor of a safetensors file in place."""
    header, data = split_file(path)
    begin, end = header[name]["data_offsets"]
    values = np.frombuffer(data[begin:end], dtype=dtype).copy().reshape(header[name]["shape"])
    change(values)
    join_file(path, header, data[:begin] + values.tobytes() + data[end:])


def write_quantized(
    folder: Path, matrix: QuantizedMatrix, shards: int = 1, **tensors: np.ndarray
) -> Path:
    """A checkpoint whose one matrix is `m`, with a bias, and with other tensors if given."""
    stored = dict(zip(stored_names("m"), matrix.stored.values(), strict=True))
    write_checkpoint(folder, {**stored, "bias": weights(3), **tensors}, shards)
    codec = PAIR_CODECS[matrix.scheme.format]
    tensor = PairTensor(matrix.shape, codec, matrix.group_size)
    settings = PairSettings(codec, matrix.group_size, {"m": tensor})
    text = json.dumps({"quantization_config": settings.to_json()})
    (folder / "config.json").write_text(text)
    return folder


def sample(name: str, columns: int = 7, scale_dtype: Any = np.float16) -> QuantizedMatrix:
    """A matrix of five rows and groups of four columns."""
    fmt = PAIR_CODECS[name]
    scales = np.full((5, -(-columns // 4), len(fmt.levels)), 0.5, dtype=scale_dtype)
    return make_matrix(np.random.default_rng(0), fmt, 5, columns, 4, scales)
