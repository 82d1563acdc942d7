"""The rules of proof regression: every way in which a certificate can be weaker than a baseline.

Ids never change. A rule is listed in `docs/regression.md` in the same words.
"""

from __future__ import annotations

from enum import StrEnum


class RegressionRule(StrEnum):
    """The id of a rule; `meaning` says what got weaker."""

    meaning: str

    def __new__(cls, identifier: str, meaning: str) -> RegressionRule:
        """The rule of this id."""
        rule = str.__new__(cls, identifier)
        rule._value_ = identifier
        rule.meaning = meaning
        return rule

    STATEMENT = (
        "QC-REGRESS-STATEMENT",
        "A theorem is missing, has another statement apart from its numbers, or states other "
        "numbers of the same tensors and requirements, though no bound has changed.",
    )
    DEFINITION = (
        "QC-REGRESS-DEFINITION",
        "A definition of the Lean library on which statements rest has changed: the same words may "
        "mean something else.",
    )
    AXIOM = (
        "QC-REGRESS-AXIOM",
        "A theorem rests on an axiom on which it did not rest.",
    )
    BOUND = (
        "QC-REGRESS-BOUND",
        "A proved bound is wider than the baseline's by more than the tolerance, or is missing.",
    )
    VERDICT = (
        "QC-REGRESS-VERDICT",
        "A verdict is weaker: what was proved is vacuous, refused or no longer accepted.",
    )
    COVERAGE = (
        "QC-REGRESS-COVERAGE",
        "A layer, a block, a scope or a prompt is missing or another one, fewer weights are "
        "proved, or more are left out.",
    )
    ASSUMPTION = (
        "QC-REGRESS-ASSUMPTION",
        "Something else is assumed: a new or changed hypothesis, one with less behind it, or a "
        "smaller range of inputs.",
    )
    REQUIREMENT = (
        "QC-REGRESS-REQUIREMENT",
        "Less is asked: a larger error is allowed, none at all is named, a failure is justified, "
        "the accumulator is wider or the range of activations smaller.",
    )
    EVIDENCE = (
        "QC-REGRESS-EVIDENCE",
        "What stands behind the theorems is weaker: measured sums in place of weights that the "
        "kernel checks, structure alone, or a Lean that is not the pinned one.",
    )
    TIME = (
        "QC-REGRESS-TIME",
        "The run took longer than the allowed multiple of the baseline's time.",
    )
    MEMORY = (
        "QC-REGRESS-MEMORY",
        "The run needed more memory than the allowed multiple of the baseline's.",
    )
