"""What an export changed: each matrix read back and compared, exactly, with what it was made from.

{"version": 1, "form": "...", "made_from": {FILE: SHA-256},
 "matrices": {NAME: {"stored_as": "...", "changed_weights": 0, "largest_error": "0"}}}
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from quantcert.containers.safetensors.directory import read_json_object
from quantcert.errors import CheckpointError, ExportError
from quantcert.exact.values import exact_values, largest_difference
from quantcert.formats import QuantizedCheckpoint

RECORD_FILE = "export.json"
"""Name of the record in a folder; beside a file it is named after that."""

_VERSION = 1
_BLOCK_ELEMENTS = 1 << 20

Progress = Callable[[str, int, int], None]
"""Called with what is being done, the weights that are done, and how many there are."""


@dataclass(frozen=True)
class ExportedMatrix:
    """A matrix of an export.

    Attributes:
        stored_as: name of the format.
        weights: how many it has.
        changed: how many are other numbers than in the source.
        largest_error: the largest difference.
        bits: bits stored for a weight.
    """

    stored_as: str
    weights: int
    changed: int
    largest_error: Fraction
    bits: Fraction

    @property
    def is_exact(self) -> bool:
        """Whether every weight is the source's."""
        return self.changed == 0


@dataclass(frozen=True)
class ExportRecord:
    """What was exported as what.

    Attributes:
        form: name of the form.
        made_from: SHA-256 of the source's files.
        matrices: by name.
        notes: what users should know besides.
    """

    form: str
    made_from: Mapping[str, str]
    matrices: Mapping[str, ExportedMatrix]
    notes: tuple[str, ...] = ()

    def to_json(self) -> str:
        """The text of the record."""
        matrices = {
            name: {
                "stored_as": matrix.stored_as,
                "changed_weights": matrix.changed,
                "largest_error": str(matrix.largest_error),
            }
            for name, matrix in self.matrices.items()
        }
        document: dict[str, Any] = {
            "version": _VERSION,
            "form": self.form,
            "made_from": dict(self.made_from),
            "matrices": matrices,
        }
        return json.dumps(document, indent=2) + "\n"


@dataclass(frozen=True)
class StatedRecord:
    """What a record states: of each matrix, how many weights changed, and by how much at most."""

    form: str
    made_from: Mapping[str, str]
    matrices: Mapping[str, tuple[int, Fraction]]


def record_place(export: Path) -> Path:
    """Where the record of an export is: in its folder, or beside its file."""
    if export.is_dir():
        return export / RECORD_FILE
    return export.with_name(f"{export.name}.{RECORD_FILE}")


def read_record(export: Path) -> StatedRecord:
    """The record of an export.

    Raises CheckpointError if there is none, or it is malformed.
    """
    place = record_place(export)
    if not place.is_file():
        raise CheckpointError(f"{export}: has no record, {place.name}: no export wrote it")
    found = read_json_object(place)
    try:
        if found["version"] != _VERSION:
            raise ValueError("version")
        return StatedRecord(
            str(found["form"]),
            {str(file): str(sha) for file, sha in found["made_from"].items()},
            {
                str(name): (int(entry["changed_weights"]), Fraction(entry["largest_error"]))
                for name, entry in found["matrices"].items()
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise CheckpointError(f"{place}: is no record of an export, version {_VERSION}") from error


def read_back(
    source: QuantizedCheckpoint, exported: QuantizedCheckpoint, progress: Progress
) -> dict[str, ExportedMatrix]:
    """Compare every weight of every matrix of the source with the export's.

    Raises:
        ExportError: for a matrix that the export lacks.
    """
    found, names = {}, source.matrices()
    shapes = {name: source.shape(name) for name in names}
    total, done = sum(rows * columns for rows, columns in shapes.values()), 0
    stored = frozenset(exported.matrices())
    for name in names:
        if name not in stored or exported.shape(name) != shapes[name]:
            raise ExportError(f"{exported.checkpoint.path}: matrix {name} was not written")
        found[name] = _compared(source, exported, name)
        done += found[name].weights
        progress("weights read back", done, total)
    return found


def _compared(
    source: QuantizedCheckpoint, exported: QuantizedCheckpoint, name: str
) -> ExportedMatrix:
    rows, columns = source.shape(name)
    step = max(1, _BLOCK_ELEMENTS // columns)
    changed, largest = 0, Fraction(0)
    for start in range(0, rows, step):
        stop = min(start + step, rows)
        parts = (exact_values(side.read_rows(name, start, stop)) for side in (source, exported))
        count, error = largest_difference(*parts)
        changed, largest = changed + count, max(largest, error)
    format_name, bits = exported.scheme(name).format, exported.bits_per_weight(name)
    return ExportedMatrix(format_name, rows * columns, changed, largest, bits)
