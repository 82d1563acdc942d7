"""Memory that is freed and used again, and what is searched for garbage."""

import subprocess
import sys

import pytest

FAULTS = """
import resource
import numpy as np
from quantcert.run.memory import keep_freed_memory
kept = {kept} and keep_freed_memory()
for _ in range(3):
    np.ones(4 << 20)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    np.ones(4 << 20)
print(int(kept), resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(kept: bool) -> tuple[int, int]:
    """Whether the C library keeps memory, and the pages obtained for 20 arrays of 32 MiB."""
    command = [sys.executable, "-c", FAULTS.format(kept=kept)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found, pages = done.stdout.split()
    return int(found), int(pages)


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is asked")
def test_freed_memory_is_used_again() -> None:
    found, pages = faults(True)
    if not found:
        pytest.skip("this C library has no mallopt")
    assert pages < 1000 < faults(False)[1]


GARBAGE = """
import gc
from weakref import ref
from quantcert.run.memory import search_less_for_garbage
class Circle: pass
search_less_for_garbage()
left_out = gc.get_freeze_count()
circle = Circle()
circle.itself = circle
found = ref(circle)
del circle
search_less_for_garbage()
gc.collect()
print(left_out > 1_000, found() is None, *gc.get_threshold())
"""


def test_modules_are_not_searched_for_garbage_and_circles_still_are() -> None:
    command = [sys.executable, "-c", GARBAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split()[:3] == ["True", "True", "50000"]
