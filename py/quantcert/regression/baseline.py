"""Baselines: what a certificate once showed, as a small file to be committed and reviewed.

It holds no statements but digests and numbers; a line is a thing, in the order of names, so that
a changed bound is a changed line. Equal certificates give equal bytes on every machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import Any

from quantcert.certificate import Certificate
from quantcert.certificate.plain import DECIMAL
from quantcert.documents import read_document
from quantcert.errors import BaselineError
from quantcert.numbers import lower, upper
from quantcert.regression.claims import Sections
from quantcert.regression.facts import facts_of
from quantcert.regression.measures import SECTIONS, Fact, Facts, Measure, Weaker

SCHEMA_VERSION = 1
_FRACTION = re.compile(r"-?[0-9]+(/[0-9]+)?")
_NAMES = frozenset({Weaker.IF_MORE, Weaker.BY_FORM})
_KIND = {True: "a list of names", False: "a number or a word"}
_COUNTED = frozenset({"checkpoint"})
"""Sections of whole numbers, beside which no decimals stand."""


@dataclass(frozen=True)
class Tolerance:
    """Bounds of things that `pattern` (`SECTION/NAME`) matches may be wider by this share."""

    pattern: str
    share: Fraction


@dataclass(frozen=True)
class Cost:
    """What a run cost; it differs from machine to machine."""

    seconds: float
    peak_mib: float


@dataclass(frozen=True)
class Baseline:
    """What a certificate showed.

    `tolerances` are the user's, the first whose pattern matches applies; `cost` is None unless it
    was asked for.
    """

    model: str
    sections: Sections
    tolerances: tuple[Tolerance, ...] = ()
    cost: Cost | None = None

    def tolerance(self, place: str) -> Fraction:
        """By what share a bound of `place` (`SECTION/NAME`) may be wider."""
        matching = (t.share for t in self.tolerances if fnmatchcase(place, t.pattern))
        return next(matching, Fraction(0))


def baseline_of(
    certificate: Certificate, tolerances: tuple[Tolerance, ...] = (), costs: bool = False
) -> Baseline:
    """The baseline of a certificate, with what its run cost if that is asked for."""
    measured = certificate.measurement
    cost = Cost(_rounded(measured.seconds), _rounded(measured.peak_mib)) if costs else None
    return Baseline(certificate.model, facts_of(certificate), tolerances, cost)


def _rounded(amount: float) -> float:
    return max(0.1, round(amount, 1))


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file. Raises BaselineError if it is none of this version."""
    document = read_document(path, "baseline", BaselineError)
    cost = document["cost"]
    try:
        sections = {name: _decoded(name, document[name]) for name in document.keys() & SECTIONS}
        tolerances = tuple(
            Tolerance(rule["pattern"], Fraction(rule["share"])) for rule in document["tolerances"]
        )
        _check_theorems(sections)
    except (KeyError, ValueError, ZeroDivisionError) as error:
        raise BaselineError(f"{path}: not a baseline: {error}") from error
    return Baseline(document["model"], sections, tolerances, None if cost is None else Cost(**cost))


def to_text(baseline: Baseline) -> str:
    """The file's text, a line for each thing."""
    cost = baseline.cost
    document: dict[str, Any] = {
        "schema": "quantcert-baseline",
        "schema_version": SCHEMA_VERSION,
        "model": baseline.model,
        "tolerances": [{"pattern": t.pattern, "share": str(t.share)} for t in baseline.tolerances],
        "cost": None if cost is None else {"seconds": cost.seconds, "peak_mib": cost.peak_mib},
    }
    for section in SECTIONS:
        if section in baseline.sections:
            things = baseline.sections[section]
            document[section] = {name: _plain(section, things[name]) for name in sorted(things)}
    return _lines(document)


def _lines(document: Mapping[str, Any]) -> str:
    """JSON with a line for each key at the top and each thing of a section."""
    parts = []
    for key, value in document.items():
        if key in SECTIONS and value:
            things = [f"    {_json(name)}: {_json(facts)}" for name, facts in value.items()]
            parts.append(f"  {_json(key)}: {{\n" + ",\n".join(things) + "\n  }")
        else:
            parts.append(f"  {_json(key)}: {_json(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)


def _plain(section: str, facts: Facts) -> dict[str, Any]:
    """Facts as JSON values, a decimal beside each fraction, rounded to its weaker side."""
    plain: dict[str, Any] = {}
    for key, fact in facts.items():
        if not isinstance(fact, Fraction):
            plain[key] = list(fact) if isinstance(fact, tuple) else fact
            continue
        plain[key] = str(fact)
        if section not in _COUNTED and fact.denominator > 1:
            smaller = SECTIONS[section].measure(key).weaker is Weaker.IF_SMALLER
            plain[key + DECIMAL] = (lower if smaller else upper)(fact)
    return plain


def _check_theorems(sections: Sections) -> None:
    """Raise KeyError if things name forms of theorems, or facts of these, that are not there."""
    needed = SECTIONS["theorems"].measures.keys()
    for facts in (facts for things in sections.values() for facts in things.values()):
        names = facts.get("theorems", ())
        for form in names if isinstance(names, tuple) else ():
            if needed - sections["theorems"][form].keys():
                raise KeyError(f"theorems/{form} lacks one of {', '.join(needed)}")
        if "subject" in facts and "claims" not in facts:
            raise KeyError("a subject without claims")


def _decoded(section: str, things: Mapping[str, Mapping[str, Any]]) -> dict[str, Facts]:
    """Facts from JSON values. Raises KeyError, ValueError or ZeroDivisionError for what is none."""
    measure = SECTIONS[section].measure
    return {
        name: {
            key: _fact(measure(key), value)
            for key, value in plain.items()
            if not key.endswith(DECIMAL)
        }
        for name, plain in things.items()
    }


def _fact(measure: Measure, value: Any) -> Fact:
    if isinstance(value, list) != (measure.weaker in _NAMES):
        raise ValueError(f"{value!r}: {measure.told} must be {_KIND[measure.weaker in _NAMES]}")
    if measure.is_number:
        if not _FRACTION.fullmatch(value):
            raise ValueError(f"{value!r}: {measure.told} must be a fraction such as 1/3")
        return Fraction(value)
    return tuple(value) if isinstance(value, list) else str(value)
