"""Temporary folders that do not outlive their process for long, however it ends.

A folder is named after the process that owns it. A process that is killed cannot delete its
folders; the next one that makes a folder in the same place deletes those whose owner is gone.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = re.compile(r"quantcert-(?P<pid>\d+)-(?P<born>\d+)-\w+")


def scratch_folder(place: Path | None = None) -> Path:
    """A new folder in `place`, by default where temporary files go.

    Raises OSError if it cannot be made.
    """
    parent = place or Path(tempfile.gettempdir())
    clear_abandoned(parent)
    pid = os.getpid()
    return Path(tempfile.mkdtemp(prefix=f"quantcert-{pid}-{_born(pid)}-", dir=parent))


@contextmanager
def scratch() -> Iterator[Path]:
    """A new folder where temporary files go, deleted at the end of the block."""
    folder = scratch_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_abandoned(parent: Path) -> None:
    """Delete the folders that no living process owns."""
    for folder in parent.glob("quantcert-*-*-*"):
        match = _NAME.fullmatch(folder.name)
        if match and not _lives(int(match["pid"]), int(match["born"])):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int, born: int) -> bool:
    """Whether the process that made a folder is still there: numbers are given again."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return born in (0, _born(pid))


def _born(pid: int) -> int:
    """When a process began, in clock ticks since the system did; 0 where that is not told."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[19])
