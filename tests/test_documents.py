"""Documents under shipped schemas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from quantcert._resources import specs_dir
from quantcert.documents import json_schema, read_document, refuse_invalid
from quantcert.errors import CertificateError

NAMES = sorted(
    path.name.removesuffix(".schema.json") for path in (specs_dir() / "schemas").iterdir()
)


def parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from parts(item)


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_valid_and_references_stand_alone(name: str) -> None:
    """What stands beside a reference does not count when it is replaced."""
    schema = json_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    references = [part for part in parts(schema) if "$ref" in part]
    assert references or name == "envelope"  # which has no part twice
    assert all(part.keys() <= {"$ref", "description"} for part in references)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_is_said_as_the_schema_itself_says_it(name: str) -> None:
    for document in ({}, [], {"version": "one"}, {"schema": 3, "layers": [{"tensor": 5}]}):
        with pytest.raises(jsonschema.ValidationError) as expected:
            jsonschema.validate(document, json_schema(name))
        with pytest.raises(jsonschema.ValidationError) as found:
            refuse_invalid(document, name)
        assert found.value.message == expected.value.message
        assert found.value.absolute_path == expected.value.absolute_path


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, '{"a":' * 100_000, "1" * 5000, "[NaN]", "-Infinity"]
)
def test_what_is_not_json_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "d.json").write_text(text)
    with pytest.raises(CertificateError, match=r"d\.json: not"):
        read_document(tmp_path / "d.json", "certificate", CertificateError)
