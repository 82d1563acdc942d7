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

    [[justifications]]         # optional: why a missed requirement is borne for a while
    layer = "encoder.layer.0.*"
    check = "QC-LINE-SHARE"    # or QC-ROW-ERROR, QC-ACCUMULATOR; nothing else can be justified
    rationale = "Rows of padding tokens, never looked up: analysis SA-17."
    author = "A. Author"
    expires = 2027-06-30       # the last day on which it counts

    [network.region]           # optional, likewise [network.all_inputs]
    max_output_error = 2       # largest allowed error of the whole model's outputs so assumed

    [prompts]                  # what is asked of each prompt of --prompts
    same_next_token = true     # after every token both networks choose the same next one
    min_agreeing_share = 0.9   # or: they do so after this share of the tokens
    max_logit_error = 0.5      # largest allowed difference of a logit
    max_kl = 0.01              # ... divergence of a next token's distribution, in nats
    max_perplexity_ratio = 1.1 # ... perplexity of the prompt over the original's

    [prompts]                  # ... if the model is an encoder, which has no next tokens
    max_output_error = 0.5     # largest allowed difference of an entry of a token's vector
    min_cosine = 0.99          # of the angle between both networks' embeddings of the prompt

An output is a row of `W x` (role "linear"), a column of `x W` ("transposed") or a row that is
looked up ("lookup"). `max_row_error` bounds the error of each output for all |x_i| <=
input_abs_max, of a looked-up row that of each entry. With `max_relative_error` the sum of
|w - w_hat| over each row (or column) is at most this share of the sum of its own |w|, plus
`negligible` times the largest such sum: a large row excuses nothing in a small one. Where the role
is not known ("matrix") `W x` and `x W` are both bounded, and the columns have one tolerance, that
of the heaviest.

A justification changes no verdict: the layer stays FAILED, and the run is accepted "with
justifications" if every check that the layer fails has one. One that is expired or that no failed
check needs rejects.

The same next tokens are asked for unless `same_next_token` is false or a smaller share is given.

A file without [accumulator] or [prompts] has those of the shipped file, a file without [[layer]]
its rules. A pattern that no quantized matrix has is an error. Format:
`specs/schemas/requirements.schema.json`.

The tool never chooses a requirement: without a file the shipped `specs/requirements/default.toml`
applies and every output says so.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import Any

from quantcert._resources import specs_dir
from quantcert.documents import first_fault
from quantcert.errors import RequirementError
from quantcert.roles import Role

_LARGEST_EXPONENT = 9999
_LONGEST_LINE = 2000

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
class JustificationRule:
    """Why layers that `layer` matches may fail `check`, by whom, and the last day it counts on."""

    layer: str
    check: str
    rationale: str
    author: str
    expires: date


@dataclass(frozen=True)
class PromptRequirement:
    """What is asked of each prompt; None where nothing is.

    `min_agreeing_share` is of its positions: of those after which both networks choose the same
    token. Divergences are in nats. `max_output_error` and `min_cosine` are asked of encoders, and
    nothing else is.
    """

    min_agreeing_share: Fraction | None = Fraction(1)
    max_logit_error: Fraction | None = None
    max_kl: Fraction | None = None
    max_perplexity_ratio: Fraction | None = None
    max_output_error: Fraction | None = None
    min_cosine: Fraction | None = None

    def of_encoder(self) -> PromptRequirement:
        """What of this can be asked of an encoder."""
        return PromptRequirement(
            None, max_output_error=self.max_output_error, min_cosine=self.min_cosine
        )


@dataclass(frozen=True)
class Requirements:
    """A parsed requirement file: origin, digest, text, accumulator, layer rules, justifications.

    `prompts` is what is asked of each prompt; `prompt_keys` are those by which the file says so.
    `network` holds the largest allowed error of the whole model's outputs by what is
    assumed of its inputs ("all inputs", "region", ...), where one is asked for.
    """

    source: str
    is_default: bool
    sha256: str
    text: str
    accumulator: AccumulatorRequirement
    layers: tuple[LayerRequirement, ...]
    network: Mapping[str, Fraction] = field(default_factory=dict)
    justifications: tuple[JustificationRule, ...] = ()
    prompts: PromptRequirement = PromptRequirement()
    prompt_keys: tuple[str, ...] = ()

    def for_layer(self, name: str) -> LayerRequirement | None:
        """The first rule whose pattern matches the tensor `name`, or None."""
        return next((rule for rule in self.layers if fnmatchcase(name, rule.pattern)), None)

    def justifies(self, name: str) -> bool:
        """Whether some justification is about the tensor `name`."""
        return any(fnmatchcase(name, rule.layer) for rule in self.justifications)

    def check_patterns(self, names: Iterable[str]) -> None:
        """Raises RequirementError for a rule whose pattern none of these tensors has."""
        known = list(names)
        for number, rule in enumerate(self.layers):
            if not any(fnmatchcase(name, rule.pattern) for name in known):
                example = f", such as {known[0]}" if known else ""
                raise RequirementError(
                    f"{self.source}: layer[{number}].pattern is {rule.pattern!r}, allowed: one "
                    f"that matches one of the {len(known)} quantized matrices{example}"
                )


def load_requirements(path: Path | None) -> Requirements:
    """Read the requirement file at `path`, or the shipped default if `path` is None.

    Raises RequirementError if the file cannot be read or is malformed; the message names the
    file, the key, its value and what is allowed.
    """
    file = path or specs_dir() / "requirements" / "default.toml"
    try:
        data = file.read_bytes()
        text = data.decode()
        _refuse_long_lines(text)
        table = tomllib.loads(text, parse_float=_number)
    except OSError as error:
        raise RequirementError(f"{file}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise RequirementError(f"{file}: not a TOML file: {error}") from error
    fault = first_fault(table, "requirements")
    if fault is not None:
        raise RequirementError(f"{file}: {fault}")
    shipped = None if path is None else load_requirements(None)
    return Requirements(
        source=file.name,
        is_default=path is None,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        accumulator=AccumulatorRequirement(**table["accumulator"])
        if shipped is None or "accumulator" in table
        else shipped.accumulator,
        layers=tuple(map(_layer, table["layer"]))
        if shipped is None or "layer" in table
        else shipped.layers,
        network={
            name.replace("_", " "): Fraction(rule["max_output_error"])
            for name, rule in table.get("network", {}).items()
        },
        justifications=tuple(_justification(file, *each) for each in _justifications(table)),
        prompts=_prompts(file, table["prompts"])
        if shipped is None or "prompts" in table
        else shipped.prompts,
        prompt_keys=() if path is None else tuple(table.get("prompts", ())),
    )


def _refuse_long_lines(text: str) -> None:
    """Raises ValueError. The parser takes the square of the number of parts of a dotted key."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            raise ValueError(f"line {number}: {len(line)} characters, at most {_LONGEST_LINE}")


def _number(text: str) -> Fraction:
    """A decimal number, exactly. Raises ValueError for one of more than some thousand digits."""
    exponent = re.search("[eE]([+-]?[0-9]+)$", text)
    if exponent is not None and abs(int(exponent[1])) > _LARGEST_EXPONENT:
        raise ValueError(f"{text}: exponents go up to {_LARGEST_EXPONENT}")
    return Fraction(text)


def _justifications(table: Mapping[str, Any]) -> Iterable[tuple[int, Mapping[str, Any]]]:
    return enumerate(table.get("justifications", ()))


def _justification(file: Path, number: int, table: Mapping[str, Any]) -> JustificationRule:
    """Raises RequirementError for a date that is none; the schema cannot say what one is."""
    expires = table["expires"]
    if type(expires) is not date:
        raise RequirementError(
            f"{file}: justifications[{number}].expires is {str(expires)!r}, allowed: a date such "
            "as 2027-06-30, without quotation marks"
        )
    return JustificationRule(**table)


def _layer(table: Mapping[str, Any]) -> LayerRequirement:
    def optional(key: str) -> Fraction | None:
        return Fraction(table[key]) if key in table else None

    return LayerRequirement(
        pattern=table["pattern"],
        input_abs_max=Fraction(table["input_abs_max"]),
        max_row_error=optional("max_row_error"),
        max_relative_error=optional("max_relative_error"),
        negligible=Fraction(table.get("negligible", NEGLIGIBLE)),
        role=Role(table["role"]) if "role" in table else None,
    )


def _prompts(file: Path, table: Mapping[str, Any]) -> PromptRequirement:
    numbers = {key: Fraction(v) for key, v in table.items() if key != "same_next_token"}
    share = numbers.setdefault("min_agreeing_share", Fraction(1))
    _refuse_above_one(file, "min_agreeing_share", share)
    _refuse_above_one(file, "min_cosine", numbers.get("min_cosine", share))
    if table.get("same_next_token", False) and share < 1:
        raise RequirementError(
            f"{file}: prompts.min_agreeing_share is {share}, allowed: 1, as same_next_token is true"
        )
    if not table.get("same_next_token", True) and "min_agreeing_share" not in table:
        return PromptRequirement(**{**numbers, "min_agreeing_share": None})
    return PromptRequirement(**numbers)


def _refuse_above_one(file: Path, key: str, value: Fraction) -> None:
    if value > 1:
        raise RequirementError(f"{file}: prompts.{key} is {value}, allowed: a number of at most 1")


_OF_ENCODERS = ("max_output_error", "min_cosine")
"""What is asked of prompts to encoders; everything else is about next tokens."""


def refuse_foreign_keys(requirements: Requirements, encodes: bool) -> None:
    """Raise RequirementError for what can not be asked of the outputs of a network.

    `encodes`: whether it gives a vector for each token, and no next tokens.
    """
    for key in requirements.prompt_keys:
        if (key in _OF_ENCODERS) != encodes:
            network = "an encoder, which has no next tokens" if encodes else "no encoder"
            raise RequirementError(
                f"{requirements.source}: prompts.{key}: the model is {network}, allowed: "
                f"{', '.join(_OF_ENCODERS) if encodes else 'what is asked of next tokens'}"
            )
