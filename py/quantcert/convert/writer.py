"""Writing a checkpoint folder of float32 tensors, one tensor in memory at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quantcert.containers.safetensors.directory import CONFIG_FILE, SINGLE_FILE
from quantcert.containers.safetensors.writer import PlannedTensor, ShardWriter
from quantcert.errors import OutputError
from quantcert.outputs import check_new, staged_folder, write_text


@dataclass(frozen=True)
class Source:
    """A float32 tensor that is to be written: its shape, and a function that gives its bytes."""

    shape: tuple[int, ...]
    read: Callable[[], bytes]


def write_checkpoint(
    target: Path,
    config: Mapping[str, Any],
    tensors: Mapping[str, Source],
    others: Mapping[str, str],
) -> None:
    """Write config.json, model.safetensors and other text files; all of them, or none.

    Args:
        target: folder; must not exist or be empty.
        config: the object of config.json.
        tensors: by name.
        others: texts by the name of their file.

    Raises:
        OutputError: if the target is not empty or cannot be written.
    """
    check_new(target)
    planned = [PlannedTensor(name, "F32", source.shape) for name, source in tensors.items()]
    with staged_folder(target) as staging:
        write_text(staging / CONFIG_FILE, json.dumps(dict(config), indent=2) + "\n")
        for name, text in others.items():
            write_text(staging / name, text)
        try:
            with ShardWriter(staging / SINGLE_FILE, planned) as writer:
                for name, source in tensors.items():
                    writer.append(name, source.read())
        except OSError as error:
            raise OutputError(f"{target}: cannot be written: {error.strerror}") from error
