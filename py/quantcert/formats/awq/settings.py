"""The settings of an AWQ folder: `quantization_config` of config.json, or quant_config.json.

    {"quant_method": "awq", "bits": 4, "group_size": 128, "zero_point": true, "version": "gemm"}

Sources: `AwqConfig` of transformers, and `AwqConfig` of AutoAWQ 0.2.9 (`models/_config.py`), whose
file spells `w_bit`, `q_group_size` and "GEMM".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quantcert.errors import CheckpointError

METHOD = "awq"
BITS = 4
"""The only width for which the form is defined."""

_SPELLINGS = {"w_bit": "bits", "q_group_size": "group_size"}
_FORM = "gemm"


@dataclass(frozen=True)
class AwqSettings:
    """What the settings say of every matrix.

    Attributes:
        group_size: inputs that share a scale; None for all of a row.
        symmetric: whether every zero-point is 8.
    """

    group_size: int | None
    symmetric: bool


def translated(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of quant_config.json in the spelling of config.json."""
    found = {_SPELLINGS.get(key, key): value for key, value in settings.items()}
    version = found.get("version")
    return {**found, "version": version.lower()} if isinstance(version, str) else found


def parse_settings(where: Path, settings: dict[str, Any]) -> AwqSettings:
    """Check the settings.

    Args:
        where: the folder, for messages.
        settings: what it states.

    Raises:
        CheckpointError: for a value that is not known.
    """
    if settings.get("bits") != BITS:
        raise _error(where, "bits", settings.get("bits"), f"{BITS}")
    form = settings.get("version") or settings.get("format") or settings.get("checkpoint_format")
    if not isinstance(form or _FORM, str) or (form or _FORM).lower() != _FORM:
        raise _error(where, "version", form, f"{_FORM}: other orders of bits are not read")
    group_size = settings.get("group_size", -1)
    if type(group_size) is not int or not (group_size == -1 or group_size >= 1):
        raise _error(where, "group_size", group_size, "-1 or at least 1")
    zero_point = settings.get("zero_point", not settings.get("sym", False))
    if not isinstance(zero_point, bool):
        raise _error(where, "zero_point", zero_point, "true or false")
    return AwqSettings(None if group_size == -1 else group_size, not zero_point)


def _error(where: Path, key: str, value: Any, allowed: str) -> CheckpointError:
    what = f"{key} {value!r} is not supported (must be {allowed})"
    return CheckpointError(f"{where}: {METHOD}: {what}")
