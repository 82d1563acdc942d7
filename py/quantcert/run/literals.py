"""Where the data modules of a layer lie while it is checked."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from functools import cached_property
from pathlib import Path

from quantcert.certificate.encode import canonical
from quantcert.lean import DataModule, read_literals
from quantcert.statements.data_text import data_source

_SHARED_MEMORY = Path("/dev/shm")
_SHARE = 4  # of the free shared memory, at most one part in so many is taken


class LiteralFolder:
    """A temporary folder for data modules of about `size` bytes, made when it is first used.

    It lies in shared memory if that has room to spare, else where temporary files go.
    """

    def __init__(self, size: int) -> None:
        """Nothing is made yet."""
        self._size = size

    @property
    def fits(self) -> bool:
        """Whether less than half of the free space where it lies, or would lie, is needed."""
        return 2 * self._size < shutil.disk_usage(self.path).free

    @cached_property
    def path(self) -> Path:
        """The folder."""
        roomy = (
            _SHARED_MEMORY.is_dir() and shutil.disk_usage(_SHARED_MEMORY).free > _SHARE * self._size
        )
        return Path(tempfile.mkdtemp(prefix="quantcert-", dir=_SHARED_MEMORY if roomy else None))

    def close(self) -> None:
        """Delete the folder, if there is one."""
        if "path" in self.__dict__:
            shutil.rmtree(self.path, ignore_errors=True)


def data_text(data: DataModule) -> str:
    """A written data module as Lean source."""
    written = read_literals(data.path, data.name, data.imports)
    return data_source(data.name, data.imports[0], written)


def listing_sha256(data: DataModule) -> str:
    """SHA-256 of the canonical JSON object {literal: SHA-256} of a data module."""
    return hashlib.sha256(canonical(dict(data.literals))).hexdigest()
