"""Golden folders: a checkpoint that an independent tool wrote, and what it decodes to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from safetensors.torch import save_file

from tests.support.peers.expected import EXPECTED


def write_golden(
    folder: Path,
    settings: dict[str, Any],
    tensors: dict[str, Any],
    expected: dict[str, Any],
    metadata: dict[str, str] | None = None,
) -> None:
    """A checkpoint of torch tensors with its settings, and the tensors that it decodes to.

    `metadata` stands in the header of the checkpoint's file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = {"model_type": "test", "quantization_config": settings}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    files = (("model.safetensors", tensors, metadata), (EXPECTED, expected, None))
    for name, content, stated in files:
        held = {key: value.contiguous() for key, value in content.items()}
        save_file(held, folder / name, stated)
