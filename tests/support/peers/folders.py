"""Golden folders: a checkpoint that an independent tool wrote, and what it decodes to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from safetensors.torch import save_file

from tests.support.peers.expected import EXPECTED


def write_golden(
    folder: Path, settings: dict[str, Any], tensors: dict[str, Any], expected: dict[str, Any]
) -> None:
    """A checkpoint of torch tensors with its settings, and the tensors that it decodes to."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"model_type": "test", "quantization_config": settings}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    for name, content in (("model.safetensors", tensors), (EXPECTED, expected)):
        save_file({key: value.contiguous() for key, value in content.items()}, folder / name)
