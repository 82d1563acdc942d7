"""The bill of materials is valid under CycloneDX's own schema, and claims what is proved."""

import json
from importlib.resources import files

import jsonschema
import pytest
from referencing import Registry, Resource

from quantcert.certificate.claims import not_shown
from quantcert.report.machine.bom import bom
from tests.support.certificates import CERTIFICATE, PROVED, SHA, WHOLE
from tests.support.machine_certificates import EVERY, SHARDED
from tests.support.reports import source_of

SCHEMAS = {
    path.name: json.loads(path.read_text())
    for path in (files("cyclonedx.schema") / "_res").iterdir()
    if path.name.endswith(".schema.json")
}
REGISTRY = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema))
    for schema in SCHEMAS.values()
    if "$id" in schema
)


def validator() -> jsonschema.Draft7Validator:
    schema = SCHEMAS["bom-1.6.SNAPSHOT.schema.json"]
    return jsonschema.Draft7Validator(
        schema, registry=REGISTRY, format_checker=jsonschema.FormatChecker()
    )


def document(certificate) -> dict:
    return json.loads(bom(source_of(certificate)))


@pytest.mark.parametrize("certificate", EVERY.values(), ids=EVERY)
def test_it_is_valid_and_reproducible(certificate) -> None:
    validator().validate(document(certificate))
    assert bom(source_of(certificate)) == bom(source_of(certificate))


def test_the_validator_refuses_what_is_invalid() -> None:
    broken = document(WHOLE)
    broken["metadata"]["component"]["hashes"] = [{"alg": "SHA-256", "content": "short"}]
    assert not validator().is_valid(broken)


def test_the_original_is_the_ancestor() -> None:
    model = document(CERTIFICATE)["metadata"]["component"]
    (ancestor,) = model["pedigree"]["ancestors"]
    assert ancestor["components"][0]["hashes"] == [{"alg": "SHA-256", "content": SHA}]
    assert "pedigree" not in document(SHARDED)["metadata"]["component"]


def test_references_lead_somewhere() -> None:
    declared = document(CERTIFICATE)["declarations"]
    claims = {claim["bom-ref"]: claim for claim in declared["claims"]}
    assert set(claims) == {"claim:conclusion", f"claim:layer:{PROVED.tensor}"}
    assert declared["attestations"][0]["map"][0]["claims"] == list(claims)
    evidence = {each["bom-ref"] for each in declared["evidence"]}
    assert {ref for claim in claims.values() for ref in claim["evidence"]} == evidence


def test_what_is_not_shown_stands_as_limitations() -> None:
    card = document(WHOLE)["metadata"]["component"]["modelCard"]
    assert card["considerations"]["technicalLimitations"] == not_shown(WHOLE)
    metrics = card["quantitativeAnalysis"]["performanceMetrics"]
    assert [metric["value"] for metric in metrics] == ["1.001E+12 (PROVED-VACUOUS)", "9 (PROVED)"]
