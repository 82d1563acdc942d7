"""Every verdict can be printed."""

import pytest

from quantcert.certificate import Verdict
from quantcert.report.styles import STYLE, verdict_text


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_has_its_word_and_colour(verdict: Verdict) -> None:
    text = verdict_text(verdict)
    assert (text.plain, text.style) == (verdict.value, STYLE[verdict])
    assert ("green" in STYLE[verdict]) == verdict.accepted


def test_no_claim_is_a_dash() -> None:
    assert verdict_text(None).plain == "–"
