"""The keys of config.json that say which rotary embedding a network has.

`rope_scaling` and the key `type` are the older names of `rope_parameters` and `rope_type`; older
configurations hold `rope_theta` beside the object, newer ones in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from quantcert.models.config import (
    NotSupportedError,
    Setting,
    Settings,
    Values,
    as_number,
    shown,
    wrong,
)
from quantcert.models.rotary import ATTENTION, FREQUENCIES, ORIGINAL, THETA, Rotary

_BETAS = {"beta_fast": 32.0, "beta_slow": 1.0}
PARTIAL = "partial_rotary_factor"
_NAMES = ("rope_parameters", "rope_scaling", THETA, PARTIAL, ORIGINAL)
_ORIGINAL_KINDS = ("llama3", "yarn", "longrope")
_REQUIRED = {
    "linear": ("factor",),
    "dynamic": ("factor",),
    "llama3": ("factor", "low_freq_factor", "high_freq_factor", ORIGINAL),
}


def rotary_setting(max_length: Setting[int], default_theta: float = 10000.0) -> Setting[Rotary]:
    """The rotary embedding of a network whose texts have at most `max_length` positions."""

    def read(values: Values, settings: Settings) -> Rotary:
        given = _object(values)
        given.setdefault(THETA, values.get(THETA, default_theta))
        if values.get(PARTIAL) is not None:
            given.setdefault(PARTIAL, values[PARTIAL])
        beside = {ORIGINAL: values[ORIGINAL]} if ORIGINAL in values else {}
        return read_rotary(given, settings[max_length], beside)

    return Setting("rope_parameters", _NAMES, read)


def read_rotary(given: Values, max_length: int, beside: Values | None = None) -> Rotary:
    """The rotary embedding of an object with a kind and its numbers.

    `beside` are numbers that go before those of the object, if the kind has them.
    Raises NotSupportedError for what is not allowed.
    """
    numbers = dict(given)
    kind = _kind(numbers)
    if kind in _ORIGINAL_KINDS:
        numbers.setdefault(ORIGINAL, max_length)
        numbers |= beside or {}
    return _READERS.get(kind, _plain)(kind, _Given(numbers), max_length)


def _object(values: Values) -> dict[str, object]:
    """The object that says how angles are scaled; `rope_scaling` goes before, unless empty."""
    for name in ("rope_scaling", "rope_parameters"):
        value = values.get(name)
        if value is not None and not isinstance(value, Mapping):
            raise wrong(name, value, "an object or null")
        if value:
            return dict(value)
    return {}


def _kind(given: dict[str, object]) -> str:
    """Removed from the object: `rope_type`, or the older `type`."""
    names = [given.pop(key) for key in ("rope_type", "type") if key in given] or ["default"]
    if names[0] != names[-1]:
        raise wrong("rope_parameters: type", names[-1], f"as rope_type, {shown(names[0])}")
    if not isinstance(names[0], str) or names[0] not in FREQUENCIES:
        raise wrong("rope_parameters: rope_type", names[0], " or ".join(map(shown, FREQUENCIES)))
    return names[0]


class _Given:
    """The numbers of the object, each of which must be asked for."""

    def __init__(self, given: dict[str, object]) -> None:
        self._given = given

    def __contains__(self, name: str) -> bool:
        return self._given.get(name) is not None

    def number(self, name: str, default: float | None = None) -> float:
        value = self._given.pop(name, None)
        if value is None and default is not None:
            return default
        return as_number(f"rope_parameters: {name}", value)

    def numbers(self, name: str) -> tuple[float, ...]:
        value = self._given.pop(name, None)
        if not isinstance(value, list):
            raise wrong(f"rope_parameters: {name}", value, "a list of positive numbers")
        return tuple(as_number(f"rope_parameters: {name}", item) for item in value)

    def flag(self, name: str, default: bool) -> bool:
        value = self._given.pop(name, default)
        if not isinstance(value, bool):
            raise wrong(f"rope_parameters: {name}", value, "true or false")
        return value

    def finish(self, kind: str) -> None:
        """Raises NotSupportedError for a number that nobody asked for."""
        if self._given.pop(PARTIAL, 1) not in (None, 1):
            raise NotSupportedError(f"config.json: {PARTIAL} is not supported (1 or null)")
        for name, value in self._given.items():
            raise NotSupportedError(
                f"config.json: rope_parameters: {shown(name)} {shown(value)} is not known for "
                f"rope_type {shown(kind)}"
            )


def _plain(kind: str, given: _Given, max_length: int) -> Rotary:
    """A kind all of whose numbers must be given."""
    numbers = {name: given.number(name) for name in (THETA, *_REQUIRED.get(kind, ()))}
    given.finish(kind)
    return Rotary(kind, numbers)


def _proportional(kind: str, given: _Given, max_length: int) -> Rotary:
    numbers = {THETA: given.number(THETA)}
    numbers |= {name: given.number(name, 1.0) for name in ("factor", PARTIAL)}
    if numbers[PARTIAL] > 1:
        raise wrong(f"rope_parameters: {PARTIAL}", numbers[PARTIAL], "at most 1")
    given.finish(kind)
    return Rotary(kind, numbers)


def _yarn(kind: str, given: _Given, max_length: int) -> Rotary:
    numbers = {name: given.number(name) for name in (THETA, "factor", ORIGINAL)}
    if numbers[THETA] <= 1:
        raise wrong(f"rope_parameters: {THETA}", numbers[THETA], "above 1")
    numbers |= {
        "beta_fast": given.number("beta_fast", 32),
        "beta_slow": given.number("beta_slow", 1),
    }
    numbers["truncate"] = float(given.flag("truncate", True))

    def scale(amount: float) -> float:
        factor = numbers["factor"]
        return 1.0 if factor <= 1 else 0.1 * amount * math.log(factor) + 1.0

    both = "mscale" in given and "mscale_all_dim" in given
    one, other = given.number("mscale", 1), given.number("mscale_all_dim", 1)
    numbers[ATTENTION] = given.number(ATTENTION, scale(one) / scale(other) if both else scale(1))
    given.finish(kind)
    return Rotary(kind, numbers)


def _longrope(kind: str, given: _Given, max_length: int) -> Rotary:
    numbers = {name: given.number(name) for name in (THETA, ORIGINAL)}
    factor = given.number("factor", max_length / numbers[ORIGINAL])
    default = 1.0
    if factor > 1 and ATTENTION not in given:
        if numbers[ORIGINAL] <= 1:
            raise wrong(f"rope_parameters: {ORIGINAL}", numbers[ORIGINAL], "above 1")
        default = math.sqrt(1 + math.log(factor) / math.log(numbers[ORIGINAL]))
    numbers |= {"factor": factor, ATTENTION: given.number(ATTENTION, default)}
    short, long = given.numbers("short_factor"), given.numbers("long_factor")
    given.finish(kind)
    return Rotary(kind, numbers, short, long)


_READERS: Mapping[str, Callable[[str, _Given, int], Rotary]] = {
    "proportional": _proportional,
    "yarn": _yarn,
    "longrope": _longrope,
}
