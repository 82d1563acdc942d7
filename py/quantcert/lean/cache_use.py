"""What lies in the cache, how large it is, and how it is made smaller."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quantcert.errors import OutputError
from quantcert.lean._cache import cache_root

_DAY_SECONDS = 86_400
_KINDS = {
    "engines": "compiled engines",
    "library-": "compiled libraries",
    "modules": "modules of libraries",
    "patterns-": "patterns of generated texts",
    "programs": "programs of engines",
    "results-": "results of checks",
    "toolchain-": "what is known of toolchains",
}


@dataclass(frozen=True)
class CacheUse:
    """One part of the cache: what it holds, how many files, how many bytes."""

    what: str
    files: int
    nbytes: int


def cache_place() -> Path:
    """The folder of the cache; it need not be there."""
    return cache_root()


def cache_use(root: Path | None = None) -> list[CacheUse]:
    """The parts of the cache that are there; files with several names are counted once."""
    seen: set[int] = set()
    parts = []
    for prefix, what in _KINDS.items():
        sizes = list(_sizes(root or cache_root(), prefix, seen))
        if sizes:
            parts.append(CacheUse(what, len(sizes), sum(sizes)))
    return parts


def prune_cache(older_than_days: float, root: Path | None = None) -> int:
    """Delete what has not been written for so many days; the bytes that this frees.

    A compiled library goes as a whole. Raises OutputError for what cannot be deleted.
    """
    folder = root or cache_root()
    before = sum(part.nbytes for part in cache_use(folder))
    limit = time.time() - older_than_days * _DAY_SECONDS
    try:
        for library in folder.glob("library-*/*"):
            if library.is_dir() and library.stat().st_mtime <= limit:
                shutil.rmtree(library)
        for pattern in (
            "modules/*",
            "patterns-*/*/*",
            "results-*/*/*",
            "toolchain-*",
            "engines/*",
            "programs/*",
        ):
            for file in folder.glob(pattern):
                if file.is_file() and file.stat().st_mtime <= limit:
                    file.unlink()
    except OSError as error:
        raise OutputError(f"{error.filename}: cannot be deleted: {error.strerror}") from error
    return before - sum(part.nbytes for part in cache_use(folder))


def _sizes(root: Path, prefix: str, seen: set[int]) -> Iterator[int]:
    for top in root.glob(f"{prefix}*"):
        for file in [top] if top.is_file() else top.rglob("*"):
            status = file.stat()
            if file.is_file() and status.st_ino not in seen:
                seen.add(status.st_ino)
                yield status.st_size
