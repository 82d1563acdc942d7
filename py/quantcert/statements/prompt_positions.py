"""Modules that check what is claimed of two networks at some positions of a text.

They rest on the numbers of both boxes alone, not on the networks that these enclose: so they can be
checked before those, and anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quantcert import __version__
from quantcert.statements.data_text import Literal, definition_text
from quantcert.statements.prompt_pair import PairTerms
from quantcert.statements.render import PREAMBLE, render_text

_MOST_ENTRIES = 1 << 16
_MOST_POSITIONS = 32
"""Of a module; it has one position at least."""

PositionProofs = Mapping[int, Mapping[str, str]]
"""For each position the proofs of what is checked there, by what it shows."""


@dataclass(frozen=True)
class PositionsModule:
    """The module `name` about some positions; `proofs` are those that it gives."""

    name: str
    source: str
    proofs: PositionProofs


def position_groups(length: int, dim: int) -> list[range]:
    """The positions of each module, for a text of `length` tokens and outputs of `dim` entries."""
    size = max(1, min(_MOST_POSITIONS, _MOST_ENTRIES // dim))
    return [range(start, min(length, start + size)) for start in range(0, length, size)]


def positions_module(
    name: str, terms: PairTerms, places: range, imports: tuple[str, ...], apart: bool
) -> PositionsModule:
    """The module of these places; with `apart` the numbers are in a data module.

    Raises ArithmeticError for boxes that are too wide to be compared.
    """
    checks = {t: terms.checks(t) for t in places}
    facts = {
        "name": name,
        "imports": imports,
        "checks": [_facts(t, list(found.values())) for t, found in checks.items()],
        **common_facts(terms, apart),
    }
    source = render_text("prompt_positions.lean.j2", facts) + "\n"
    proofs = {t: dict(_proofs(f"{name}.checked_{t}", found)) for t, found in checks.items()}
    return PositionsModule(name, source, proofs)


def common_facts(terms: PairTerms, apart: bool) -> dict[str, object]:
    """What the templates about two networks have in common."""
    literals: Mapping[str, Literal] = {} if apart else terms.literals
    return {
        "version": __version__,
        "preamble": PREAMBLE,
        "numbers": {key: definition_text(value) for key, value in literals.items()},
        "definitions": terms.definitions,
    }


def _facts(t: int, checks: Sequence[str]) -> dict[str, object]:
    """What the template asks for about a position."""
    proof = ", ".join("by decide +kernel" for _ in checks)
    return {
        "t": t,
        "statement": " ∧\n      ".join(f"{check} = true" for check in checks),
        "proof": f"⟨{proof}⟩" if len(checks) > 1 else proof,
    }


def _proofs(theorem: str, checks: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each conjunct of a theorem."""
    for place, shown in enumerate(checks):
        last = place + 1 == len(checks)
        yield shown, theorem + ".2" * place + ("" if last else ".1")
