"""A disk on which nothing more fits, as far as a test can have one.

A full file system of one's own needs rights that tests have not. A limit on the size of files makes
the same calls fail, in Python and in Lean, with "File too large" in place of "No space left".
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No process can write more than `size` bytes to a file."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))
