"""Data modules that a worker of this machine leaves for the coordinator, which need not make them.

What is left is as believable as any answer of a worker: the coordinator compares the literals with
the digests that the statements are made from.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from dataclasses import replace
from pathlib import Path

from quantcert.errors import OleanError
from quantcert.lean import DataModule
from quantcert.lean.olean.literals import stamp, verify_data_module

_NAME = re.compile(r"[0-9a-f]{32}")


def leave(data: DataModule, folder: str) -> str:
    """Move the file of a data module into the folder; its name there. Raises OSError."""
    name = uuid.uuid4().hex
    shutil.move(data.path, Path(folder) / name)
    return name


def take(data: DataModule, folder: Path, name: str) -> DataModule:
    """Put what was left where modules that import it look for it, and compare its literals.

    Raises ValueError if there is no such file, or it holds anything else.
    """
    if not _NAME.fullmatch(name) or not (folder / name).is_file():
        raise ValueError(f"{data.name} was not left")
    data.path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(folder / name, data.path)
    before = stamp(data.path)
    try:
        verify_data_module(replace(data, stamp=None))
    except OleanError as error:
        raise ValueError(str(error)) from error
    return replace(data, stamp=before)
