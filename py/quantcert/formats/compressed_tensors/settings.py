"""The settings of a compressed-tensors folder: schemes of groups of modules.

    {"quant_method": "compressed-tensors", "format": "pack-quantized", "ignore": ["lm_head"],
     "config_groups": {"group_0": {"targets": ["Linear"], "weights": {"num_bits": 4, "type": "int",
     "symmetric": true, "strategy": "group", "group_size": 128}}}}

Source: `quantization/quant_config.py`, `quant_scheme.py` and `quant_args.py` of compressed-tensors
0.20, and `config/base.py` for the names of formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quantcert.errors import CheckpointError

METHOD = "compressed-tensors"
MIXED = "mixed-precision"

STRATEGIES = ("tensor", "channel", "group", "tensor_group", "block")
"""What shares a scale."""

_KINDS = {
    "pack-quantized": ("int", range(1, 9)),
    "int-quantized": ("int", range(1, 9)),
    "float-quantized": ("float", (8,)),
    "nvfp4-pack-quantized": ("float", (4,)),
    "mxfp4-pack-quantized": ("float", (4,)),
    "mxfp8-quantized": ("float", (8,)),
}
"""The formats that are read: the type and the bits of their codes."""

_NAIVE = {"int": "int-quantized", "float": "float-quantized"}


@dataclass(frozen=True)
class WeightScheme:
    """How the weights of a group of modules are stored.

    Attributes:
        form: name of the format.
        bits: bits of a code.
        symmetric: whether zero-points are the middle.
        strategy: one of `STRATEGIES`.
        group_size: columns of a group, for groups.
        block: rows and columns of a block, for blocks.
        targets: names, patterns or classes of the modules.
        activations: whether engines quantize what comes in.
    """

    form: str
    bits: int
    symmetric: bool
    strategy: str
    group_size: int
    block: tuple[int, int]
    targets: tuple[str, ...]
    activations: bool


@dataclass(frozen=True)
class CompressedSettings:
    """The schemes of a folder, and the modules that none is for."""

    schemes: tuple[WeightScheme, ...]
    ignore: tuple[str, ...]


def parse_settings(where: Path, settings: dict[str, Any]) -> CompressedSettings:
    """Check the settings.

    Args:
        where: the folder, for messages.
        settings: what it states.

    Raises:
        CheckpointError: for what is not known or not read.
    """
    status = settings.get("quantization_status", "compressed")
    if status != "compressed":
        raise _error(where, "quantization_status", status, "compressed")
    for key, allowed in (("sparsity_config", "dense"), ("transform_config", None)):
        other = settings.get(key) or {}
        if not isinstance(other, dict) or other.get("format", allowed) != allowed:
            raise _error(where, key, other, "empty: it changes what weights stand for")
    if (settings.get("transform_config") or {}).get("config_groups"):
        raise _error(where, "transform_config", "...", "empty: it changes what weights stand for")
    groups = settings.get("config_groups")
    if not isinstance(groups, dict) or not groups:
        raise _error(where, "config_groups", groups, "an object of groups")
    schemes = tuple(_schemes(where, groups, settings.get("format")))
    if not schemes:
        raise _error(where, "config_groups", groups, "groups of which one has weights")
    return CompressedSettings(schemes, _texts(where, "ignore", settings.get("ignore") or []))


def _schemes(where: Path, groups: dict[str, Any], form: Any) -> Iterator[WeightScheme]:
    for name, group in groups.items():
        if not isinstance(group, dict):
            raise _error(where, f"config_groups: {name}", group, "an object with targets, weights")
        if group.get("weights") is not None:
            own = group.get("format")
            yield _scheme(where, name, group, form if own is None else own)


def _scheme(where: Path, name: str, group: dict[str, Any], form: Any) -> WeightScheme:
    weights = group["weights"]
    if not isinstance(weights, dict):
        raise _error(where, f"{name}: weights", weights, "an object")
    kind, bits = weights.get("type", "int"), weights.get("num_bits", 8)
    if form == "naive-quantized" and isinstance(kind, str):
        form = _NAIVE.get(kind, form)
    if not isinstance(form, str) or form not in _KINDS:
        raise _error(where, f"{name}: format", form, f"one of {', '.join(_KINDS)}")
    known, widths = _KINDS[form]
    if kind != known or type(bits) is not int or bits not in widths:
        what = f"{known} of {widths[0]} to {widths[-1]} bits for {form}"
        raise _error(where, f"{name}: type and num_bits", (kind, bits), what)
    symmetric = weights.get("symmetric", True)
    if not isinstance(symmetric, bool) or (known == "float" and not symmetric):
        raise _error(where, f"{name}: symmetric", symmetric, "true (or false, for integers)")
    group_size = _group_size(where, name, weights)
    strategy = weights.get("strategy") or _strategy(group_size)
    block = weights.get("block_structure") if strategy == "block" else [0, 0]
    if strategy not in STRATEGIES or (strategy in STRATEGIES[2:4]) != (group_size > 0):
        raise _error(where, f"{name}: strategy", (strategy, group_size), "a known one that fits")
    if not isinstance(block, list) or (strategy == "block" and not _is_block(block)):
        raise _error(where, f"{name}: block_structure", block, "[rows, columns]")
    targets = _texts(where, f"{name}: targets", group.get("targets"))
    blocks = (block[0], block[1])
    activations = group.get("input_activations") is not None
    return WeightScheme(form, bits, symmetric, strategy, group_size, blocks, targets, activations)


def _group_size(where: Path, name: str, weights: dict[str, Any]) -> int:
    """Columns of a group; 0 for all of a tensor, -1 for all of a row."""
    value = weights.get("group_size")
    if value is None:
        return 0
    if type(value) is not int or not (value == -1 or value >= 1):
        raise _error(where, f"{name}: group_size", value, "-1 or at least 1")
    return value


def _strategy(group_size: int) -> str:
    return {0: "tensor", -1: "channel"}.get(group_size, "group")


def _is_block(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(extent) is int and extent >= 1 for extent in value)
    )


def _texts(where: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise _error(where, key, value, "a list of texts")
    return tuple(value)


def _error(where: Path, key: str, value: Any, allowed: str) -> CheckpointError:
    what = f"{key} {value!r:.80} is not supported (must be {allowed})"
    return CheckpointError(f"{where}: {METHOD}: {what}")
