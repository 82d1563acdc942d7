"""Where two certificates differ is named by scope, block and matrix."""

import copy
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from quantcert.certificate.compare import differences, read_certificate
from quantcert.certificate.encode import to_document, to_json
from quantcert.errors import CertificateError
from tests.support.certificates import NETWORK, REGION, WHOLE


def changed() -> tuple[dict, dict]:
    """A document and a copy to be changed."""
    document = to_document(WHOLE)
    return copy.deepcopy(document), document


def test_a_written_certificate_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "certificate.json"
    document = to_document(WHOLE)
    file.write_text(to_json(document))
    assert read_certificate(file) == document
    assert differences(document, read_certificate(file)) == []


def test_a_difference_names_scope_and_block() -> None:
    found, expected = changed()
    found["network"]["scopes"][0]["blocks"][1]["accumulated"] = "8"
    assert differences(found, expected) == [
        "/network/scopes/all inputs/blocks/layer 0 <attention>/accumulated: '8', "
        "the certificate has '7'"
    ]


def test_a_wider_bound_is_one_difference_not_two() -> None:
    wider = replace(REGION, bound=REGION.bound + Fraction(1, 2))
    network = replace(NETWORK, scopes=(NETWORK.scopes[0], wider))
    found = to_document(replace(WHOLE, network=network))
    assert differences(found, to_document(WHOLE)) == [
        "/network/scopes/region/bound: '19/2', the certificate has '9'"
    ]


def test_a_missing_scope_is_a_difference() -> None:
    found, expected = changed()
    del found["network"]["scopes"][1]
    assert differences(found, expected) == ["/network/scopes: 1 entries, the certificate has 2"]


def test_a_run_without_the_network_does_not_reproduce_it() -> None:
    found, expected = changed()
    found["network"] = None
    assert [line for line in differences(found, expected) if line.startswith("/network: None")]


def test_an_edited_bound_is_refused(tmp_path: Path) -> None:
    document = to_document(WHOLE)
    document["network"]["scopes"][0]["bound"] = "1"
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps(document))
    with pytest.raises(CertificateError, match="has been edited"):
        read_certificate(file)
