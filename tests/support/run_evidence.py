"""Evidence for runs of the integer program, made by hand."""

from dataclasses import replace
from fractions import Fraction

from quantcert.certificate import Finding, Rule, RunDistance, RunEvidence, RunsEvidence, Verdict
from tests.support.certificates import SHA, THEOREM

APART = RunDistance(
    network="original",
    logit_error=Fraction(1, 3),
    divergence=Fraction(1, 300),
    agreeing=1,
    perplexity_ratio=Fraction(21, 20),
    inverse_perplexity_ratio=Fraction(24, 25),
)
_KINDS = ("logits-after", "next-token", "never-overflows", "layers-pass")
_NAMES = ("logits_after_1", "next_token", "never_overflows", "layers_pass")
RUN = RunEvidence(
    line=1,
    text="the <cat>",
    tokens=(3, 5),
    expected=None,
    verdict=Verdict.PROVED,
    next_tokens=(6, 5),
    logits=(-1234567, 89),
    distances=(APART, replace(APART, network="quantized", logit_error=Fraction(1, 1000))),
    theorems=tuple(
        replace(THEOREM, name=f"Proofs.Run0.{name}", kind=f"run-{kind}")
        for kind, name in zip(_KINDS, _NAMES, strict=True)
    ),
    literal_sha256={"Data.Run0": SHA},
    golden_sha256=SHA,
)
OTHER = replace(
    RUN,
    line=4,
    text=None,
    expected=3,
    verdict=Verdict.FAILED,
    distances=(),
    findings=(Finding(Rule.RUN_EXPECTED, "the program chooses 5, expected: 3"),),
)
RUNS = RunsEvidence(
    file="prompts.txt",
    sha256=SHA,
    activation_bits=16,
    unit=20,
    rests_on=("tested Python makes the literals",),
    vocabulary={"3": " the", "5": " cat", "6": "<dog>"},
    runs=(RUN, replace(RUN, line=2, text=None, distances=())),
)
