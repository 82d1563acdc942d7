"""What a prompt leaves on disk: the document, and the modules as Lean source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quantcert.certificate.encode import to_json
from quantcert.errors import OutputError
from quantcert.lean import CheckJob, read_literals
from quantcert.outputs import check_writable, staged_folder, write_marker, write_text
from quantcert.run.prompt.document import KIND
from quantcert.statements.data_text import data_source

DOCUMENT = "prompt.json"


def check_document_place(path: Path, kind: str = KIND) -> None:
    """Raise OutputError, before any work, unless the document can be written.

    Nothing is replaced but an earlier document of this kind.
    """
    check_writable(path)
    if not path.exists():
        return
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("kind") != kind:
        raise OutputError(f"{path}: exists and is not a document of this command")


def lean_sources(jobs: Sequence[CheckJob]) -> dict[str, str]:
    """The text of the modules and of their data, by module name; while the data is there."""
    sources = {job.name: job.source for job in jobs}
    for data in {data.name: data for job in jobs for data in job.data}.values():
        literals = read_literals(data.path, data.name, data.imports)
        (imported,) = data.imports
        sources[data.name] = data_source(data.name, imported, literals)
    return sources


def write_prompt(
    out: Path, checkpoint: Path, document: dict[str, Any], sources: dict[str, str]
) -> None:
    """Write the folder `out`. Raises OutputError if it cannot be written."""
    with staged_folder(out) as staging:
        write_marker(staging, checkpoint)
        for name, source in sources.items():
            write_text(staging / (name.replace(".", "/") + ".lean"), source)
        write_text(staging / DOCUMENT, to_json(document))
