"""The `quantization_config` of the pair formats.

    {"quant_method": "quantcert", "format": "alt43" | "pair11", "version": 1, "group_size": N,
     "tensors": {NAME: {"shape": [rows, columns]}}}

In version 2 the entry of a tensor may also have a "format" and a "group_size" of its own. Instead
of each NAME three tensors are stored, see `quantcert.formats.pair35.storage`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quantcert.errors import CheckpointError
from quantcert.formats.pair35.codes import PAIR_CODECS, PairCodec

METHOD = "quantcert"
_UNIFORM, _MIXED = 1, 2
"""Versions: every tensor as the checkpoint says; tensors may differ."""

_OVERRIDES = ("format", "group_size")
_KEYS = {"quant_method", "format", "version", "group_size", "tensors"}


@dataclass(frozen=True)
class PairTensor:
    """What config.json says about a matrix [rows, columns]."""

    shape: tuple[int, int]
    codec: PairCodec
    group_size: int


@dataclass(frozen=True)
class PairSettings:
    """What config.json says about a checkpoint in pair formats.

    Attributes:
        codec: the pair code of tensors that do not say.
        group_size: columns of a group of tensors that do not say, even and at least 2.
        tensors: each quantized matrix, by its original name.
    """

    codec: PairCodec
    group_size: int
    tensors: Mapping[str, PairTensor]

    def to_json(self) -> dict[str, Any]:
        """The object that `parse_settings` reads."""
        tensors = {name: self._entry(tensor) for name, tensor in self.tensors.items()}
        mixed = any(len(entry) > 1 for entry in tensors.values())
        return {
            "quant_method": METHOD,
            "format": self.codec.name,
            "version": _MIXED if mixed else _UNIFORM,
            "group_size": self.group_size,
            "tensors": tensors,
        }

    def _entry(self, tensor: PairTensor) -> dict[str, Any]:
        entry: dict[str, Any] = {"shape": list(tensor.shape)}
        if tensor.codec != self.codec:
            entry["format"] = tensor.codec.name
        if tensor.group_size != self.group_size:
            entry["group_size"] = tensor.group_size
        return entry


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
    codec = _codec(str(where), settings["format"])
    version, tensors = settings["version"], settings["tensors"]
    if type(version) is not int or version not in (_UNIFORM, _MIXED):
        raise CheckpointError(
            f"{where}: version {version!r} is not known (must be {_UNIFORM} or {_MIXED})"
        )
    group_size = _group_size(str(where), settings["group_size"])
    if not isinstance(tensors, dict):
        raise CheckpointError(f"{where}: quantization_config: tensors must be an object")
    parsed = {}
    for name, entry in tensors.items():
        place = f"{where}: tensor {name}"
        shape = _shape(place, entry, version)
        parsed[name] = PairTensor(
            shape,
            _codec(place, entry.get("format", codec.name)),
            _group_size(place, entry.get("group_size", group_size)),
        )
    return PairSettings(codec, group_size, parsed)


def _codec(where: str, name: Any) -> PairCodec:
    if not isinstance(name, str) or name not in PAIR_CODECS:
        raise CheckpointError(
            f"{where}: quantization format {name!r} is not known (one of {', '.join(PAIR_CODECS)})"
        )
    return PAIR_CODECS[name]


def _group_size(where: str, value: Any) -> int:
    if type(value) is not int or value < 2 or value % 2:
        raise CheckpointError(f"{where}: group_size {value!r} must be an even integer, at least 2")
    return value


def _shape(where: str, entry: Any, version: int) -> tuple[int, int]:
    """The shape in a tensor's entry, once it is found to have no key that it must not have."""
    known = {"shape", *(_OVERRIDES if version == _MIXED else ())}
    shape = entry.get("shape") if isinstance(entry, dict) and set(entry) <= known else None
    if (
        not isinstance(shape, list)
        or len(shape) != 2
        or any(type(extent) is not int or extent < 1 for extent in shape)
    ):
        raise CheckpointError(
            f"{where}: {entry!r} must be {{'shape': [rows, columns]}}, both at least 1"
        )
    return shape[0], shape[1]
