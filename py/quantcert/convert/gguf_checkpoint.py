"""From a GGUF file to a checkpoint folder: config.json, model.safetensors, tokenizer files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quantcert.containers import hash_file
from quantcert.containers.gguf.file import GgufFile
from quantcert.convert.gguf_llama import LlamaShape, config, read_shape, read_tensor, tensor_names
from quantcert.convert.gguf_tokenizer import chat_template, tokenizer_json
from quantcert.convert.writer import Source, write_checkpoint
from quantcert.errors import CheckpointError

Progress = Callable[[int, int], None]
"""Called with the tensors done, and how many there are."""


def convert_gguf(source: Path, target: Path, progress: Progress | None = None) -> str:
    """Decode all tensors of a Llama in a GGUF file to float32.

    The weights are those that the file decodes to. If it stores them quantized, the result is a
    synthetic original, and `converted_from` in config.json tells from what it was made.

    Returns why there is no tokenizer.json, "" if there is one: a tokenizer that is not understood
    does not keep the weights back.

    Args:
        source: the GGUF file.
        target: folder to write; must not exist or be empty.
        progress: see `Progress`.

    Raises:
        CheckpointError: if the file is malformed or holds no plain Llama.
        OutputError: if the target is not empty or cannot be written.
    """
    file = GgufFile(source)
    shape = read_shape(file)
    stored = tensor_names(file, shape)
    settings = {**config(file, shape), "converted_from": _origin(file)}
    tensors = {
        usual: _source(file, name, shape, number, len(stored), progress)
        for number, (name, usual) in enumerate(stored.items())
    }
    try:
        texts, missing = {"tokenizer.json": tokenizer_json(file)} | chat_template(file), ""
    except CheckpointError as error:
        texts, missing = {}, str(error)
    write_checkpoint(target, settings, tensors, texts)
    return missing


def _origin(file: GgufFile) -> dict[str, Any]:
    return {
        "file": file.path.name,
        "sha256": hash_file(file.path),
        "tensor_types": dict(sorted(Counter(file.kind(name) for name in file.names()).items())),
    }


def _source(
    file: GgufFile,
    name: str,
    shape: LlamaShape,
    number: int,
    total: int,
    progress: Progress | None,
) -> Source:
    def read() -> bytes:
        data = read_tensor(file, name, shape).tobytes()
        if progress is not None:
            progress(number + 1, total)
        return data

    return Source(file.shape(name), read)
