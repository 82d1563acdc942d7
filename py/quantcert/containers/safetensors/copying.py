"""What a new checkpoint folder takes over from another: its other files, tensors bit by bit."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from quantcert.containers.container import TensorInfo
from quantcert.containers.safetensors.directory import INDEX_FILE, PICKLE_SUFFIXES, SINGLE_FILE
from quantcert.containers.safetensors.writer import PlannedTensor, ShardWriter
from quantcert.containers.tensors import read_bytes_into
from quantcert.errors import CheckpointError

_WEIGHT_SUFFIXES = (
    ".safetensors", ".gguf", ".onnx", ".h5", ".msgpack", ".npz", ".npy", ".tflite", ".ot",
)  # fmt: skip
_COPY_CHUNK = 1 << 20


def copy_tensor(info: TensorInfo, writer: ShardWriter) -> None:
    """Write the bytes of a tensor under its name. Raises CheckpointError."""
    for begin in range(0, info.nbytes, _COPY_CHUNK):
        chunk = memoryview(bytearray(min(_COPY_CHUNK, info.nbytes - begin)))
        read_bytes_into(info, begin, chunk)
        writer.append(info.name, chunk)


def copy_other_files(source: Path, staging: Path, without: Collection[str] = ()) -> None:
    """Copy what is neither hidden nor weights nor of these names; links are copied as files.

    Raises:
        CheckpointError: for what is no file that can be read.
    """
    left = {INDEX_FILE, *without}
    skipped = (*_WEIGHT_SUFFIXES, *PICKLE_SUFFIXES)
    for folder, subfolders, files in os.walk(source):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        place = staging / Path(folder).relative_to(source)
        for name in sorted(files):
            if name.startswith(".") or name in left or name.lower().endswith(skipped):
                continue
            place.mkdir(parents=True, exist_ok=True)
            _copy_file(Path(folder) / name, place / name)


def _copy_file(source: Path, target: Path) -> None:
    """Copy a file. Raises CheckpointError if the source is no file that can be read."""
    if not source.is_file():
        kind = "a link to nothing" if source.is_symlink() else "not a regular file"
        raise CheckpointError(f"{source}: is {kind}; it cannot be copied")
    try:
        readable = source.open("rb")
    except OSError as error:
        raise CheckpointError(f"{source}: cannot be read: {error.strerror}") from error
    with readable, target.open("wb") as copy:
        shutil.copyfileobj(readable, copy)


def write_index(folder: Path, stored: Mapping[str, Sequence[PlannedTensor]]) -> None:
    """Write the index of the files of a folder, by the tensors of each; a single one needs none."""
    if list(stored) != [SINGLE_FILE]:
        write_json(folder / INDEX_FILE, _shard_index(stored))


def _shard_index(stored: Mapping[str, Sequence[PlannedTensor]]) -> dict[str, object]:
    return {
        "metadata": {"total_size": sum(t.nbytes for ts in stored.values() for t in ts)},
        "weight_map": {t.name: file for file, tensors in stored.items() for t in tensors},
    }


def write_json(path: Path, value: Mapping[str, object]) -> None:
    """Write an object in the way of config.json."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
