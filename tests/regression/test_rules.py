"""Every rule of regression is documented, in the words of the registry."""

import re
from pathlib import Path

import pytest

from quantcert.regression.measures import SECTIONS
from quantcert.regression.rules import RegressionRule

PAGE = Path(__file__).parents[2] / "docs" / "regression.md"
ROWS = [line for line in PAGE.read_text().splitlines() if line.startswith("| `QC-")]


def test_the_page_is_the_registry() -> None:
    assert [f"| `{rule}` | {rule.meaning} |" for rule in RegressionRule] == ROWS


@pytest.mark.parametrize("rule", RegressionRule)
def test_a_rule_is_an_id_and_a_sentence(rule: RegressionRule) -> None:
    assert re.fullmatch(r"QC-REGRESS-[A-Z]+", rule)
    assert RegressionRule(rule.value) is rule
    assert rule.meaning[0].isupper()
    assert rule.meaning.endswith(".")


def test_every_rule_but_those_of_costs_is_that_of_a_fact() -> None:
    used = {m.rule for section in SECTIONS.values() for m in section.measures.values()}
    assert set(RegressionRule) - used == {RegressionRule.TIME, RegressionRule.MEMORY}
