from dataclasses import replace
from fractions import Fraction

from quantcert.exact.dyadic import Dyadic
from quantcert.run.integer.beside import Beside
from quantcert.statements.prompt_comparison import Comparison

STATED = Comparison(
    source="",
    original=(3, 4, None),
    quantized=(3, 5, 6),
    original_leads=(None,) * 3,
    quantized_leads=(None,) * 3,
    difference=Dyadic(3, 2),
    differences=(Dyadic(1, 2), Dyadic(3, 2), Dyadic(1, 1)),
    divergences=(Dyadic(1, 4), Dyadic(1, 3), Dyadic(1, 5)),
    ratio=Dyadic(1, 0),
    inverse=Dyadic(1, 0),
)
BESIDE = Beside("original", "Proofs.M", STATED, Fraction(1, 2))


def test_tokens_are_the_same_where_both_are_decided_and_equal():
    assert BESIDE.same == 1
    assert "after 1 of 3 tokens" in BESIDE.sentence()
    assert "further than 0.75 " in BESIDE.sentence()
    assert "0.125 at most" in BESIDE.sentence()


def test_what_is_allowed_is_met_missed_for_certain_or_left_open():
    assert BESIDE.refusal(Fraction(3, 4)) is None
    assert BESIDE.refusal(Fraction(3, 4) - Fraction(1, 1000))[0] == "UNPROVED"
    assert BESIDE.refusal(Fraction(1, 2))[0] == "UNPROVED"
    verdict, message = BESIDE.refusal(Fraction(1, 2) - Fraction(1, 1000))
    assert verdict == "FAILED"
    assert "at least 0.5, allowed: 0.499" in message
    assert replace(BESIDE, least=Fraction(0)).refusal(Fraction(0))[0] == "UNPROVED"
