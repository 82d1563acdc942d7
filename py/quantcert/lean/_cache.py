"""The cache directory, digests of files and atomic writes."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import platformdirs

from quantcert.errors import OutputError

CACHE_VARIABLE = "QUANTCERT_CACHE"


def cache_root() -> Path:
    """The cache directory: `$QUANTCERT_CACHE`, or the user's cache folder of the platform."""
    configured = os.environ.get(CACHE_VARIABLE)
    return Path(configured) if configured else platformdirs.user_cache_path("quantcert")


def sha256_bytes(data: bytes) -> str:
    """SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """SHA-256 of the content of `path` in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_directory(path: Path) -> Path:
    """Create `path` and its parents. Raises OutputError if that is impossible."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot create the directory {path}: {error.strerror}") from error
    return path


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path`.

    Raises OutputError if that is impossible, which an error of the system would say without the
    file's name; nothing of it is left then.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error


def replace_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path` by a temporary file and a rename: no reader sees half of it.

    Raises OutputError if that is impossible.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    write_bytes(temporary, content)
    temporary.replace(path)


def write_json(path: Path, value: Any) -> None:
    """Write `value` as JSON to `path`, as `replace_bytes` does.

    Raises OutputError if that is impossible.
    """
    replace_bytes(path, json.dumps(value, separators=(",", ":"), sort_keys=True).encode())


def read_json(path: Path) -> Any:
    """The JSON value in `path`, or None if there is no such file or it is not JSON."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError, RecursionError):
        return None
