"""Requirement files: what a user asks of a checkpoint, in TOML.

A file looks like this; every number is exact (an integer, a decimal or a string such as "1/3"):

    version = 1

    [accumulator]
    width_bits = 32            # two's-complement accumulator of the integer kernel
    activation_min = -128      # range of the integer activations
    activation_max = 127

    [[layer]]                  # rules are tried in order, the first match applies
    pattern = "encoder.*"      # shell pattern over tensor names
    input_abs_max = 4          # assumed max |x_i| of the layer's input
    role = "transposed"        # optional, where the architecture is not known: see below
    max_row_error = 0.5        # largest allowed error of an output, or
    max_relative_error = "1/4" # of each output: largest share of what it can be at all
    negligible = "1e-6"        # optional: this share of the largest output is always allowed

    [network.region]           # optional, likewise [network.all_inputs]
    max_output_error = 2       # largest allowed error of the whole model's outputs so assumed

An output is a row of `W x` (role "linear"), a column of `x W` ("transposed") or a row that is
looked up ("lookup"). `max_row_error` bounds the error of each output for all |x_i| <=
input_abs_max, of a looked-up row that of each entry. With `max_relative_error` the sum of
|w - w_hat| over each row (or column) is at most this share of the sum of its own |w|, plus
`negligible` times the largest such sum: a large row excuses nothing in a small one. Where the role
is not known ("matrix") `W x` and `x W` are both bounded, and the columns have one tolerance, that
of the heaviest.

The tool never chooses a requirement: without a file the shipped `specs/requirements/default.toml`
applies and every output says so.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import Any

from quantcert._resources import specs_dir
from quantcert.errors import RequirementError
from quantcert.roles import Role

_MAX_WIDTH_BITS = 128

NEGLIGIBLE = Fraction(1, 1 << 20)
"""What a row of no weight may err, as a share of the heaviest row: a millionth part, far below what
any format keeps of the heavy row itself."""


@dataclass(frozen=True)
class AccumulatorRequirement:
    """A two's-complement accumulator and the range of the integer activations fed to it."""

    width_bits: int
    activation_min: int
    activation_max: int


@dataclass(frozen=True)
class LayerRequirement:
    """What is asked of the layers that `pattern` matches.

    Exactly one of `max_row_error` (absolute) and `max_relative_error` (share of each row's own sum
    of |w|, to which `negligible` times the largest such sum is added) is set. `role` is what the
    user says that these tensors do.
    """

    pattern: str
    input_abs_max: Fraction
    max_row_error: Fraction | None
    max_relative_error: Fraction | None
    negligible: Fraction = NEGLIGIBLE
    role: Role | None = None


@dataclass(frozen=True)
class Requirements:
    """A parsed requirement file: its origin, digest, accumulator and layer rules.

    `network` holds the largest allowed error of the whole model's outputs by what is
    assumed of its inputs ("all inputs", "region", ...), where one is asked for.
    """

    source: str
    is_default: bool
    sha256: str
    accumulator: AccumulatorRequirement
    layers: tuple[LayerRequirement, ...]
    network: Mapping[str, Fraction] = field(default_factory=dict)

    def for_layer(self, name: str) -> LayerRequirement | None:
        """The first rule whose pattern matches the tensor `name`, or None."""
        return next((rule for rule in self.layers if fnmatchcase(name, rule.pattern)), None)


def load_requirements(path: Path | None) -> Requirements:
    """Read the requirement file at `path`, or the shipped default if `path` is None.

    Raises RequirementError if the file cannot be read or is malformed; the message names the
    file, the key, its value and what is allowed.
    """
    file = path or specs_dir() / "requirements" / "default.toml"
    try:
        data = file.read_bytes()
        table = tomllib.loads(data.decode(), parse_float=Fraction)
    except OSError as error:
        raise RequirementError(f"{file}: cannot be read: {error.strerror}") from error
    except (ValueError, UnicodeDecodeError) as error:
        raise RequirementError(f"{file}: not a TOML file: {error}") from error
    where = _Where(str(file))
    where.known(table, {"version", "accumulator", "layer", "network"})
    if table.get("version") != 1:
        raise where.error("version", table.get("version"), "1")
    rules = table.get("layer", [])
    if not isinstance(rules, list) or not rules:
        raise where.error("layer", rules, "at least one [[layer]] table")
    return Requirements(
        source=file.name,
        is_default=path is None,
        sha256=hashlib.sha256(data).hexdigest(),
        accumulator=_accumulator(where.at("accumulator"), table.get("accumulator", {})),
        layers=tuple(_layer(where.at(f"layer[{i}]"), rule) for i, rule in enumerate(rules)),
        network=_network(where.at("network"), table.get("network", {})),
    )


@dataclass(frozen=True)
class _Where:
    """The place in a requirement file that a message speaks of."""

    file: str
    path: str = ""

    def at(self, key: str) -> _Where:
        return _Where(self.file, f"{self.path}{key}.")

    def error(self, key: str, value: object, allowed: str) -> RequirementError:
        shown = str(value) if isinstance(value, Fraction) else repr(value)
        return RequirementError(f"{self.file}: {self.path}{key} is {shown}, allowed: {allowed}")

    def table(self, raw: object) -> Mapping[str, Any]:
        if not isinstance(raw, dict):
            raise RequirementError(f"{self.file}: {self.path.rstrip('.')} must be a table")
        return raw

    def known(self, raw: object, keys: set[str]) -> Mapping[str, Any]:
        table = self.table(raw)
        for key in table:
            if key not in keys:
                raise RequirementError(
                    f"{self.file}: unknown key {self.path}{key}, allowed: {', '.join(sorted(keys))}"
                )
        return table

    def integer(self, table: Mapping[str, Any], key: str, low: int, high: int) -> int:
        value = table.get(key)
        if type(value) is not int or not low <= value <= high:
            raise self.error(key, value, f"an integer in [{low}, {high}]")
        return value

    def non_negative(self, table: Mapping[str, Any], key: str) -> Fraction:
        value = table.get(key)
        try:
            if isinstance(value, bool) or not isinstance(value, int | str | Fraction):
                raise ValueError
            number = Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise self.error(key, value, "an exact number >= 0, such as 0.5 or '1/3'") from None
        if number < 0:
            raise self.error(key, value, "an exact number >= 0")
        return number


def _accumulator(where: _Where, raw: object) -> AccumulatorRequirement:
    table = where.known(raw, {"width_bits", "activation_min", "activation_max"})
    limit = 2**31
    low = where.integer(table, "activation_min", -limit, 0)
    high = where.integer(table, "activation_max", 0, limit)
    width = where.integer(table, "width_bits", 2, _MAX_WIDTH_BITS)
    return AccumulatorRequirement(width, low, high)


def _layer(where: _Where, raw: object) -> LayerRequirement:
    keys = {"pattern", "input_abs_max", "max_row_error", "max_relative_error", "negligible", "role"}
    table = where.known(raw, keys)
    pattern = table.get("pattern")
    if not isinstance(pattern, str) or not pattern:
        raise where.error("pattern", pattern, "a shell pattern such as 'encoder.*'")
    if ("max_row_error" in table) == ("max_relative_error" in table):
        given = sorted({"max_row_error", "max_relative_error"} & set(table))
        raise where.error("(tolerance)", given, "exactly one of max_row_error, max_relative_error")

    def optional(key: str) -> Fraction | None:
        return where.non_negative(table, key) if key in table else None

    return LayerRequirement(
        pattern=pattern,
        input_abs_max=where.non_negative(table, "input_abs_max"),
        max_row_error=optional("max_row_error"),
        max_relative_error=optional("max_relative_error"),
        negligible=NEGLIGIBLE
        if "negligible" not in table
        else where.non_negative(table, "negligible"),
        role=_role(where, table),
    )


def _role(where: _Where, table: Mapping[str, Any]) -> Role | None:
    if "role" not in table:
        return None
    try:
        return Role(table["role"])
    except ValueError:
        raise where.error("role", table["role"], ", ".join(Role)) from None


def _network(where: _Where, raw: object) -> dict[str, Fraction]:
    """The largest allowed output error by the name of an assumption."""
    table = where.table(raw)
    found = {}
    for key, rule in table.items():
        inner = where.at(key)
        inner.known(rule, {"max_output_error"})
        found[key.replace("_", " ")] = inner.non_negative(rule, "max_output_error")
    return found
