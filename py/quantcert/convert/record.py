"""What a rotated original says of itself: `rotation.json` beside its weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quantcert.containers.safetensors.copying import write_json
from quantcert.containers.safetensors.directory import read_json_object
from quantcert.errors import CheckpointError

RECORD_FILE = "rotation.json"
_KIND = "quantcert rotation"
_SCHEMA = 1


@dataclass(frozen=True)
class RotationRecord:
    """Whether the stream between blocks is rotated, and the original's files with their SHA-256."""

    residual: bool
    original_sha256: Mapping[str, str]


def write_record(folder: Path, record: RotationRecord) -> None:
    """Write the record. Raises OutputError if it cannot be written."""
    write_json(
        folder / RECORD_FILE,
        {
            "kind": _KIND,
            "schema": _SCHEMA,
            "residual": record.residual,
            "original_sha256": dict(record.original_sha256),
        },
    )


def read_record(folder: Path) -> RotationRecord:
    """The record of a rotated original.

    Raises CheckpointError if there is none, or it is malformed.
    """
    path = folder / RECORD_FILE
    if not path.is_file():
        raise CheckpointError(
            f"{folder}: has no {RECORD_FILE}: `quantcert rotate` did not write it"
        )
    found = read_json_object(path)
    if (found.get("kind"), found.get("schema")) != (_KIND, _SCHEMA):
        raise CheckpointError(f"{path}: is no record of a rotation in version {_SCHEMA}")
    residual, files = found.get("residual"), found.get("original_sha256")
    if not isinstance(residual, bool) or not isinstance(files, dict):
        raise CheckpointError(f"{path}: needs residual (true or false) and original_sha256")
    return RotationRecord(residual, {name: str(sha) for name, sha in files.items()})
