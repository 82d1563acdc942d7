"""JSON documents with a shipped schema: certificates and regions."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from quantcert._resources import specs_dir
from quantcert.errors import QuantCertError


@cache
def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema `specs/schemas/NAME.schema.json`."""
    loaded: dict[str, Any] = json.loads(
        (specs_dir() / "schemas" / f"{name}.schema.json").read_text()
    )
    return loaded


def read_document(path: Path, name: str, refuse: type[QuantCertError]) -> dict[str, Any]:
    """The document in a file, which must be valid under the schema `name`.

    Raises `refuse` if the file cannot be read, is not JSON or not as the schema says.
    """
    try:
        document: dict[str, Any] = json.loads(path.read_bytes())
        jsonschema.validate(document, json_schema(name))
    except OSError as error:
        raise refuse(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise refuse(f"{path}: not JSON: {error}") from error
    except jsonschema.ValidationError as error:
        place = "/".join(str(part) for part in error.absolute_path) or "(top)"
        raise refuse(f"{path}: not a {name}: {place}: {error.message}") from error
    return document
