"""Whether two config.json describe the same network: every key is compared, after defaults.

A quantized checkpoint is loaded by its own config.json, so a difference in a key on which outputs
depend makes it another network than the one that was analysed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from quantcert.containers import StatedSettings
from quantcert.exact.dyadic import Dyadic
from quantcert.models.config import NotSupportedError, Setting, Settings, Values, shown
from quantcert.models.families import FAMILIES
from quantcert.models.family import REFUSED, Family, same_value

_QUANTIZATION = "quantization_config"  # how the copy was quantized: its format reads it


@dataclass(frozen=True)
class Difference:
    """A key of config.json, or what several say together, as it stands or follows on each side."""

    key: str
    original: str
    quantized: str

    def __str__(self) -> str:
        """For messages."""
        return f"{self.key} is {self.original} in the original, {self.quantized} in the checkpoint"


@dataclass(frozen=True)
class ConfigComparison:
    """`failed` are differences that make it another network, `listed` those that may not."""

    failed: tuple[Difference, ...]
    listed: tuple[Difference, ...]


def compare_configs(original: Values, quantized: Values) -> ConfigComparison:
    """Compare the objects of two config.json; a missing key counts as null or as its default.

    Of a family that is not known all differences but that of `model_type` are listed: no theorem
    speaks of its network, and which keys its outputs depend on is not known. A key on which none
    depends is not listed if the checkpoint does not state it.
    """
    kind = original.get("model_type")
    if not same_value(kind, quantized.get("model_type")):
        return ConfigComparison(tuple(_written(original, quantized, ["model_type"])), ())
    keys = sorted((original.keys() | quantized.keys()) - {_QUANTIZATION})
    family = FAMILIES.get(kind) if isinstance(kind, str) else None
    if family is None:
        return ConfigComparison((), tuple(_written(original, quantized, keys)))
    plain = [key for key in keys if family.ignores(key)]
    others = [key for key in keys if key not in plain and family.setting_of(key) is None]
    classes = tuple(_written(original, quantized, ["architectures"]))
    same_class = family.takes(original) and family.takes(quantized)
    listed = [*(["architectures"] if same_class else []), *plain]
    return ConfigComparison(
        (
            *(() if same_class else classes),
            *_settings(family, original, quantized),
            *_written(_meant(family, original), _meant(family, quantized), others),
        ),
        tuple(_written(original, quantized, (k for k in listed if _is_stated(k, quantized)))),
    )


def _is_stated(key: str, quantized: Values) -> bool:
    """Whether a key is stated; one that is missing in a config.json has its default."""
    return key in quantized or not isinstance(quantized, StatedSettings)


def _written(original: Values, quantized: Values, keys: Iterable[str]) -> Iterator[Difference]:
    """Keys whose values are written differently."""
    for key in keys:
        left, right = original.get(key), quantized.get(key)
        if not same_value(left, right):
            yield Difference(key, shown(left), shown(right))


def _meant(family: Family, values: Values) -> Values:
    """Without `architectures` and the keys that have their one meaning, as if they were missing."""
    allowed = {**REFUSED, **family.refused, "architectures": (values.get("architectures"),)}
    return {
        key: value
        for key, value in values.items()
        if not any(same_value(value, other) for other in allowed.get(key, ()))
    }


def _settings(family: Family, original: Values, quantized: Values) -> Iterator[Difference]:
    """Settings with different values; one that is not allowed is compared as it is written."""
    for setting in family.settings:
        left, right = (_value(family, setting, values) for values in (original, quantized))
        if left != right:
            yield Difference(setting.name, _text(left), _text(right))


@dataclass(frozen=True)
class _NotAllowed:
    text: str


def _value(family: Family, setting: Setting[Any], values: Values) -> object:
    try:
        return Settings(values, family.settings)[setting]
    except NotSupportedError:
        written = {name: values[name] for name in setting.names if name in values}
        return _NotAllowed(shown(written.get(setting.name, written)))


def _text(value: object) -> str:
    if isinstance(value, _NotAllowed):
        return value.text
    if isinstance(value, Dyadic):
        return shown(float(value.fraction))
    return shown(value) if isinstance(value, bool | int | float | str | tuple) else str(value)
