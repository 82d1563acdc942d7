"""Evidence for prompts, made by hand."""

from dataclasses import replace
from fractions import Fraction

from quantcert.certificate import (
    PositionEvidence,
    PromptEvidence,
    PromptsEvidence,
    Verdict,
)
from quantcert.requirements import PromptRequirement
from tests.support.certificates import SHA, THEOREM

SAME = PositionEvidence(
    position=0,
    token=3,
    original=5,
    quantized=5,
    original_lead=Fraction(7, 3),
    quantized_lead=Fraction(5, 3),
    logit_error=Fraction(1, 3),
    divergence=Fraction(1, 300),
    verdict=Verdict.PROVED,
)
OTHER = replace(SAME, quantized=6, divergence=Fraction(1, 3), verdict=Verdict.FAILED)
UNKNOWN = replace(SAME, original=None, original_lead=None, verdict=Verdict.UNPROVED)


def prompt(*positions: PositionEvidence, **changes: object) -> PromptEvidence:
    """A prompt of these positions, PROVED unless another verdict is given."""
    numbered = tuple(replace(p, position=t) for t, p in enumerate(positions))
    kinds = ("same_next_token", "logits_differ_at_most", "perplexity_ratio_quantized")
    theorems = [
        replace(THEOREM, name=f"Proofs.P.{kind}", kind=f"prompt-{kind.replace('_', '-')}")
        for kind in kinds
    ]
    made = PromptEvidence(
        line=1,
        text="the <cat>",
        tokens=tuple(p.token for p in numbered),
        expected=None,
        bits=40,
        verdict=Verdict.PROVED,
        positions=numbered,
        logit_error=Fraction(1, 3),
        perplexity_ratio=Fraction(21, 20),
        inverse_perplexity_ratio=Fraction(24, 25),
        theorems=tuple(theorems),
        literal_sha256={"Data.P": SHA},
        golden_sha256=SHA,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


PROMPTS = PromptsEvidence(
    file="prompts.txt",
    sha256=SHA,
    requirement=PromptRequirement(max_kl=Fraction(1, 2)),
    rests_on=("tested Python makes the literals",),
    vocabulary={"3": " the", "5": " cat", "6": "<dog>"},
    prompts=(prompt(SAME, SAME), prompt(SAME, SAME, line=4, expected=5)),
)

VECTOR = PositionEvidence(
    position=0,
    token=3,
    original=None,
    quantized=None,
    original_lead=None,
    quantized_lead=None,
    logit_error=None,
    divergence=None,
    verdict=Verdict.PROVED,
    output_error=Fraction(1, 7),
)
ENCODED = replace(
    PROMPTS,
    requirement=PromptRequirement(None, min_cosine=Fraction(9, 10)),
    prompts=(
        prompt(
            VECTOR,
            replace(VECTOR, token=5, output_error=Fraction(1, 9)),
            logit_error=None,
            perplexity_ratio=None,
            inverse_perplexity_ratio=None,
            output_error=Fraction(1, 7),
            cosine=Fraction(98805, 100000),
            theorems=tuple(
                replace(THEOREM, name=f"Proofs.P.{name}", kind=f"prompt-{kind}")
                for name, kind in (
                    ("outputs_differ_at_most_1", "outputs-differ-at-most"),
                    ("outputs_differ_at_most", "outputs-differ-at-most"),
                    ("cosine_at_least", "cosine-at-least"),
                )
            ),
        ),
    ),
    encodes=True,
)
"""A prompt to an encoder."""
