"""Files that stand where weights should be and are something else."""

from __future__ import annotations

from pathlib import Path

from quantcert.errors import CheckpointError

_HEAD_BYTES = 512
_LFS = b"version https://git-lfs"


def refuse_impostor(path: Path) -> None:
    """Refuse a Git LFS pointer, a web page, an empty file or a link to nothing as the content.

    Raises:
        CheckpointError: saying what the file is and what to do.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        dangling = path.is_symlink() and not path.exists()
        what = "is a link to nothing; the download was not finished" if dangling else ""
        raise CheckpointError(f"{path}: {what or f'cannot be read: {error.strerror}'}") from error
    found = _impostor(head)
    if found:
        raise CheckpointError(f"{path}: {found}")


def _impostor(head: bytes) -> str:
    """What a file with this beginning is, or "" if it may be what it should be."""
    if not head:
        return "is empty; the download was cut off before it began"
    if head.startswith(_LFS):
        return "is a Git LFS pointer, not the file itself; run `git lfs pull`"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "is a web page, not the file itself; the download failed"
    return ""
