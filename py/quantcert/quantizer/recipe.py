"""Recipes: which format each matrix of a checkpoint gets, and how its codes are found.

A recipe file is TOML:

    recipe = "default"
    format = FORMAT
    group_size = 32
    bits_per_weight = 3.5               # in place of a format: those that make the best of it
    follow = true                       # layers make good what the quantized ones before them did

    [[layers]]
    pattern = "model.layers.0.*"        # the first pattern that a name fits counts
    format = FINER

    [[layers]]
    pattern = "*.lm_head.*"
    ignore = true
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import Any

from quantcert.errors import QuantizeError
from quantcert.formats import Target, default_target, targets

_KEYS = ("recipe", "format", "group_size", "bits_per_weight", "follow", "layers")
_LAYER_KEYS = ("pattern", "format", "group_size", "ignore")


class Effort(StrEnum):
    """How codes are found."""

    FAST = "fast"
    """Each weight is rounded to nearest; scales are searched."""

    DEFAULT = "default"
    """The original reads a text; errors are made good where its layers' inputs allow it."""

    BEST = "best"
    """As default with more effort, and groups of columns in the order of what they read."""

    @property
    def sweeps(self) -> int:
        """How often codes and scales are bettered."""
        return {Effort.FAST: 0, Effort.DEFAULT: 2, Effort.BEST: 4}[self]

    @property
    def is_ordered(self) -> bool:
        """Whether groups of columns are rounded by falling second moment of what they read."""
        return self is Effort.BEST


@dataclass(frozen=True)
class Choice:
    """The format of a matrix, and columns of a group."""

    target: Target
    group_size: int


@dataclass(frozen=True)
class Rule:
    """What matrices get whose names fit a pattern; None if they are left as they are."""

    pattern: str
    choice: Choice | None


@dataclass(frozen=True)
class Recipe:
    """How a checkpoint is quantized.

    Attributes:
        effort: how codes are found.
        choice: what a matrix gets that no rule names.
        rules: the first that fits a name counts.
        bits_per_weight: what the matrices may take on average; those that no rule names get the
            formats that make the best of it. None if they get `choice`.
        follow: whether layers are fitted to what the quantized ones before them make.
    """

    effort: Effort
    choice: Choice
    rules: tuple[Rule, ...] = ()
    bits_per_weight: Fraction | None = None
    follow: bool = False

    def of(self, name: str) -> Choice | None:
        """What a matrix gets; None if it is not quantized."""
        found = (rule.choice for rule in self.rules if fnmatchcase(name, rule.pattern))
        return next(found, self.choice)

    def is_free(self, name: str) -> bool:
        """Whether no rule names a matrix."""
        return not any(fnmatchcase(name, rule.pattern) for rule in self.rules)


def make_choice(format_name: str, group_size: int | None) -> Choice:
    """A format by name, with its own group size or another.

    Raises:
        QuantizeError: for an unknown format, or a group size that it does not allow.
    """
    known = targets()
    if format_name not in known:
        raise QuantizeError(
            f"format {format_name!r} is not known (one of {', '.join(sorted(known))})"
        )
    target = known[format_name]
    size = target.group_size if group_size is None else group_size
    target.check_group_size(size)
    return Choice(target, size)


def read_recipe(path: Path) -> Recipe:
    """A recipe file.

    Raises:
        QuantizeError: if it cannot be read, or holds an unknown key or a value out of range.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise QuantizeError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise QuantizeError(f"{path}: is not TOML: {error}") from error
    try:
        return _recipe(table)
    except QuantizeError as error:
        raise QuantizeError(f"{path}: {error}") from error


def _recipe(table: Mapping[str, Any]) -> Recipe:
    _check_keys(table, _KEYS)
    effort = table.get("recipe", Effort.DEFAULT)
    if effort not in list(Effort):
        raise QuantizeError(f"recipe {effort!r} is not known (one of {', '.join(Effort)})")
    choice = _choice(table, default_target().name)
    layers = table.get("layers", [])
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        raise QuantizeError("layers must be tables: [[layers]]")
    rules = tuple(_rule(layer, choice) for layer in layers)
    follow = table.get("follow", False)
    if not isinstance(follow, bool):
        raise QuantizeError(f"follow {follow!r} must be true or false")
    if follow and effort == Effort.FAST:
        raise QuantizeError("recipe fast reads no text, its layers cannot follow others")
    recipe = Recipe(Effort(effort), choice, rules, follow=follow)
    if "bits_per_weight" not in table:
        return recipe
    if "format" in table or "group_size" in table:
        raise QuantizeError("bits_per_weight chooses formats, which cannot be given as well")
    return with_budget(recipe, table["bits_per_weight"])


def with_budget(recipe: Recipe, bits: object) -> Recipe:
    """A recipe that gives the bits of a weight.

    Raises:
        QuantizeError: if they are no number from 2 to 8, or the recipe is fast.
    """
    if recipe.effort is Effort.FAST:
        raise QuantizeError("recipe fast cannot spend bits per weight: it reads no text")
    if isinstance(bits, bool) or not isinstance(bits, int | float) or not 2 <= bits <= 8:
        raise QuantizeError(f"bits_per_weight {bits!r} must be a number from 2 to 8")
    choice = make_choice(_middle(), None)
    return replace(recipe, choice=choice, bits_per_weight=Fraction(str(bits)))


def menu() -> list[tuple[str, int]]:
    """Formats and group sizes that a budget of bits chooses from, by falling error."""
    listed = [(target, size) for target in targets().values() for size in target.menu_sizes]
    listed.sort(key=lambda pair: (_code_bits(pair[0]), -pair[1]))
    return [(target.name, size) for target, size in listed]


def _middle() -> str:
    """The finest format of the menu with codes of up to 4 bits: for what nothing is known of."""
    return [name for name, _ in menu() if _code_bits(targets()[name]) <= 4][-1]


def _code_bits(target: Target) -> Fraction:
    """Bits of a code."""
    return Fraction(target.codec.word_bits, target.codec.lanes)


def _rule(layer: Mapping[str, Any], default: Choice) -> Rule:
    _check_keys(layer, _LAYER_KEYS)
    pattern, ignore = layer.get("pattern"), layer.get("ignore", False)
    if not isinstance(pattern, str) or not pattern:
        raise QuantizeError(f"pattern {pattern!r} of a layer must be a text")
    if not isinstance(ignore, bool):
        raise QuantizeError(f"ignore {ignore!r} of layer {pattern!r} must be true or false")
    if ignore:
        if set(layer) > {"pattern", "ignore"}:
            raise QuantizeError(f"layer {pattern!r} is ignored, it can have no format")
        return Rule(pattern, None)
    return Rule(pattern, _choice(layer, default.target.name))


def _choice(table: Mapping[str, Any], default: str) -> Choice:
    name, size = table.get("format", default), table.get("group_size")
    if not isinstance(name, str):
        raise QuantizeError(f"format {name!r} must be a text")
    if size is not None and type(size) is not int:
        raise QuantizeError(f"group_size {size!r} must be an integer")
    return make_choice(name, size)


def _check_keys(table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise QuantizeError(f"key {key!r} is not known (one of {', '.join(known)})")
