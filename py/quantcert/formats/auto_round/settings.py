"""The settings of an AutoRound folder: `quantization_config` of config.json.

    {"quant_method": "auto-round", "packing_format": "auto_round:auto_gptq", "bits": 4,
     "group_size": 128, "sym": true, "extra_config": {"lm_head": {"bits": 16}}}

Source: `save_quantized_as_autoround` and `dynamic_import_quant_linear_for_packing` of auto-round
0.16 (`export/export_to_autoround/export.py`): words of AWQ if `packing_format` has "awq" in it, of
GPTQ otherwise; zero-points are less one if it has "gptq" but not "gptqmodel" in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quantcert.errors import CheckpointError
from quantcert.formats.patterns import compiled

METHODS = ("auto-round", "intel/auto-round")
_PLAIN_BITS = 16
_FORMATS = (
    "auto_round",
    "auto_gptq",
    "auto_awq",
    "gptq",
    "awq",
    "gptqmodel",
    "exllamav2",
    "tritonv2",
)
"""What may stand before and after the colon of `packing_format`."""

_CHANGES = ("rotation_config", "super_bits", "hadamard_config")
"""Settings under which codes stand for other weights."""


@dataclass(frozen=True)
class ModuleSettings:
    """How the words of a module are read.

    Attributes:
        bits: bits of a code; 16 or more for a module that is not quantized.
        group_size: inputs that share a scale; None for all of a row.
        symmetric: whether every zero-point is the middle.
    """

    bits: int
    group_size: int | None
    symmetric: bool

    @property
    def is_quantized(self) -> bool:
        """Whether the module has codes."""
        return self.bits < _PLAIN_BITS


@dataclass(frozen=True)
class RoundSettings:
    """The settings of a folder.

    Attributes:
        where: the folder, for messages.
        awq: whether words are those of AWQ.
        version: of zero-points of GPTQ: 1 if they are stored less one.
        default: of modules that have none of their own.
        own: by name or pattern of modules.
    """

    where: Path
    awq: bool
    version: int
    default: ModuleSettings
    own: Mapping[str, ModuleSettings]

    def of(self, module: str) -> ModuleSettings:
        """Of a module: those under its name, or under the first pattern that is found in it."""
        if module in self.own:
            return self.own[module]
        where = f"{self.where}: {METHODS[0]}"
        found = (own for text, own in self.own.items() if compiled(where, text).search(module))
        return next(found, self.default)


def parse_settings(where: Path, settings: dict[str, Any]) -> RoundSettings:
    """Check the settings.

    Args:
        where: the folder, for messages.
        settings: what it states.

    Raises:
        CheckpointError: for a value that is not known.
    """
    form = settings.get("packing_format") or settings.get("backend") or "auto_round:auto_gptq"
    if not isinstance(form, str) or not all(part in _FORMATS for part in form.split(":")):
        raise _error(where, "packing_format", form, "words of GPTQ or AWQ")
    for key in _CHANGES:
        if settings.get(key):
            raise _error(where, key, settings[key], "empty: it changes what codes stand for")
    default = _module(where, settings, ModuleSettings(0, None, True))
    own = settings.get("extra_config") or {}
    if not isinstance(own, dict) or not all(isinstance(entry, dict) for entry in own.values()):
        raise _error(where, "extra_config", own, "an object of settings by name of a module")
    awq, less = "awq" in form, "gptq" in form and "gptqmodel" not in form
    return RoundSettings(where, awq, 1 if less else 2, default, dict(_own(where, own, default)))


def _own(
    where: Path, own: dict[str, Any], default: ModuleSettings
) -> Iterator[tuple[str, ModuleSettings]]:
    for name, entry in own.items():
        yield name, _module(where, entry, default)


def _module(where: Path, stated: dict[str, Any], default: ModuleSettings) -> ModuleSettings:
    """Settings of a module; those that are not stated are the default's."""
    bits = stated.get("bits", default.bits)
    if type(bits) is not int or not 2 <= bits <= 32 or 8 < bits < _PLAIN_BITS:
        raise _error(where, "bits", bits, "2 to 8, or 16 for what is not quantized")
    if bits >= _PLAIN_BITS:
        return replace(default, bits=bits)
    if not str(stated.get("data_type", "int")).startswith("int"):
        raise _error(where, "data_type", stated["data_type"], "int: other words are not read")
    acts = stated.get("act_bits")
    if acts is not None and (type(acts) is not int or acts < _PLAIN_BITS):
        raise _error(where, "act_bits", acts, "16: with quantized inputs words are others")
    size = stated.get("group_size", -1 if default.group_size is None else default.group_size)
    if type(size) is not int or not (size == -1 or size >= 1):
        raise _error(where, "group_size", size, "-1 or at least 1")
    symmetric = stated.get("sym", default.symmetric)
    if not isinstance(symmetric, bool):
        raise _error(where, "sym", symmetric, "true or false")
    return ModuleSettings(bits, None if size == -1 else size, symmetric)


def _error(where: Path, key: str, value: Any, allowed: str) -> CheckpointError:
    what = f"{key} {value!r:.80} is not supported (must be {allowed})"
    return CheckpointError(f"{where}: {METHODS[0]}: {what}")
