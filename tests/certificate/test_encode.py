"""Certificates as JSON: valid, canonical, and with a digest that covers the claims."""

import copy
import json
from dataclasses import replace

import jsonschema
import pytest

from quantcert.certificate import Evidence, Measurement
from quantcert.certificate.encode import canonical, digest, schema, to_document, to_json
from tests.samples import CERTIFICATE, FAILED, PROVED


def test_a_certificate_is_valid_and_readable_again() -> None:
    document = to_document(CERTIFICATE)
    assert json.loads(to_json(document)) == document
    assert document["layers"][0]["bound"] == "1/3"
    assert document["digest"] == digest(document)


def test_one_failed_layer_rejects() -> None:
    document = to_document(CERTIFICATE)
    assert document["accepted"] is False
    assert document["coverage"]["weights_proved"] == 24
    assert document["coverage"]["weights_total"] == 48
    assert to_document(replace(CERTIFICATE, layers=(PROVED,)))["accepted"] is True


def test_no_layers_is_not_accepted() -> None:
    assert to_document(replace(CERTIFICATE, layers=()))["accepted"] is False


def test_the_digest_covers_claims_and_not_times() -> None:
    first = to_document(CERTIFICATE)["digest"]
    timed = replace(CERTIFICATE, measurement=Measurement(9.0, {}, 1.0, 3))
    assert to_document(timed)["digest"] == first
    wider = replace(CERTIFICATE, layers=(PROVED, replace(FAILED, bound=PROVED.bound)))
    assert to_document(wider)["digest"] != first


def test_measured_row_sums_are_listed_as_not_shown() -> None:
    rows = to_document(CERTIFICATE)
    weights = replace(
        CERTIFICATE, layers=(replace(PROVED, evidence=Evidence.WEIGHTS),), level="weights"
    )
    assert any("measured by Python" in text for text in rows["not_shown"])
    assert not any("measured by Python" in text for text in to_document(weights)["not_shown"])


@pytest.mark.parametrize("path", ["accepted", "digest", "not_shown"])
def test_the_schema_refuses_missing_fields(path: str) -> None:
    document = copy.deepcopy(to_document(CERTIFICATE))
    del document[path]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema())


def test_the_schema_refuses_a_float_bound() -> None:
    document = copy.deepcopy(to_document(CERTIFICATE))
    document["layers"][0]["bound"] = 0.5
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema())


def test_canonical_form_is_sorted_and_compact() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()
