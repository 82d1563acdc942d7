"""The words of a conclusion: what was accepted, by whose tolerance, and what was not."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate import Certificate, NetworkEvidence, ScopeEvidence, Verdict, conclude
from quantcert.certificate.conclusion import worst_first
from tests.support.certificates import (
    AFTER_NORM,
    ALL_INPUTS,
    BLOCKS,
    BY_COLUMNS,
    CERTIFICATE,
    FAILED,
    NETWORK,
    PROVED,
    REGION,
    WHOLE,
)

HALF = replace(PROVED, requirement=Fraction(2))
LAYERS = replace(CERTIFICATE, layers=(HALF, HALF), level="weights")
OWN = {"requirements_default": False, "requirements_source": "need.toml"}


def with_scopes(*scopes: ScopeEvidence) -> Certificate:
    return replace(LAYERS, network=replace(NETWORK, scopes=scopes))


DEFAULT = "tolerance: default, half of a zero layer's error"
MEASURED = "row sums measured by Python, not proved"
REQUIRED = replace(ALL_INPUTS, requirement=Fraction(10**13))
MET = replace(REGION, requirement=Fraction(9))
ABOVE = replace(REGION, requirement=Fraction(8))
EXCEEDED = replace(REGION, blocks=(replace(BLOCKS[0], observed_alone=Fraction(1)),))
UNPROVED = replace(REGION, verdict=Verdict.UNPROVED)


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        (LAYERS, f"LAYERS ACCEPTED ({DEFAULT})"),
        (replace(LAYERS, level="rows"), f"LAYERS ACCEPTED ({DEFAULT}, {MEASURED})"),
        (
            replace(LAYERS, level="rows", layers=(BY_COLUMNS,), **OWN),
            "ACCEPTED (all that need.toml asks for, row sums and shares measured by Python, not "
            "proved)",
        ),
        (
            replace(LAYERS, layers=(HALF, PROVED)),
            "LAYERS ACCEPTED (tolerance: default)",
        ),
        (
            replace(LAYERS, layers=(PROVED,)),
            "LAYERS ACCEPTED (tolerance: default, 0.1667 of a zero layer's error)",
        ),
        (replace(LAYERS, **OWN), "ACCEPTED (all that need.toml asks for)"),
        (
            replace(LAYERS, level="rows", **OWN),
            f"ACCEPTED (all that need.toml asks for, {MEASURED})",
        ),
        (replace(LAYERS, level="structure"), "STRUCTURE ONLY: no original was given"),
        (replace(LAYERS, level="structure", **OWN), "STRUCTURE ONLY: no original was given"),
        (replace(LAYERS, layers=()), "REJECTED: NO QUANTIZED LAYER"),
        (
            replace(LAYERS, layers=(HALF, FAILED), **OWN),
            "REJECTED: 1 of 2 LAYERS (tolerance: need.toml)",
        ),
        (
            replace(LAYERS, layers=(HALF, FAILED), level="structure"),
            "REJECTED: 1 of 2 LAYERS (no original was given)",
        ),
        (with_scopes(ALL_INPUTS), f"LAYERS ACCEPTED ({DEFAULT}) · NETWORK BOUND VACUOUS"),
        (
            with_scopes(ALL_INPUTS, REGION),
            f"LAYERS ACCEPTED ({DEFAULT}) · NETWORK BOUND VACUOUS (all inputs) · "
            "NETWORK BOUND PROVED (region)",
        ),
        (
            replace(with_scopes(ALL_INPUTS, MET), **OWN),
            "ACCEPTED (all that need.toml asks for) · NETWORK BOUND VACUOUS (all inputs) · "
            "NETWORK BOUND MEETS THE REQUIREMENT (region)",
        ),
        (
            replace(with_scopes(REQUIRED), **OWN),
            "REJECTED: NETWORK BOUND MISSES THE REQUIREMENT · "
            "LAYERS ACCEPTED (tolerance: need.toml)",
        ),
        (
            replace(with_scopes(ABOVE), **OWN),
            "REJECTED: NETWORK BOUND MISSES THE REQUIREMENT · "
            "LAYERS ACCEPTED (tolerance: need.toml)",
        ),
        (
            with_scopes(EXCEEDED),
            f"REJECTED: NETWORK BOUND BELOW AN OBSERVED ERROR · LAYERS ACCEPTED ({DEFAULT})",
        ),
        (
            with_scopes(UNPROVED),
            f"REJECTED: NETWORK NOT PROVED · LAYERS ACCEPTED ({DEFAULT})",
        ),
        (
            replace(LAYERS, network=NetworkEvidence.unsupported("unknown")),
            f"LAYERS ACCEPTED ({DEFAULT}) · NO THEOREM ABOUT THE NETWORK",
        ),
        (
            replace(
                LAYERS,
                network=replace(
                    NETWORK,
                    scopes=(REGION,),
                    after_norms=(replace(AFTER_NORM, verdict=Verdict.UNPROVED),),
                ),
            ),
            "REJECTED: LAYERS AFTER A NORM NOT PROVED · NETWORK BOUND PROVED · "
            f"LAYERS ACCEPTED ({DEFAULT})",
        ),
    ],
)
def test_the_words(certificate: Certificate, words: str) -> None:
    found = conclude(certificate)
    assert found.words == words
    assert found.accepted is certificate.accepted
    assert found.words.startswith("REJECTED: ") is not certificate.accepted


def test_plain_accepted_takes_a_file_of_the_users_own() -> None:
    for certificate in (LAYERS, WHOLE, replace(LAYERS, level="structure", **OWN)):
        assert not conclude(certificate).words.startswith("ACCEPTED")
    assert conclude(replace(LAYERS, **OWN)).words.startswith("ACCEPTED")


def test_a_conclusion_names_the_tolerance_and_each_scope() -> None:
    found = conclude(with_scopes(ALL_INPUTS, REGION))
    assert (found.layers, found.tolerance) == ("accepted", "default")
    assert found.network == {"all inputs": "bound vacuous", "region": "bound proved"}
    assert conclude(replace(LAYERS, **OWN)).tolerance == "need.toml"
    assert conclude(replace(LAYERS, level="structure")).tolerance == ""


def test_the_worst_layer_comes_first_and_before_it_what_has_no_margin() -> None:
    slight = replace(FAILED, tensor="slight", bound=Fraction(3, 4))
    unknown = replace(FAILED, tensor="unknown", bound=None)
    layers = (PROVED, slight, FAILED, unknown)
    found = worst_first(replace(CERTIFICATE, layers=layers))
    assert [layer.tensor for layer in found] == ["unknown", "encoder.1.weight", "slight"]
    assert FAILED.margin == Fraction(7, 6)
