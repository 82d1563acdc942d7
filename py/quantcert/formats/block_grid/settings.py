"""The `quantization_config` of grids in blocks.

    {"quant_method": "quantcert-grid", "version": 1,
     "tensors": {NAME: {"shape": [rows, columns], "format": "grid35", "block_size": 32}}}

Instead of each NAME three tensors are stored, see `quantcert.formats.block_grid.storage`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quantcert.errors import CheckpointError
from quantcert.formats.block_grid.grids import GRIDS, Grid

METHOD = "quantcert-grid"
_VERSION = 1
_KEYS = {"quant_method", "version", "tensors"}
_TENSOR_KEYS = {"shape", "format", "block_size"}


@dataclass(frozen=True)
class GridTensor:
    """What config.json says about a matrix `[rows, columns]`; a block has `block_size` columns."""

    shape: tuple[int, int]
    grid: Grid
    block_size: int

    def to_json(self) -> dict[str, Any]:
        """The object that `parse_settings` reads."""
        shape = list(self.shape)
        return {"shape": shape, "format": self.grid.name, "block_size": self.block_size}


def settings_of(tensors: Mapping[str, GridTensor]) -> dict[str, Any]:
    """The object that `parse_settings` reads."""
    entries = {name: tensor.to_json() for name, tensor in tensors.items()}
    return {"quant_method": METHOD, "version": _VERSION, "tensors": entries}


def parse_settings(where: Path, settings: dict[str, Any]) -> dict[str, GridTensor]:
    """Check a `quantization_config` completely: its matrices by name.

    Args:
        where: the file that holds it, for messages.
        settings: the parsed object.

    Raises:
        CheckpointError: for an unknown key, format or version, or a value out of range.
    """
    _check_keys(f"{where}: quantization_config", settings, _KEYS)
    version, tensors = settings["version"], settings["tensors"]
    if type(version) is not int or version != _VERSION:
        raise CheckpointError(f"{where}: version {version!r} is not known (must be {_VERSION})")
    if not isinstance(tensors, dict):
        raise CheckpointError(f"{where}: quantization_config: tensors must be an object")
    return {name: _tensor(f"{where}: tensor {name}", entry) for name, entry in tensors.items()}


def _tensor(where: str, entry: Any) -> GridTensor:
    if not isinstance(entry, dict):
        raise CheckpointError(f"{where}: {entry!r} must be an object")
    _check_keys(where, entry, _TENSOR_KEYS)
    name, size, shape = entry["format"], entry["block_size"], entry["shape"]
    if not isinstance(name, str) or name not in GRIDS:
        raise CheckpointError(f"{where}: format {name!r} is not known (one of {', '.join(GRIDS)})")
    if type(size) is not int or size < 2 or size % 2:
        raise CheckpointError(f"{where}: block_size {size!r} must be an even integer, at least 2")
    if (
        not isinstance(shape, list)
        or len(shape) != 2
        or any(type(extent) is not int or extent < 1 for extent in shape)
    ):
        raise CheckpointError(f"{where}: shape {shape!r} must be [rows, columns], both at least 1")
    return GridTensor((shape[0], shape[1]), GRIDS[name], size)


def _check_keys(where: str, found: dict[str, Any], known: set[str]) -> None:
    odd = sorted(set(found) ^ known)
    if odd:
        state = "is missing" if odd[0] in known else "is not known"
        raise CheckpointError(f"{where}: key {odd[0]!r} {state}")
