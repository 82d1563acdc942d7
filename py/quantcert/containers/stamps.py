"""Whether files are still those that were opened.

Tensors are read from the files again and again during a run, and hashed once. What is read is what
was hashed if no file has been written to or replaced since before it was opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from quantcert.errors import CheckpointError

Stamp = tuple[int, int, int, int, int]
"""Device, inode, size, and times of the last change of content and of status, in nanoseconds.

The last one cannot be set back.
"""


def stamps_of(files: Iterable[Path]) -> dict[Path, Stamp]:
    """The stamp of each file. Raises CheckpointError if one cannot be looked at."""
    return {file: _stamp(file) for file in files}


def refuse_changed(stamps: Mapping[Path, Stamp]) -> None:
    """Raise CheckpointError, naming the file, if one has changed since its stamp was taken."""
    for file, before in stamps.items():
        if _stamp(file) != before:
            raise CheckpointError(
                f"{file}: was changed while it was read; nothing can be said of it, run again"
            )


def _stamp(file: Path) -> Stamp:
    try:
        status = file.stat()
    except OSError as error:
        raise CheckpointError(f"{file}: cannot be read: {error.strerror}") from error
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
