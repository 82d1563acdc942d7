"""Memory of a command: what is freed is used again, and imported modules are no garbage."""

from __future__ import annotations

import ctypes
import gc
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt, glibc's malloc.h
_KEPT_BYTES = 512 << 20
_ALONE_BYTES = 64 << 20

_NEW_OBJECTS = 50_000  # containers made between two searches; 700 by default


def keep_freed_memory() -> bool:
    """Have the C library keep what is freed; whether it does.

    A chunk's arrays are made and dropped again and again. By default their memory is returned to
    the system each time, and clearing it anew takes longer than computing with it.
    """
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallopt"):
        return False
    kept = library.mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
    return bool(library.mallopt(_MMAP_THRESHOLD, _ALONE_BYTES) and kept)


def search_less_for_garbage() -> None:
    """Leave out what is alive now, modules above all, and search the rest less often.

    Arrays are freed as soon as nothing refers to them; garbage in circles is small here. A second
    call does nothing: it would keep the garbage of the work in between.
    """
    if not gc.get_freeze_count():
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
