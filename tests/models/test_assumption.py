"""Assumptions: their names, and what theorems are given of them."""

import pytest

from quantcert.models.assumption import ALL_INPUTS, Assumption, TextHypothesis
from quantcert.models.region import Region

SHORT = TextHypothesis("short", "text.length ≤ 8")
REGION = Region({}, {}, "texts", "0" * 64)


def test_a_name_is_one_word_in_lean() -> None:
    assert ALL_INPUTS.word == "all_inputs"
    assert Assumption("texts of 8 tokens").word == "texts_of_8_tokens"


@pytest.mark.parametrize("name", ["", "Region", "a  b", " a", "a ", "a_b", "a.b", "8 tokens", "ä"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(ValueError, match="lower-case words"):
        Assumption(name)


def test_hypotheses_are_passed_on_in_their_order() -> None:
    both = Assumption("short texts", region=REGION, hypotheses=(SHORT, TextHypothesis("b", "True")))
    assert both.arguments == " assumed short b"
    assert Assumption("short texts", hypotheses=(SHORT,)).arguments == " short"
    assert ALL_INPUTS.arguments == ""


def test_nothing_is_assumed_without_region_and_hypotheses() -> None:
    assert ALL_INPUTS.is_empty
    assert not Assumption("region", region=REGION).is_empty
    assert not Assumption("short texts", hypotheses=(SHORT,)).is_empty
