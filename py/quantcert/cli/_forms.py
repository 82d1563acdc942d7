"""Forms of the report that a run writes beside its folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from quantcert.outputs import check_writable, staged_file
from quantcert.report.formats import FORMATS
from quantcert.report.source import Source


def check_forms(files: Mapping[str, Path | None]) -> None:
    """Raise OutputError, before any work, for a file that cannot be written."""
    for file in files.values():
        if file is not None:
            check_writable(file)


def write_forms(source: Source, files: Mapping[str, Path | None]) -> None:
    """Write each form that has a file, by its name. Raises OutputError."""
    for name, file in files.items():
        if file is not None:
            with staged_file(file) as staged:
                _write(staged, FORMATS[name].written(source))


def _write(file: Path, pieces: Iterable[bytes]) -> None:
    with file.open("wb") as opened:
        opened.writelines(pieces)
