"""Memory that arrays give back is kept for the next ones."""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt, glibc's malloc.h
_KEPT_BYTES = 512 << 20
_ALONE_BYTES = 64 << 20


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
