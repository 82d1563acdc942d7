"""Each theorem of a prompt, as the generator names it, has a sentence with its numbers."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.report.prompt_sentences import theorem_sentence
from quantcert.report.tokens import TokenNames
from quantcert.run.prompt.evidence import theorem_kind
from tests.support.certificates import THEOREM
from tests.support.prompt_evidence import OTHER, SAME, prompt

NAMES = TokenNames({"3": " the", "5": " cat", "6": " dog"})
PROMPT = prompt(SAME, replace(OTHER, logit_error=Fraction(2), original_lead=Fraction(9)))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("A.POriginal.contained", "What the original network computes on this prompt lies in"),
        ("A.PQuantized.contained", "What the quantized network computes on this prompt lies in"),
        ("A.P.same_next_token", "After each of the 2 tokens both networks choose the same next"),
        (
            "A.P.next_tokens_0",
            "After “the” (token 3) at position 0 both networks choose “cat” (token 5).",
        ),
        (
            "A.P.next_tokens_1",
            "After “the” (token 3) at position 1 the original chooses “cat” (token 5), the "
            "quantized network “dog” (token 6).",
        ),
        (
            "A.P.Positions0.checked_1",
            "below holds of all values in the intervals of both networks.",
        ),
        ("A.P.original_leads_1", "ahead of all others by more than 9 in the original."),
        ("A.P.quantized_leads_0", "by more than 1.666 in the quantized network."),
        ("A.P.logits_differ_at_most_1", "at position 1 no score differs by more than 2."),
        ("A.P.logits_differ_at_most", "of the prompt, differs by over 0.3334."),
        ("A.P.kl_at_most_0", "are within 0.003334 nats of the original's (KL divergence)."),
        ("A.P.perplexity_ratio_quantized", "is at most 1.05 times the original's."),
        ("A.P.perplexity_ratio_original", "is at most 0.96 times the quantized network's."),
    ],
)
def test_a_theorem_in_a_sentence(name, sentence):
    theorem = replace(THEOREM, name=name, kind=theorem_kind(name))
    assert sentence in theorem_sentence(theorem, PROMPT, NAMES)


def test_other_theorems_keep_their_names():
    for name in ("A.P.unknown", "A.P.unknown_1"):
        theorem = replace(THEOREM, name=name, kind=theorem_kind(name))
        assert theorem_sentence(theorem, PROMPT, NAMES) == name
    unproved = prompt()
    theorem = replace(THEOREM, name="A.P.same_next_token", kind="prompt-same-next-token")
    assert theorem_sentence(theorem, unproved, NAMES) == theorem.name
