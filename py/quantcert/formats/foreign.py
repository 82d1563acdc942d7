"""Signs that a folder is quantized already, by whatever tool.

Tools state it in config.json under several names (transformers: `quantization_config`, also within
the settings of a part; MLX: `quantization`; others of old: `compression_config`), in a file of
their own, or not at all. A key that holds null or an empty
object says that nothing is quantized.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quantcert.containers import SETTINGS_FILES, Checkpoint

_KEYS = ("quantization_config", "quantization", "compression_config", "quant_config")
_FLOATS = ("F32", "F16", "BF16", "F64")
_COMPANIONS = ("scale", "absmax", "qzeros", "zero_point")


def sign_of_quantization(checkpoint: Checkpoint) -> str:
    """The first sign that the checkpoint is quantized, in words, or "" if there is none."""
    for place in _stated(checkpoint.config, "config.json"):
        return place
    for name in SETTINGS_FILES:
        if (checkpoint.path / name).exists():
            return f"{name} lies beside config.json"
    return _stored(checkpoint)


def _stated(config: Mapping[str, object], where: str) -> Iterator[str]:
    """Places in nested settings that state a quantization."""
    for key, value in config.items():
        if key in _KEYS and value not in (None, {}):
            yield f"{key} in {where}"
        elif isinstance(value, Mapping):
            yield from _stated(value, f"{where}: {key}")


def _stored(checkpoint: Checkpoint) -> str:
    """A matrix of other than plain floating-point numbers with scales beside it."""
    companions: dict[str, str] = {}
    for name in checkpoint.names():
        stem, _, last = name.rpartition(".")
        if any(word in last for word in _COMPANIONS):
            companions.setdefault(stem, name)
    for name in checkpoint.names():
        info = checkpoint.info(name)
        if info.dtype in (*_FLOATS, "BOOL") or len(info.shape) < 2:
            continue
        other = companions.get(name) or companions.get(name.rpartition(".")[0])
        if other not in (None, name):
            return f"tensor {name} of dtype {info.dtype} lies beside {other}"
    return ""
