"""Where a checkpoint lies: a path, or a URL of any store that fsspec knows, read by range.

    s3://bucket/model, gs://..., hf://..., https://host/model, memory://model

A file of a store is never copied as a whole: whatever is asked for is fetched, and nothing else.
"""

from __future__ import annotations

import errno
import hashlib
import io
import re
import stat
from collections.abc import Generator
from functools import cached_property
from pathlib import Path, PosixPath
from typing import Any

from quantcert.errors import CheckpointError

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+):/{1,2}(?P<rest>[^/].*)")
BUFFER_BYTES = 1 << 20
"""What is read at least, where a file is read piece by piece."""


def located(place: Path | str) -> Path:
    """The path of a checkpoint, or of a file of it; URLs become paths of a store.

    A URL that was taken for a path, so that a slash is missing, is a URL still.
    """
    if isinstance(place, StorePath):
        return place
    return StorePath(str(place)) if _URL.fullmatch(str(place)) else Path(place)


def address(place: Path) -> str:
    """What `located` makes the same place of, wherever it is called."""
    found = located(place)
    return found.url if isinstance(found, StorePath) else str(found.absolute())


class StorePath(PosixPath):
    """A file or folder of a store, as far as checkpoints are read. OSError as of any path."""

    @cached_property
    def url(self) -> str:
        """The URL."""
        match = _URL.fullmatch(str(self))
        assert match is not None
        return f"{match['scheme']}://{match['rest']}"

    @cached_property
    def _store(self) -> tuple[Any, str]:
        """The store, and the name of the file in it."""
        try:
            import fsspec  # type: ignore[import-untyped]
        except ImportError as error:
            raise CheckpointError(
                f"{self.url}: needs fsspec: pip install 'quantcert[cluster]'"
            ) from error
        try:
            store, name = fsspec.core.url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            raise CheckpointError(f"{self.url}: cannot be opened: {error}") from error
        return store, name

    def stat(self, **_: Any) -> Any:
        """Size and kind; the inode stands for whatever else the store tells of the file."""
        store, name = self._store
        try:
            store.invalidate_cache()
            info = store.info(name)
            known = int(hashlib.sha256(str(store.ukey(name)).encode()).hexdigest()[:15], 16)
        except Exception as error:  # each store has its own
            raise FileNotFoundError(errno.ENOENT, str(error) or "not found", self.url) from error
        kind = stat.S_IFDIR if info["type"] == "directory" else stat.S_IFREG
        return _Status(kind | 0o444, known, info.get("size") or 0)

    @cached_property
    def size(self) -> int:
        """Bytes of the file, as they were at first; whether it changes is for stamps to tell."""
        return int(self.stat().st_size)

    def exists(self, **_: Any) -> bool:
        """Whether there is such a file or folder."""
        try:
            self.stat()
        except OSError:
            return False
        return True

    def is_dir(self, **_: Any) -> bool:
        """Whether it is a folder."""
        store, name = self._store
        return bool(store.isdir(name))

    def is_file(self, **_: Any) -> bool:
        """Whether it is a file."""
        return self.exists() and not self.is_dir()

    def is_symlink(self) -> bool:
        """Stores have no links."""
        return False

    def absolute(self) -> StorePath:
        """Itself."""
        return self

    def resolve(self, strict: bool = False) -> StorePath:
        """Itself."""
        return self

    def iterdir(self) -> Generator[StorePath, None, None]:
        """What lies in the folder."""
        store, name = self._store
        for found in store.ls(name, detail=False):
            yield self / str(found).rstrip("/").rpartition("/")[2]

    def open(self, mode: str = "r", buffering: int = -1, *_: Any, **__: Any) -> Any:
        """The bytes, to be read alone."""
        if mode != "rb":
            raise OSError(errno.EROFS, "a store is read only, as bytes", self.url)
        raw = _Ranges(self)
        return raw if buffering == 0 else io.BufferedReader(raw, BUFFER_BYTES)

    def read_bytes(self) -> bytes:
        """All of it."""
        with self.open("rb") as file:
            content: bytes = file.read()
        return content

    def range(self, start: int, stop: int) -> bytes:
        """Bytes `start .. stop - 1`. Raises OSError if the store gives others."""
        store, name = self._store
        try:
            found: bytes = store.cat_file(name, start=start, end=stop)
        except Exception as error:  # each store has its own
            raise OSError(errno.EIO, str(error) or type(error).__name__, self.url) from error
        if len(found) != stop - start:
            text = f"gave {len(found)} bytes for bytes {start} to {stop}: it cannot read by range"
            raise OSError(errno.EIO, text, self.url)
        return found


class _Status:
    """What `stamps` and readers ask of a file."""

    def __init__(self, mode: int, known: int, size: int) -> None:
        self.st_mode, self.st_size = mode, size
        self.st_dev = self.st_mtime_ns = self.st_ctime_ns = 0
        self.st_ino = known


class _Ranges(io.RawIOBase):
    """A file of a store; each read is a range of it."""

    def __init__(self, path: StorePath) -> None:
        self.name = path.url
        self._path = path
        self._size = path.size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = start + offset
        return self._position

    def readinto(self, buffer: Any) -> int:
        target = memoryview(buffer).cast("B")
        stop = min(self._position + len(target), self._size)
        if stop <= self._position:
            return 0
        found = self._path.range(self._position, stop)
        target[: len(found)] = found
        self._position = stop
        return len(found)
