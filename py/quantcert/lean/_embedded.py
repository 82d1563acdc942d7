"""Run Lean's own `main` out of its shared library: `_embedded.py LIBRARY ARGUMENT...`.

Started as a script in a process of its own; it imports nothing of the package, so that start-up
stays short. `RTLD_GLOBAL` matters: Lean's interpreter looks native code up in the whole process.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Ask Linux to kill this process when the one that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _run_lean(library: str, arguments: list[str]) -> int:
    """Call `lean_main` of the shared library; returns Lean's exit status."""
    lean = ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
    argv = [b"lean", *(os.fsencode(argument) for argument in arguments)]
    return int(lean.lean_main(len(argv), (ctypes.c_char_p * (len(argv) + 1))(*argv, None)))


if __name__ == "__main__":
    _die_with_parent()
    sys.exit(_run_lean(sys.argv[1], sys.argv[2:]))
