"""Cases computed in Python, put before the Lean kernel, which evaluates the definitions on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from quantcert.lean import CheckJob, Library, Limits, ModuleResult, ModuleVerdict, check_modules
from quantcert.lean.pattern.book import PatternBook

_CASES_OF_A_MODULE = 200
_JOBS = 2


@dataclass(frozen=True)
class Case:
    """A Lean `term` with the expected values in it; `origin` says how to make the case again."""

    origin: str
    term: str


@dataclass(frozen=True)
class Property:
    """What the kernel is to confirm of cases.

    `statement` has `{}` for the terms of up to `together` cases, separated by commas;
    `definitions` are Lean definitions that the statement mentions.
    """

    imports: tuple[str, ...]
    statement: str
    proof: str = "by decide +kernel"
    together: int = 1
    definitions: str = ""


class Kernel:
    """The kernel, given the compiled library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def confirm(self, prop: Property, cases: Sequence[Case]) -> None:
        """Raise AssertionError, naming the first refused case, unless the property holds of all."""
        size = min(_CASES_OF_A_MODULE, -(-len(cases) // _JOBS))
        count = -(-len(cases) // size)
        parts = [cases[part::count] for part in range(count)]  # heavy kinds of cases in all parts
        for part, result in zip(parts, self._check(prop, parts), strict=True):
            if result.verdict is not ModuleVerdict.ACCEPTED:
                case = self._first_refused(prop, part)
                raise AssertionError(f"{case.origin}: {result.reason}: {case.term}")

    def verdicts(self, prop: Property, cases: Sequence[Case]) -> list[ModuleVerdict]:
        """The verdict on each case by itself."""
        return [result.verdict for result in self._check(prop, [[case] for case in cases])]

    def _first_refused(self, prop: Property, cases: Sequence[Case]) -> Case:
        """The first case of a part that is not accepted as a whole."""
        while len(cases) > 1:
            half = cases[: len(cases) // 2]
            accepted = self._check(prop, [half])[0].verdict is ModuleVerdict.ACCEPTED
            cases = cases[len(half) :] if accepted else half
        return cases[0]

    def _check(self, prop: Property, parts: Sequence[Sequence[Case]]) -> list[ModuleResult]:
        """What became of a module for each part, in order."""
        jobs = [_job(f"Differential.Part{k}", prop, part) for k, part in enumerate(parts)]
        limits = Limits(seconds=120.0)
        with pytest.MonkeyPatch.context() as patch:
            # hardly two parts differ in numbers alone: a pattern would be elaborated in vain
            patch.setattr(PatternBook, "filled", lambda *_, **__: None)
            results = {r.name: r for r in check_modules(self._library, jobs, _JOBS, limits)}
        return [results[job.name] for job in jobs]


def _job(name: str, prop: Property, cases: Sequence[Case]) -> CheckJob:
    """A module with a theorem for every `prop.together` cases."""
    preamble = f"open QuantCert\n{_in_hexadecimal(prop.definitions)}"
    statements = []
    for start in range(0, len(cases), prop.together):
        terms = ", ".join(case.term for case in cases[start : start + prop.together])
        statements.append(f": {_in_hexadecimal(prop.statement.format(terms))}")
    theorems = {f"cases_{k}": statement for k, statement in enumerate(statements)}
    lines = ["prelude", *(f"import {module}" for module in prop.imports), preamble]
    lines += [f"theorem {k} {statement} :=\n  {prop.proof}" for k, statement in theorems.items()]
    return CheckJob(name, "\n".join(lines) + "\n", theorems, preamble, prop.imports)


def _in_hexadecimal(text: str) -> str:
    """The text with its numbers in base 16.

    Texts that differ in decimal numbers alone are elaborated once, with large numbers in their
    places: the kernel would count up to these.
    """
    return re.sub(r"(?<![\w.'])\d+(?![\w.'])", lambda number: hex(int(number[0])), text)
