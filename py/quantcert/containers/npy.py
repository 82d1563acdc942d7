"""Arrays of npy files (numpy.org/doc/stable/reference/generated/numpy.lib.format.html)."""

from __future__ import annotations

from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np

from quantcert.errors import CheckpointError


def map_npy(path: Path) -> np.memmap[Any, np.dtype[Any]]:
    """The array of a file; mapped, so that its size is compared with what it claims first.

    Nothing is unpickled. Raises CheckpointError for anything but one array of numbers.
    """
    try:
        values = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, TypeError, OverflowError, EOFError, SyntaxError, TokenError) as error:
        raise CheckpointError(f"{path}: is not an npy file of numbers: {error}") from error
    if not isinstance(values, np.memmap):
        raise CheckpointError(f"{path}: is not an npy file")
    more = path.stat().st_size - values.offset - values.nbytes
    if more:
        raise CheckpointError(f"{path}: {more} bytes after the array belong to nothing")
    return values
