"""The `quantization_config` of the pair formats.

    {"quant_method": "quantcert", "format": "alt43" | "pair11", "version": 1, "group_size": N,
     "tensors": {NAME: {"shape": [rows, columns]}}}

Instead of each NAME three tensors are stored: NAME_packed, NAME_scale and NAME_zero_point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quantcert.errors import CheckpointError
from quantcert.formats.pair35.codes import FORMATS, PairFormat

METHOD = "quantcert"
VERSION = 1
_KEYS = {"quant_method", "format", "version", "group_size", "tensors"}


@dataclass(frozen=True)
class PairSettings:
    """What config.json says about a checkpoint in a pair format.

    Attributes:
        code_format: `alt43` or `pair11`.
        group_size: columns of a group, even and at least 2.
        shapes: rows and columns of each quantized matrix, by its original name.
    """

    code_format: PairFormat
    group_size: int
    shapes: Mapping[str, tuple[int, int]]

    def to_json(self) -> dict[str, Any]:
        """The object that `parse_settings` reads."""
        return {
            "quant_method": METHOD,
            "format": self.code_format.name,
            "version": VERSION,
            "group_size": self.group_size,
            "tensors": {name: {"shape": list(shape)} for name, shape in self.shapes.items()},
        }


def stored_names(name: str) -> tuple[str, str, str]:
    """Names under which the words, the scales and the zero-points of a matrix are stored."""
    return f"{name}_packed", f"{name}_scale", f"{name}_zero_point"


def parse_settings(where: Path, settings: dict[str, Any]) -> PairSettings:
    """Check a `quantization_config` completely.

    Args:
        where: the file that holds it, for messages.
        settings: the parsed object.

    Raises:
        CheckpointError: for an unknown key, format or version, or a value out of range.
    """
    if set(settings) != _KEYS:
        odd = sorted(set(settings) ^ _KEYS)[0]
        state = "is missing" if odd in _KEYS else "is not known"
        raise CheckpointError(f"{where}: quantization_config: key {odd!r} {state}")
    name, version, group_size = settings["format"], settings["version"], settings["group_size"]
    if not isinstance(name, str) or name not in FORMATS:
        raise CheckpointError(
            f"{where}: quantization format {name!r} is not known (one of {', '.join(FORMATS)})"
        )
    if type(version) is not int or version != VERSION:
        raise CheckpointError(f"{where}: version {version!r} is not known (must be {VERSION})")
    if type(group_size) is not int or group_size < 2 or group_size % 2:
        raise CheckpointError(
            f"{where}: group_size {group_size!r} must be an even integer, at least 2"
        )
    return PairSettings(FORMATS[name], group_size, _shapes(where, settings["tensors"]))


def _shapes(where: Path, tensors: Any) -> dict[str, tuple[int, int]]:
    if not isinstance(tensors, dict):
        raise CheckpointError(f"{where}: quantization_config: tensors must be an object")
    shapes = {}
    for name, entry in tensors.items():
        shape = entry.get("shape") if isinstance(entry, dict) and len(entry) == 1 else None
        if (
            not isinstance(shape, list)
            or len(shape) != 2
            or any(type(extent) is not int or extent < 1 for extent in shape)
        ):
            raise CheckpointError(
                f"{where}: tensor {name}: {entry!r} must be {{'shape': [rows, columns]}}, "
                "both at least 1"
            )
        shapes[name] = (shape[0], shape[1])
    return shapes
