"""Which safetensors files make up a checkpoint directory, and which file holds which tensor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quantcert.containers.container import TensorInfo
from quantcert.containers.impostors import refuse_impostor
from quantcert.containers.safetensors.header import is_text, read_header
from quantcert.errors import CheckpointError

CONFIG_FILE = "config.json"
SINGLE_FILE = "model.safetensors"
INDEX_FILE = "model.safetensors.index.json"
ADAPTER_FILE = "adapter_config.json"
"""Where transformers finds this file, it loads the model that it names, and an adapter on it."""

SETTINGS_FILES = ("quantize_config.json", "quant_config.json", "hf_quant_config.json")
"""Files in which tools state how a folder is quantized, beside config.json."""

PICKLE_SUFFIXES = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt")
"""Endings of files that could hold Python pickles; they are never opened."""


def read_json_object(path: Path) -> dict[str, Any]:
    """A JSON file that holds one object.

    Raises:
        CheckpointError: if the file is missing, unreadable or holds something else.
    """
    refuse_impostor(path)
    try:
        value = json.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path}: not valid JSON: {error}") from error
    if not is_text(json.dumps(value, ensure_ascii=False)):
        raise CheckpointError(f"{path}: a text in it holds half of a surrogate pair")
    if not isinstance(value, dict):
        raise CheckpointError(f"{path}: must hold a JSON object, holds {type(value).__name__}")
    return value


def weight_files(directory: Path) -> dict[Path, list[TensorInfo]]:
    """Headers of all weight files of a checkpoint: one file, or the shards that an index names.

    Raises:
        CheckpointError: if there is no weight file, or both kinds, or if index and shards differ.
    """
    single, index = directory / SINGLE_FILE, directory / INDEX_FILE
    # links to nothing are named later
    found = [file.is_symlink() or file.exists() for file in (single, index)]
    if all(found):
        raise CheckpointError(
            f"{directory}: both {SINGLE_FILE} and {INDEX_FILE} are present; "
            "it is not clear which holds the weights"
        )
    if found[1]:
        return _shards(directory, index)
    if found[0]:
        return {single: read_header(single)}
    raise CheckpointError(f"{directory}: {_nothing_found(directory)}")


def _nothing_found(directory: Path) -> str:
    message = f"holds neither {SINGLE_FILE} nor {INDEX_FILE}"
    pickles = sorted(p.name for p in directory.iterdir() if p.suffix in PICKLE_SUFFIXES)
    if pickles:
        message += f"; {pickles[0]} may hold a pickle, which is never opened: convert it"
    return message


def _shards(directory: Path, index: Path) -> dict[Path, list[TensorInfo]]:
    weight_map = read_json_object(index).get("weight_map")
    if not isinstance(weight_map, dict) or not weight_map:
        raise CheckpointError(f"{index}: weight_map must be an object that names files")
    for name, file_name in weight_map.items():
        if not isinstance(file_name, str) or not file_name or Path(file_name).name != file_name:
            raise CheckpointError(
                f"{index}: tensor {name}: {file_name!r} is not the name of a file beside the index"
            )
    files: dict[Path, list[TensorInfo]] = {}
    for file_name in sorted(set(weight_map.values())):
        shard = directory / file_name
        if not shard.is_file():
            raise CheckpointError(f"{shard}: missing; {INDEX_FILE} names it as a shard")
        files[shard] = read_header(shard)
    _check_index(index, weight_map, files)
    return files


def _check_index(
    index: Path, weight_map: dict[str, str], files: dict[Path, list[TensorInfo]]
) -> None:
    held = {(info.name, path.name) for path, infos in files.items() for info in infos}
    claimed = set(weight_map.items())
    for name, file_name in sorted(claimed - held):
        raise CheckpointError(f"{index}: tensor {name} is not in {file_name}")
    for name, file_name in sorted(held - claimed):
        raise CheckpointError(f"{index}: tensor {name} of {file_name} is not listed")
