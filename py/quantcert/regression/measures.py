"""What a baseline holds of each thing, and which way is weaker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction

from quantcert.certificate import Discharge, Evidence, Verdict
from quantcert.regression.rules import RegressionRule as Rule

Fact = Fraction | str | tuple[str, ...]
"""An exact number, a word or a digest, or names."""
Facts = Mapping[str, Fact]


class Weaker(Enum):
    """When a fact is weaker than the earlier one."""

    IF_LARGER = auto()
    IF_SMALLER = auto()
    IF_LATER = auto()
    """Words in the order of `Measure.order`, the strongest first."""
    IF_OTHER = auto()
    IF_MORE = auto()
    """Names: if there is one that was not there."""
    BY_FORM = auto()
    """Names of theorems' forms, which are compared themselves."""
    NOTED = auto()
    """Never, but another one is told."""
    NEVER = auto()


@dataclass(frozen=True)
class Measure:
    """How facts under a key are compared, and what their rule is; `told` names them in messages."""

    weaker: Weaker
    rule: Rule
    told: str = ""
    order: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether the facts are numbers."""
        return self.weaker in (Weaker.IF_LARGER, Weaker.IF_SMALLER)


@dataclass(frozen=True)
class Section:
    """Things of one kind: the measures of their facts, rules for one that is gone or new."""

    measures: Mapping[str, Measure]
    gone: Rule | None = None
    new: Rule | None = None

    def measure(self, key: str) -> Measure:
        """The measure of a key; `bound of W x` has that of `bound`. Raises KeyError."""
        return self.measures[key.partition(" of ")[0]]


def _larger(rule: Rule, told: str) -> Measure:
    return Measure(Weaker.IF_LARGER, rule, told)


def _order(rule: Rule, told: str, *words: str) -> Measure:
    return Measure(Weaker.IF_LATER, rule, told, words)


_VERDICT = _order(
    Rule.VERDICT,
    "verdict",
    *(Verdict.PROVED, Verdict.PROVED_VACUOUS, Verdict.MEASURED, Verdict.UNPROVED, Verdict.FAILED),
)
_BOUND = _larger(Rule.BOUND, "bound")
_ALLOWED = _larger(Rule.REQUIREMENT, "allowed error")
_THEOREMS = Measure(Weaker.BY_FORM, Rule.STATEMENT, "theorems")
_DIGEST = Measure(Weaker.NEVER, Rule.STATEMENT, "digest")
_CLAIMS = {"theorems": _THEOREMS, "subject": _DIGEST, "claims": _DIGEST}

SECTIONS: Mapping[str, Section] = {
    "checkpoint": Section(
        {
            "accepted": _order(Rule.VERDICT, "accepted", "yes", "no"),
            "level": _order(Rule.EVIDENCE, "level", "weights", "rows", "structure"),
            "lean": _order(Rule.EVIDENCE, "Lean", "pinned", "stock", "named"),
            "accumulator_bits": _larger(Rule.REQUIREMENT, "bits of the accumulator"),
            "activation_min": _larger(Rule.REQUIREMENT, "smallest activation"),
            "activation_max": Measure(Weaker.IF_SMALLER, Rule.REQUIREMENT, "largest activation"),
            "weights_proved": Measure(Weaker.IF_SMALLER, Rule.COVERAGE, "weights proved"),
            "weights_left_out": _larger(Rule.COVERAGE, "weights that no theorem is about"),
        },
        gone=Rule.COVERAGE,
    ),
    "theorems": Section(
        {
            "statement": Measure(Weaker.IF_OTHER, Rule.STATEMENT, "statement"),
            "definitions": Measure(Weaker.IF_OTHER, Rule.DEFINITION, "definitions"),
            "axioms": Measure(Weaker.IF_MORE, Rule.AXIOM, "axioms"),
        }
    ),
    "layers": Section(
        {
            "verdict": _VERDICT,
            "stored": Measure(Weaker.NOTED, Rule.EVIDENCE, "stored as"),
            "evidence": _order(Rule.EVIDENCE, "evidence", *Evidence),
            "input_abs_max": Measure(Weaker.IF_SMALLER, Rule.ASSUMPTION, "range of inputs"),
            "bound": _BOUND,
            "weight_error": _larger(Rule.BOUND, "largest error of a weight"),
            "norm": _larger(Rule.BOUND, "norm"),
            "allowed": _ALLOWED,
            "allowed_share": _larger(Rule.REQUIREMENT, "allowed share"),
            **_CLAIMS,
        },
        gone=Rule.COVERAGE,
    ),
    "justifications": Section(
        {"expires": Measure(Weaker.IF_OTHER, Rule.REQUIREMENT, "last day")}, new=Rule.REQUIREMENT
    ),
    "hypotheses": Section(
        {
            "statement": Measure(Weaker.IF_OTHER, Rule.ASSUMPTION, "statement"),
            "discharged": _order(Rule.ASSUMPTION, "discharged", *Discharge),
        },
        new=Rule.ASSUMPTION,
    ),
    "scopes": Section(
        {
            "verdict": _VERDICT,
            "bound": _BOUND,
            "probability_ratio": _larger(Rule.BOUND, "factor of probabilities"),
            "allowed": _ALLOWED,
            **_CLAIMS,
        },
        gone=Rule.COVERAGE,
    ),
    "blocks": Section(
        {
            "verdict_alone": _VERDICT,
            "verdict_accumulated": _VERDICT,
            "alone": _larger(Rule.BOUND, "bound alone"),
            "accumulated": _larger(Rule.BOUND, "accumulated bound"),
            "theorems": _THEOREMS,
        },
        gone=Rule.COVERAGE,
    ),
    "all prompts": Section(
        {
            "agreeing_share": Measure(Weaker.IF_SMALLER, Rule.REQUIREMENT, "share of same tokens"),
            "allowed": _ALLOWED,
        },
        gone=Rule.COVERAGE,
    ),
    "prompts": Section(
        {
            "tokens": Measure(Weaker.IF_OTHER, Rule.COVERAGE, "tokens"),
            "verdict": _VERDICT,
            "agreeing": Measure(Weaker.IF_SMALLER, Rule.VERDICT, "same next tokens"),
            "bound": _BOUND,
            **_CLAIMS,
        },
        gone=Rule.COVERAGE,
    ),
    "integer runs": Section(
        {
            "tokens": Measure(Weaker.IF_OTHER, Rule.COVERAGE, "tokens"),
            "verdict": _VERDICT,
            "bound": _BOUND,
            **_CLAIMS,
        },
        gone=Rule.COVERAGE,
    ),
    "after_norms": Section(
        {"verdict": _VERDICT, "bound": _BOUND, "theorems": _THEOREMS}, gone=Rule.COVERAGE
    ),
}
