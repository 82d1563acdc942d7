"""The list of what is not shown follows what the certificate holds."""

from dataclasses import replace

import pytest

from quantcert.certificate import Certificate, Evidence, LayerCertificate, NetworkEvidence
from quantcert.certificate.claims import modelled, not_shown
from tests.support.certificates import (
    ALL_INPUTS,
    BY_COLUMNS,
    CERTIFICATE,
    HYPOTHESES,
    NETWORK,
    PROVED,
    REGION,
    WHOLE,
)


def whole(**changes: object) -> Certificate:
    return replace(WHOLE, network=replace(NETWORK, **changes))


def states(texts: list[str], words: str) -> bool:
    return any(words in text for text in texts)


UNSUPPORTED = replace(CERTIFICATE, network=NetworkEvidence.unsupported("unknown"))


@pytest.mark.parametrize("certificate", [CERTIFICATE, UNSUPPORTED])
def test_without_theorems_about_the_network_composition_is_not_shown(
    certificate: Certificate,
) -> None:
    assert states(not_shown(certificate), "each theorem speaks of one matrix")
    assert not states(not_shown(certificate), "about the whole model are about real arithmetic")
    assert not states(modelled(certificate), "from block to block")


def test_composition_is_of_real_arithmetic() -> None:
    assert not states(not_shown(WHOLE), "each theorem speaks of one matrix")
    assert states(not_shown(WHOLE), "about the whole model are about real arithmetic")
    assert states(modelled(WHOLE), "from block to block")


@pytest.mark.parametrize(
    ("words", "without"),
    [
        ("Anything outside the region", whole(scopes=(ALL_INPUTS,))),
        ("PROVED-VACUOUS: it is true", whole(scopes=(REGION,))),
        ("an observed error is the largest", whole(observed_in=None)),
        ("marked as measured", whole(hypotheses=HYPOTHESES[2:])),
        ("zeros exceeds a bound of a block", whole(scopes=())),
        ("marked as assumed", whole(scopes=(ALL_INPUTS,), hypotheses=HYPOTHESES[:2])),
    ],
)
def test_each_limit_is_stated_where_it_applies(words: str, without: Certificate) -> None:
    assert states(not_shown(WHOLE), words)
    assert not states(not_shown(without), words)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (PROVED, False),
        (BY_COLUMNS, True),
        (replace(BY_COLUMNS, evidence=Evidence.WEIGHTS), False),
    ],
)
def test_shares_of_measured_sums_are_not_shown(layer: LayerCertificate, expected: bool) -> None:
    certificate = replace(CERTIFICATE, layers=(layer,))
    assert states(not_shown(certificate), "no theorem speaks of shares") is expected


def test_a_vacuous_block_alone_is_stated_too() -> None:
    vacuous = whole(scopes=(replace(REGION, blocks=ALL_INPUTS.blocks),))
    assert states(not_shown(vacuous), "PROVED-VACUOUS: it is true")


def test_what_another_scope_assumes_is_not_shown() -> None:
    short = replace(HYPOTHESES[-1], scope="short texts")
    scope = replace(REGION, scope="short texts", region=None)
    certificate = whole(scopes=(ALL_INPUTS, scope), hypotheses=(*HYPOTHESES, short))
    words = "Anything about other inputs than those of a scope"
    assert states(not_shown(certificate), words)
    assert not states(not_shown(certificate), "Anything outside the region")
    assert not states(not_shown(WHOLE), words)
