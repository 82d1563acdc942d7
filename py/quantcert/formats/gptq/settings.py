"""The settings of a GPTQ folder: `quantization_config` of config.json, or quantize_config.json.

    {"quant_method": "gptq", "bits": 4, "group_size": 128, "sym": true, "desc_act": false,
     "checkpoint_format": "gptq" | "gptq_v2" | "gptq_p"}

Source: `QuantizeConfig` and `FORMAT` of GPTQModel 7.7 (`quantization/config.py`), and
`BaseQuantizeConfig` of AutoGPTQ 0.7, which has neither a method nor a checkpoint format.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quantcert.errors import CheckpointError

METHOD = "gptq"
_DENSE_BITS = (2, 3, 4, 8)
_PLANAR_BITS = (2, 3, 4, 5, 6, 7, 8)
_FORMATS = {"gptq": (1, False), "gptq_v2": (2, False), "gptq_p": (2, True)}
"""The version of the zero-points, and whether codes are cut into planes."""


@dataclass(frozen=True)
class GptqSettings:
    """What the settings say of every matrix.

    Attributes:
        bits: bits of a code.
        group_size: inputs that share a scale; None for all of a row.
        symmetric: whether every zero-point is `2**(bits - 1)`.
        ordered: whether inputs are grouped by `g_idx`.
        version: 1 if a zero-point is stored less one, 2 if as it is.
        planar: whether codes are cut into planes of 4, 2 and 1 bits.
        mixed: whether some modules have settings of their own.
    """

    bits: int
    group_size: int | None
    symmetric: bool
    ordered: bool
    version: int
    planar: bool
    mixed: bool


def translated(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of quantize_config.json in the spelling of config.json."""
    method = settings.get("quant_method") or settings.get("method") or METHOD
    return {**settings, "quant_method": method}


def parse_settings(where: Path, settings: dict[str, Any]) -> GptqSettings:
    """Check the settings.

    Args:
        where: the folder, for messages.
        settings: what it states.

    Raises:
        CheckpointError: for a value that is not known.
    """
    own, other = settings.get("checkpoint_format"), settings.get("format")
    if own and other and own != other:
        raise _error(where, "format", other, f"{own!r}, as checkpoint_format is")
    stated = own or other or METHOD
    if not isinstance(stated, str) or stated not in _FORMATS:
        raise _error(where, "checkpoint_format", stated, f"one of {', '.join(_FORMATS)}")
    if settings.get("is_marlin_format"):
        raise _error(where, "is_marlin_format", True, "false: only the form for exchange is read")
    if settings.get("pack_dtype", "int32") != "int32":
        raise _error(where, "pack_dtype", settings["pack_dtype"], "int32")
    version, planar = _FORMATS[stated]
    bits, allowed = settings.get("bits"), _PLANAR_BITS if planar else _DENSE_BITS
    if type(bits) is not int or bits not in allowed:
        raise _error(where, "bits", bits, f"one of {allowed} for {stated}")
    group_size = settings.get("group_size", -1)
    if type(group_size) is not int or not (group_size == -1 or group_size >= 1):
        raise _error(where, "group_size", group_size, "-1 or at least 1")
    return GptqSettings(
        bits,
        None if group_size == -1 else group_size,
        _flag(where, settings, "sym", True),
        _flag(where, settings, "desc_act", False),
        version,
        planar,
        bool(settings.get("dynamic")),
    )


def _flag(where: Path, settings: dict[str, Any], key: str, default: bool) -> bool:
    value = settings.get(key, default)
    if not isinstance(value, bool):
        raise _error(where, key, value, "true or false")
    return value


def _error(where: Path, key: str, value: Any, allowed: str) -> CheckpointError:
    return CheckpointError(
        f"{where}: {METHOD}: {key} {value!r} is not supported (must be {allowed})"
    )
