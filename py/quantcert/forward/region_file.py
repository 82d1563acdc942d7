"""region.json: what is assumed of the original network, whose files, and what was observed.

Ranges are exact dyadic numbers `[mantissa, p]`, mantissa * 2**-p. Everything under "observed" was
measured in float64 and is written as decimal text with six digits, never above what was measured.
Format: `specs/schemas/region.schema.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_DOWN, Context, Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from quantcert.containers import Checkpoint, hash_file
from quantcert.documents import read_document
from quantcert.errors import CalibrationError, OutputError
from quantcert.exact.dyadic import Dyadic
from quantcert.forward.measurement import BlockErrors, LayerErrors, LogitErrors, Observed
from quantcert.models.assumption import Assumption
from quantcert.models.region import Region, Size
from quantcert.outputs import check_writable, write_text

SCHEMA, VERSION = "quantcert-region", 1

_SIX_DIGITS = Context(prec=6, rounding=ROUND_DOWN)

_READERS: dict[str, Callable[[str], Any]] = {
    "block": str,
    "tensor": str,
    "probability_ratio": Decimal,
    "original_perplexity": Decimal,
    "quantized_perplexity": Decimal,
}
"""How a field under "observed" is read; the others are finite floats."""


@dataclass(frozen=True)
class SourceFile:
    """A file that the region was measured on: its name and its SHA-256."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Origin:
    """What a region was measured on.

    Attributes:
        family: the architecture's family.
        base: SHA-256 of the original's files, by name.
        checkpoint: SHA-256 of the quantized checkpoint's files, by name.
        input: the text, or the file of vectors.
        tokenizer: the tokenizer, None for vectors.
        positions: tokens, special ones included, or vectors.
        windows: independent inputs into which they are divided.
        length: most positions of a window.
    """

    family: str
    base: Mapping[str, str]
    checkpoint: Mapping[str, str]
    input: SourceFile
    tokenizer: SourceFile | None
    positions: int
    windows: int
    length: int

    def __str__(self) -> str:
        """One line for a report."""
        if self.tokenizer is None:
            return f"{self.positions} vectors of {self.input.file}"
        return f"{self.positions} tokens of {self.input.file}, {self.length} at a time"


@dataclass(frozen=True)
class RegionFile:
    """A region.json by its name: the assumptions, their origin, and the observed errors."""

    file: str
    region: Region
    origin: Origin
    observed: Observed

    @property
    def assumption(self) -> Assumption:
        """What theorems about the region assume."""
        return Assumption(
            name="region",
            sentence="the original activations stay in the region",
            statement="in the original network activations stay in the ranges of the region's "
            "file, and roots of mean squares and gaps of router scores stay above those there",
            because=f"the file says: measured in float64 on {self.origin}, widened by 2^-20",
            region=self.region,
            sha256=self.region.sha256,
        )

    def check(self, checkpoint: Checkpoint, base: Checkpoint, where: Path) -> None:
        """Refuse to be used with checkpoints other than those that it was measured on.

        Args:
            checkpoint: the quantized checkpoint.
            base: the original.
            where: the region's file, for messages.

        Raises:
            CalibrationError: naming the first file that differs.
        """
        for field, files, other in (
            ("checkpoint", self.origin.checkpoint, checkpoint),
            ("base", self.origin.base, base),
        ):
            found = other.files()
            for name in sorted(files.keys() | found.keys()):
                if files.get(name) != found.get(name):
                    raise CalibrationError(
                        f"{where}: {field}/{name}: the region has "
                        f"{files.get(name, 'no such file')}, {other.path} has "
                        f"{found.get(name, 'no such file')}; it belongs to another checkpoint"
                    )


def check_target(path: Path) -> None:
    """Refuse, before any work, to write a region where something else is.

    Raises:
        OutputError: if the file holds no region, or cannot be written.
    """
    check_writable(path)
    if path.exists() and not _holds_region(path):
        raise OutputError(f"{path}: holds no region; give another file, or remove it yourself")


def _holds_region(path: Path) -> bool:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.get("schema") == SCHEMA


def write_region(
    path: Path,
    points: Mapping[str, Size],
    norms: Mapping[str, Dyadic],
    origin: Origin,
    observed: Observed,
) -> None:
    """Write a region file beside `path` and rename it.

    Raises:
        OutputError: if it cannot be written.
    """
    document = {
        "schema": SCHEMA,
        "schema_version": VERSION,
        "origin": asdict(origin),
        "points": {
            name: {key: _pair(bound) for key, bound in vars(size).items()}
            for name, size in points.items()
        },
        "norms": {name: _pair(low) for name, low in norms.items()},
        "observed": _measured(asdict(observed)),
    }
    write_text(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def read_region(path: Path) -> RegionFile:
    """The region in a file.

    Raises:
        CalibrationError: if the file cannot be read, or a field is not as the schema says.
    """
    document = read_document(path, "region", CalibrationError)
    origin = _origin(document["origin"])
    points = {name: _size(entry) for name, entry in document["points"].items()}
    norms = {name: _dyadic(pair) for name, pair in document["norms"].items()}
    region = Region(points, norms, str(origin), hash_file(path))
    try:
        observed = _observed(document["observed"])
    except (ValueError, InvalidOperation) as error:
        raise CalibrationError(f"{path}: not a region: observed: {error}") from error
    return RegionFile(path.name, region, origin, observed)


def _pair(number: Dyadic) -> list[int]:
    return [number.mantissa, number.p]


def _dyadic(pair: list[int]) -> Dyadic:
    """The number of a pair; JSON may write an integer as 3.0."""
    mantissa, p = map(int, pair)
    return Dyadic(mantissa, p)


def _size(entry: dict[str, list[int]]) -> Size:
    return Size(*(_dyadic(entry[key]) for key in ("entry", "head", "norm")))


def _measured(value: Any) -> Any:
    """Numbers as decimal text, in any nesting; rounded toward zero, so that it was observed."""
    if isinstance(value, dict):
        return {key: _measured(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [_measured(entry) for entry in value]
    if isinstance(value, float | Decimal):
        return f"{_SIX_DIGITS.create_decimal(value).normalize():g}"
    return value


def _origin(entry: dict[str, Any]) -> Origin:
    tokenizer = entry["tokenizer"]
    sources = {
        "input": SourceFile(**entry["input"]),
        "tokenizer": None if tokenizer is None else SourceFile(**tokenizer),
    }
    return Origin(**{**entry, **sources})


def _observed(entry: dict[str, Any]) -> Observed:
    logits = entry["logits"]
    return Observed(
        blocks=tuple(BlockErrors(**_numbers(block)) for block in entry["blocks"]),
        layers=tuple(LayerErrors(**_numbers(layer)) for layer in entry["layers"]),
        logits=None if logits is None else LogitErrors(**_numbers(logits)),
    )


def _numbers(entry: dict[str, str]) -> dict[str, Any]:
    """The entry with its decimal texts read, names left as they are."""
    return {key: _READERS.get(key, _finite)(value) for key, value in entry.items()}


def _finite(text: str) -> float:
    """Raises ValueError for a number that a float64 cannot hold."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is too large")
    return value
