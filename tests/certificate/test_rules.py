"""Every rule is documented, in the words of the registry."""

import re
from pathlib import Path

import pytest

from quantcert.certificate import Rule

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
ROWS = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]


def test_the_page_is_the_registry() -> None:
    assert [f"| `{rule}` | {rule.meaning} | {rule.remedy} |" for rule in Rule] == ROWS


@pytest.mark.parametrize("rule", Rule)
def test_a_rule_is_an_id_and_two_sentences(rule: Rule) -> None:
    assert re.fullmatch(r"QC(-[A-Z]+)+", rule)
    assert Rule(rule.value) is rule
    for text in (rule.meaning, rule.remedy):
        assert text[0].isupper()
        assert text.endswith(".")
