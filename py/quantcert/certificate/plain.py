"""Certificates as plain JSON values and back, field by field.

Fractions are written as strings "numerator/denominator" (or "numerator"), and beside the field `x`
of a fraction stands `x_decimal`, four digits, rounded so that what is claimed stays true: bounds
upward; requirements, the cost of dropping a layer, the range of inputs and leads of tokens
downward.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, StrEnum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from quantcert.numbers import lower, upper

DECIMAL = "_decimal"
"""Ending of the key of a decimal number beside an exact one."""

_AS_IT_IS = (str, int, bool, float, NoneType)
_ROUNDED_DOWN = frozenset(
    {
        *("input_abs_max", "requirement", "trivial_bound", "size", "allowed", "allowed_share"),
        *("floor", "original_lead", "quantized_lead"),
        *("max_logit_error", "max_kl", "max_perplexity_ratio"),
    }
)


def to_plain(value: Any) -> Any:
    """Dataclasses, sequences, fractions and enums as plain JSON values."""
    if type(value) in _AS_IT_IS:
        return value
    if dataclasses.is_dataclass(value):
        return _fields(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_plain(item) for item in value]
    return value


def _fields(instance: Any) -> dict[str, Any]:
    """The fields of a dataclass, a decimal number beside each fraction."""
    kind: Any = type(instance)
    plain: dict[str, Any] = {}
    for name, _ in _hints(kind):
        value = getattr(instance, name)
        plain[name] = to_plain(value)
        if isinstance(value, Fraction):
            rounded = lower if name in _ROUNDED_DOWN else upper
            plain[name + DECIMAL] = rounded(value)
    return plain


def from_plain(kind: Any, value: Any) -> Any:
    """The value of a type from its plain JSON form. Raises ValueError if it has none."""
    return _maker(kind)(value)


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """What makes values of a type; there may be a hundred thousand of one."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (wanted,) = (_maker(part) for part in inner if part is not NoneType)
        return lambda value: None if value is None else wanted(value)
    if origin in (tuple, Sequence):
        each = _maker(inner[0])
        return lambda value: tuple(map(each, value))
    if origin in (dict, Mapping):
        each = _maker(inner[1])
        return lambda value: {key: each(item) for key, item in value.items()}
    if dataclasses.is_dataclass(kind):
        return _instance_maker(kind)
    if issubclass(kind, Enum | Fraction | float):
        return cast(Callable[[Any], Any], kind)
    return lambda value: value


def _instance_maker(kind: Any) -> Callable[[Mapping[str, Any]], Any]:
    """What makes a dataclass from its fields; one that is not stated has its default."""
    makers = [(name, _maker(hint)) for name, hint in _hints(kind)]
    return lambda value: kind(**{name: make(value[name]) for name, make in makers if name in value})


@cache
def _hints(kind: Any) -> list[tuple[str, Any]]:
    """The fields of a dataclass, each with its type."""
    hints = get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in dataclasses.fields(kind)]
