"""Writing outputs so that a reader never sees half of one: written beside, then renamed.

A folder that a run may replace carries a marker which says for which input it was made. A folder
without one, or with that of another input, is never replaced.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from quantcert.errors import OutputError


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` through a temporary file in the same folder and a rename.

    Raises OutputError if the folder cannot be written.
    """
    write_pieces(path, [text])


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """As `write_text`, of a text that is made while it is written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.writelines(pieces)
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error


@contextmanager
def staged_file(target: Path) -> Iterator[Path]:
    """A path beside `target`; what is written there replaces it when the block ends without error.

    Raises OutputError if the file cannot be written or renamed.
    """
    with _scratch_folder(target) as staging:
        staged = staging / target.name
        try:
            yield staged
            os.chmod(staged, 0o644)
            os.replace(staged, target)
        except OSError as error:
            raise OutputError(f"{target}: cannot be written: {error.strerror}") from error


def check_writable(path: Path) -> None:
    """Refuse, before any work, a file that cannot be written. Raises OutputError."""
    if os.path.lexists(path) and not path.is_file():
        raise OutputError(f"{path}: exists and is not a file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error


def check_apart(*outputs: Path | None) -> None:
    """Refuse, before any work, outputs that are in each other's way.

    Raises OutputError if one is another, or a folder that holds another.
    """
    places = [(path, path.resolve()) for path in outputs if path is not None]
    for k, (path, place) in enumerate(places):
        for other, elsewhere in places[k + 1 :]:
            if place.is_relative_to(elsewhere) or elsewhere.is_relative_to(place):
                raise OutputError(f"{path} and {other}: two outputs in one place")


def check_new(target: Path, *sources: Path) -> None:
    """Refuse, before any work, a place that is taken, or that lies in what is read.

    Raises OutputError if `target` is one of `sources` or lies in it, or is there and is no empty
    folder.
    """
    for source in sources:
        if target.resolve().is_relative_to(source.resolve()):
            raise OutputError(f"{target}: must lie outside {source}, which is read")
    if os.path.lexists(target) and not _is_empty(target):
        raise OutputError(f"{target}: exists and is no empty folder; give another place")


MARKER = ".quantcert-output.json"
"""File in a folder that a run wrote: `{"made_for": SHA-256 of the input's resolved path}`."""

_TAG_DIGITS = 8


def default_folder(parent: Path, made_for: Path) -> Path:
    """Where the outputs for an input go if nothing is said: `parent/NAME`.

    If that is taken by anything else, the name gets a few digits of the input's identity.
    """
    plain = parent / made_for.resolve().name
    if not plain.exists() or _is_empty(plain) or _made_for(plain) == _identity(made_for):
        return plain
    return plain.with_name(f"{plain.name}-{_identity(made_for)[:_TAG_DIGITS]}")


def check_replaceable(target: Path, made_for: Path, keep: Sequence[Path]) -> None:
    """Refuse, before any work, an output folder that must not or cannot be replaced.

    Args:
        target: the folder that outputs will replace.
        made_for: the input that they are made for.
        keep: files and folders that must not be lost with it.

    Raises:
        OutputError: if `target` is or contains one of `keep` or the current folder, is no folder,
            holds what no run for the same input wrote, or cannot be written.
    """
    resolved = target.resolve()
    for path in (*keep, Path.cwd()):
        if path.resolve().is_relative_to(resolved):
            raise OutputError(f"{target}: is or contains {path}, which must not be replaced")
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise OutputError(f"{target}: exists and is not a folder")
    if target.exists() and not _is_empty(target) and _made_for(target) != _identity(made_for):
        owner = (
            "is not an output of this tool"
            if _made_for(target) is None
            else ("is the output for another input")
        )
        raise OutputError(f"{target}: {owner}; give another folder, or remove it yourself")
    with _scratch_folder(target):
        pass


def write_marker(folder: Path, made_for: Path) -> None:
    """Mark `folder` as written for the input `made_for`."""
    write_text(folder / MARKER, json.dumps({"made_for": _identity(made_for)}) + "\n")


def _identity(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()


def _made_for(folder: Path) -> str | None:
    """What the marker of a folder says, or None if it has no marker that can be read."""
    try:
        marker = json.loads((folder / MARKER).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    found = marker.get("made_for") if isinstance(marker, dict) else None
    return found if isinstance(found, str) else None


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


@contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """A new folder beside `target` that replaces `target` when the block ends without error.

    If the block raises, the new folder is removed and `target` stays as it was. Raises
    OutputError if the folder cannot be made or renamed.
    """
    with _scratch_folder(target) as staging:
        yield staging
        _replace_folder(staging, target)


@contextmanager
def _scratch_folder(target: Path) -> Iterator[Path]:
    """A new folder beside `target`, removed in the end."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror}") from error
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _replace_folder(staging: Path, target: Path) -> None:
    try:
        os.chmod(staging, 0o755)
        if target.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
            os.replace(target, old / target.name)
            os.replace(staging, target)
            shutil.rmtree(old)
        else:
            os.replace(staging, target)
    except OSError as error:
        raise OutputError(f"{target}: cannot be replaced: {error.strerror}") from error
