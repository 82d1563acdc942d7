"""Certificates as JSON: valid, canonical, and with a digest that covers the claims."""

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import jsonschema
import pytest

from quantcert.certificate import Evidence, LayerCertificate, RunMeasurement
from quantcert.certificate.encode import (
    canonical,
    covered,
    digest,
    json_pieces,
    streamed_document,
    to_document,
    to_json,
)
from quantcert.documents import json_schema
from tests.support.certificates import CERTIFICATE, FAILED, PROVED, SHA, WHOLE


def test_a_certificate_is_valid_and_readable_again() -> None:
    document = to_document(CERTIFICATE)
    assert json.loads(to_json(document)) == document
    assert document["layers"][0]["bound"] == "1/3"
    assert document["digest"] == digest(document)


@pytest.mark.parametrize("layers", [(), (PROVED,), (PROVED, FAILED)])
def test_layers_one_by_one_give_the_same_bytes(layers: tuple[LayerCertificate, ...]) -> None:
    certificate = replace(WHOLE, layers=layers)
    document, streamed = to_document(certificate), streamed_document(certificate)
    assert to_json(document) == json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    assert to_json(streamed) == to_json(document)
    assert len(list(json_pieces(streamed))) > len(list(json_pieces(document))) or not layers
    whole = hashlib.sha256(canonical(covered(document))).hexdigest()
    assert document["digest"] == digest(document) == digest(streamed) == whole
    assert canonical(covered(streamed)) == canonical(covered(document))


def test_each_layer_is_checked_under_the_schema() -> None:
    wrong = replace(PROVED, rows=0)
    with pytest.raises(jsonschema.ValidationError, match="0 is less than the minimum"):
        streamed_document(replace(CERTIFICATE, layers=(PROVED, wrong)))


def test_one_failed_layer_rejects() -> None:
    document = to_document(CERTIFICATE)
    assert document["conclusion"]["accepted"] is False
    assert document["coverage"]["weights_proved"] == 24
    assert document["coverage"]["weights_total"] == 48
    assert document["coverage"]["weights_excluded"] == []
    assert to_document(replace(CERTIFICATE, layers=(PROVED,)))["conclusion"]["accepted"] is True


def test_weights_that_no_theorem_is_about_count() -> None:
    kept = {"experts": "3-D, stored unquantized", "bias": "stored unquantized"}
    certificate = replace(CERTIFICATE, excluded=kept, excluded_weights={"experts": 100})
    coverage = to_document(certificate)["coverage"]
    assert (coverage["weights_proved"], coverage["weights_total"]) == (24, 148)
    assert coverage["weights_excluded"] == [
        {"tensor": "experts", "weights": 100, "reason": "3-D, stored unquantized"}
    ]


def test_no_layers_is_not_accepted() -> None:
    assert to_document(replace(CERTIFICATE, layers=()))["conclusion"]["accepted"] is False


def test_the_digest_covers_claims_and_not_times() -> None:
    first = to_document(CERTIFICATE)["digest"]
    timed = replace(
        CERTIFICATE,
        measurement=RunMeasurement(9.0, {}, 1.0, 3, 5, "2027-01-02T03:04:05Z", "another"),
    )
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


@pytest.mark.parametrize("path", ["conclusion", "digest", "not_shown"])
def test_the_schema_refuses_missing_fields(path: str) -> None:
    document = copy.deepcopy(to_document(CERTIFICATE))
    del document[path]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json_schema("certificate"))


def test_the_schema_refuses_a_float_bound() -> None:
    document = copy.deepcopy(to_document(CERTIFICATE))
    document["layers"][0]["bound"] = 0.5
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json_schema("certificate"))


def test_canonical_form_is_sorted_and_compact() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()


def test_a_whole_model_is_valid_and_counted_by_scope() -> None:
    document = to_document(WHOLE)
    assert json.loads(to_json(document)) == document
    assert document["conclusion"]["accepted"] is True
    assert document["coverage"]["layers_accepted"] == 2
    assert document["coverage"]["network"] == [
        {
            "scope": "all inputs",
            "blocks": 3,
            "alone_proved": 3,
            "alone_vacuous": 0,
            "accumulated_proved": 2,
            "accumulated_vacuous": 1,
        },
        {
            "scope": "region",
            "blocks": 3,
            "alone_proved": 3,
            "alone_vacuous": 0,
            "accumulated_proved": 3,
            "accumulated_vacuous": 0,
        },
    ]
    network = document["network"]
    assert network["scopes"][1]["region"]["text_sha256"] == SHA[::-1]
    assert network["scopes"][1]["probability_ratio"] == "31/10"
    assert network["hypotheses"][2]["discharged"] == "assumed"
    assert network["matrices"][0]["error"]["op_norm_by"] == "Gram"
    assert document["layers"][0]["observed_error"] == "1/4"


def other_bound(document: dict) -> None:
    document["network"]["scopes"][0]["blocks"][1]["accumulated"] = "6"


def other_statement(document: dict) -> None:
    document["network"]["scopes"][1]["theorems"][0]["statement_sha256"] = SHA[::-1]


def other_region(document: dict) -> None:
    document["network"]["scopes"][1]["region"]["sha256"] = SHA[::-1]


def other_hypothesis(document: dict) -> None:
    document["network"]["hypotheses"][0]["discharged"] = "assumed"


def other_norm(document: dict) -> None:
    document["network"]["matrices"][0]["error"]["op_norm"] = "3"


def other_observation(document: dict) -> None:
    document["network"]["scopes"][0]["blocks"][0]["observed_alone"] = "1/9"


@pytest.mark.parametrize(
    "change",
    [other_observation, other_bound, other_statement, other_region, other_hypothesis, other_norm],
)
def test_the_digest_covers_the_whole_model(change: Callable[[dict], None]) -> None:
    document = copy.deepcopy(to_document(WHOLE))
    change(document)
    assert digest(document) != document["digest"]


def extra_key(document: dict) -> None:
    document["network"]["scopes"][0]["blocks"][0]["hint"] = 1


def unknown_scope(document: dict) -> None:
    document["network"]["scopes"][0]["scope"] = "Most inputs"


def region_of_all_inputs(document: dict) -> None:
    scopes = document["network"]["scopes"]
    scopes[0]["region"] = scopes[1]["region"]


def no_id(document: dict) -> None:
    del document["network"]["hypotheses"][0]["id"]


def unknown_norm(document: dict) -> None:
    document["network"]["matrices"][0]["original"]["op_norm_by"] = "estimate"


def float_bound(document: dict) -> None:
    document["network"]["scopes"][0]["bound"] = 0.5


def unknown_discharge(document: dict) -> None:
    document["network"]["hypotheses"][0]["discharged"] = "obvious"


@pytest.mark.parametrize(
    "change",
    [
        extra_key,
        unknown_scope,
        region_of_all_inputs,
        no_id,
        unknown_norm,
        float_bound,
        unknown_discharge,
    ],
)
def test_the_schema_is_strict_about_the_whole_model(change: Callable[[dict], None]) -> None:
    document = copy.deepcopy(to_document(WHOLE))
    change(document)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json_schema("certificate"))


def test_decimals_stand_beside_fractions_and_keep_claims_true() -> None:
    layer = to_document(CERTIFICATE)["layers"][0]
    assert (layer["bound"], layer["bound_decimal"]) == ("1/3", "0.3334")
    assert (layer["requirement"], layer["requirement_decimal"]) == ("2/3", "0.6666")
    assert layer["trivial_bound_decimal"] == "4"
    assert layer["observed_error"] is None
    assert "observed_error_decimal" not in layer
    assert to_document(WHOLE)["network"]["scopes"][0]["bound_decimal"] == "1.001E+12"


def test_a_lone_surrogate_in_a_name_is_written_as_json_has_it() -> None:
    odd = replace(PROVED, tensor="a\udc80b")
    document = to_document(replace(CERTIFICATE, layers=(odd,)))
    text = to_json(document)
    assert '"a\\udc80b"' in text
    assert json.loads(text.encode()) == document
