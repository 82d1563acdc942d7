"""What a runner of Lean can be asked for, and what a runner is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from quantcert.lean.process.run import Limits, Run

ENVIRONMENT = {
    # Big numbers are allocated by the C library: keep and reuse its memory instead of returning it
    # to the system after each operation (which costs more than the operation).
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=100000000"
    ":glibc.malloc.trim_threshold=4000000000:glibc.malloc.mmap_threshold=1000000000"
    ":glibc.malloc.arena_max=1",
    # Lean's event loop takes no part in checking: it needs no io_uring and its kernel thread.
    "UV_USE_IO_URING": "0",
}
"""The environment of all processes that run Lean; nothing else is passed on."""


@dataclass(frozen=True)
class LeanCall:
    """Run Lean with `arguments`; compiled modules are found under the folders `lean_path`."""

    arguments: tuple[str, ...]
    lean_path: tuple[Path, ...]

    def message(self) -> dict[str, Any]:
        """The request to the script that runs the embedded Lean."""
        return {"arguments": self.arguments, "lean_path": self.lean_path_text}

    @property
    def lean_path_text(self) -> str:
        """The value of the variable LEAN_PATH."""
        return os.pathsep.join(str(path) for path in self.lean_path)


@dataclass(frozen=True)
class Replay:
    """Have the kernel check every declaration of the compiled modules `new`, given `base`.

    Modules of `base` that are in `kept` do not change while the runner lives: what they declare may
    be read once for several replays.
    """

    base: tuple[Path, ...]
    new: tuple[Path, ...]
    kept: frozenset[Path] = frozenset()

    def message(self) -> dict[str, Any]:
        """The request to the script that runs the embedded Lean."""
        kept = [str(path) for path in self.base if path in self.kept]
        others = [str(path) for path in self.base if path not in self.kept]
        return {"kept": kept, "base": others, "new": [str(path) for path in self.new]}


class Runner(Protocol):
    """Runs Lean, one run at a time."""

    def run(self, request: LeanCall | Replay, limits: Limits) -> Run:
        """Carry out the request. Raises LeanError only if a process cannot be started."""

    def interrupt(self) -> None:
        """Kill the current run, from another thread; there will be no further run."""

    def close(self) -> None:
        """End what the runner keeps running."""
