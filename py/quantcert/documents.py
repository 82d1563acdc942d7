"""Documents with a shipped schema: certificates, regions and requirement files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import jsonschema

from quantcert._resources import specs_dir
from quantcert.errors import QuantCertError

_FAULTS = (
    *("additionalProperties", "const", "type", "minItems", "minLength", "enum"),
    *("pattern", "minimum", "maximum", "anyOf", "oneOf", "required"),
)
"""Kinds of faults, those first that explain others."""


@cache
def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema `specs/schemas/NAME.schema.json`."""
    loaded: dict[str, Any] = json.loads(
        (specs_dir() / "schemas" / f"{name}.schema.json").read_text()
    )
    return loaded


@cache
def _validator(name: str, part: str = "") -> jsonschema.Draft202012Validator:
    """What checks documents under a schema: with each reference replaced by what it refers to.

    With a `part`, what checks parts of documents under that definition of the schema.

    Following references takes half of the time; those of shipped schemas are no circles.
    """
    root = json_schema(name)
    known: dict[str, Any] = {}

    def expanded(part: Any) -> Any:
        if isinstance(part, list):
            return [expanded(item) for item in part]
        if not isinstance(part, dict):
            return part
        target = part.get("$ref")
        if target is None:
            return {key: expanded(value) for key, value in part.items() if key != "$defs"}
        if target not in known:
            known[target] = expanded(_resolved(part, root))
        return known[target]

    whole = {"$ref": f"#/$defs/{part}"} if part else root
    return jsonschema.Draft202012Validator(expanded(whole))


def refuse_invalid(document: Any, name: str, part: str = "") -> None:
    """Raise jsonschema.ValidationError if a document is not as the schema `name` says.

    With a `part` it is a part of one, as that definition of the schema says.
    """
    fault = jsonschema.exceptions.best_match(_validator(name, part).iter_errors(document))
    if fault is not None:
        raise fault


def read_document(path: Path, name: str, refuse: type[QuantCertError]) -> dict[str, Any]:
    """The document in a file, which must be valid under the schema `name`.

    Raises `refuse` if the file cannot be read, is not JSON or not as the schema says.
    """
    try:
        document: dict[str, Any] = json.loads(path.read_bytes(), parse_constant=_refuse_constant)
        refuse_invalid(document, name)
    except OSError as error:
        raise refuse(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise refuse(f"{path}: not JSON: {error}") from error
    except jsonschema.ValidationError as error:
        place = "/".join(str(part) for part in error.absolute_path) or "(top)"
        raise refuse(f"{path}: not a {name}: {place}: {error.message}") from error
    return document


def _refuse_constant(name: str) -> NoReturn:
    """Raises ValueError for `NaN` and `Infinity`, which are no JSON."""
    raise ValueError(f"{name} is no number")


def first_fault(document: Mapping[str, Any], name: str) -> str | None:
    """Where a document is not as the schema `name` says: key, value and what is allowed.

    What is allowed is the key's description. Only the kinds of faults that are listed can occur.
    """
    schema = json_schema(name)
    faults = jsonschema.Draft202012Validator(schema).iter_errors(document)
    first = min(faults, key=lambda fault: _FAULTS.index(fault.validator), default=None)
    return None if first is None else _told(first, schema)


def _told(fault: jsonschema.ValidationError, root: Mapping[str, Any]) -> str:
    place = "".join(f"[{x}]" if isinstance(x, int) else f".{x}" for x in fault.absolute_path)[1:]
    inside = f"{place}." if place else ""
    value: Any = fault.instance
    rule: Any = fault.validator_value
    schema: Any = fault.schema
    match fault.validator:
        case "additionalProperties":
            allowed = schema["properties"]
            unknown = next(key for key in value if key not in allowed)
            return f"unknown key {inside}{unknown}, allowed: {', '.join(sorted(allowed))}"
        case "required":
            missing = next(key for key in rule if key not in value)
            found = _resolved(schema["properties"][missing], root)
            return f"{inside}{missing} is missing, allowed: {found['description']}"
        case "oneOf":
            keys = [part["required"][0] for part in rule]
            given = [key for key in keys if key in value]
            return f"{inside}(tolerance) is {given}, allowed: exactly one of {', '.join(keys)}"
        case "type" if rule == "object":
            return f"{place} must be a table"
    shown = str(value) if isinstance(value, Fraction) else repr(value)
    return f"{place} is {shown}, allowed: {schema['description']}"


def _resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema, or the definition that it refers to."""
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return found
