"""Where the data modules of a layer lie while it is checked."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from quantcert.scratch import clear_abandoned, scratch_folder

_SHARED_MEMORY = Path("/dev/shm")
_SHARE = 4  # of the free shared memory, at most one part in so many is taken


@dataclass
class LiteralFolder:
    """A temporary folder for data modules of about `size` bytes, made when it is first used.

    It lies in shared memory if that has room to spare, else where temporary files go.
    """

    size: int

    @property
    def fits(self) -> bool:
        """Whether less than half of the free space where it lies, or would lie, is needed."""
        return 2 * self.size < shutil.disk_usage(self.path).free

    @cached_property
    def path(self) -> Path:
        """The folder."""
        if self._shared_memory_has_room():
            with suppress(OSError):  # it may be read-only
                return scratch_folder(_SHARED_MEMORY)
        return scratch_folder()

    def _shared_memory_has_room(self) -> bool:
        there = _SHARED_MEMORY.is_dir()
        if there:
            clear_abandoned(_SHARED_MEMORY)  # before its room is measured
        return there and shutil.disk_usage(_SHARED_MEMORY).free > _SHARE * self.size

    def close(self) -> None:
        """Delete the folder, if there is one."""
        if "path" in self.__dict__:
            shutil.rmtree(self.path, ignore_errors=True)
