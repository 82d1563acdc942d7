"""The settings of a ModelOpt folder: `quantization` of hf_quant_config.json, or config.json.

    {"producer": {"name": "modelopt"}, "quantization": {"quant_algo": "NVFP4", "group_size": 16,
     "exclude_modules": ["lm_head"]}}
    {"quant_method": "modelopt", "quant_algo": "NVFP4", "ignore": ["lm_head"]}

Source: `convert_hf_quant_config_format` in torch/export/convert_hf_config.py of ModelOpt 0.47.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from quantcert.errors import CheckpointError
from quantcert.formats.ignored import ignore_list

METHOD = "modelopt"
_ALGORITHMS = (
    "NVFP4",
    "W4A16_NVFP4",
    "FP8",
    "FP8_PER_CHANNEL_PER_TOKEN",
    "MIXED_PRECISION",
)
"""Those that leave weights what they are; others scale or rotate them first."""


def translated(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of hf_quant_config.json in the spelling of config.json."""
    return {
        "quant_algo": settings.get("quant_algo"),
        "ignore": settings.get("exclude_modules") or [],
    }


def parse_settings(where: Path, settings: dict[str, Any]) -> tuple[str, ...]:
    """Check the settings; gives the patterns of modules that are not quantized.

    Args:
        where: the folder, for messages.
        settings: what it states.

    Raises:
        CheckpointError: for an algorithm that is not read.
    """
    algorithm = settings.get("quant_algo")
    if algorithm not in _ALGORITHMS:
        raise CheckpointError(
            f"{where}: {METHOD}: quant_algo {algorithm!r:.80} is not supported (must be one of "
            f"{', '.join(_ALGORITHMS)})"
        )
    return ignore_list(where, settings, "ignore")


def ignoring_pattern(module: str, patterns: Iterable[str]) -> str | None:
    """The first pattern for a module or for one that it is part of; `*` stands for any text."""
    parts = module.split(".")
    names = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((p for p in patterns if any(fnmatchcase(name, p) for name in names)), None)
