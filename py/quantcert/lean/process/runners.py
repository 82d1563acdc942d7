"""A pool of runners that threads share."""

from __future__ import annotations

import queue
import sys
from collections.abc import Sequence
from pathlib import Path

from quantcert.lean.process.calls import LeanCall, Replay, Runner
from quantcert.lean.process.forking import ForkingRunner
from quantcert.lean.process.run import Limits, Run
from quantcert.lean.process.spawning import SpawningRunner
from quantcert.lean.toolchain import Toolchain


class RunnerPool:
    """At most `size` Lean processes at a time, for use from several threads.

    `replays` tells whether the toolchain can replay compiled modules through the kernel.
    """

    def __init__(self, toolchain: Toolchain, size: int) -> None:
        """Start the runners."""
        self.replays = toolchain.kind == "embedded"
        self._runners = [_new_runner(toolchain) for _ in range(size)]
        self._idle: queue.LifoQueue[Runner] = queue.LifoQueue()
        for runner in self._runners:
            self._idle.put(runner)

    def __enter__(self) -> RunnerPool:
        """Use the pool as a context; leaving it ends its processes."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes."""
        for runner in self._runners:
            runner.close()

    def interrupt(self) -> None:
        """Kill all current runs; there will be no further run."""
        for runner in self._runners:
            runner.interrupt()

    def compile(
        self,
        source: Path,
        olean: Path,
        root: Path,
        lean_path: Sequence[Path],
        limits: Limits,
        *,
        options: Sequence[str] = (),
    ) -> Run:
        """Compile the file `source` (its module name is its path under `root`) to `olean`."""
        arguments = ["--json", "-j1", *(f"-D{option}" for option in options)]
        arguments += ["-R", str(root), "-o", str(olean), str(source)]
        return self._run(LeanCall(tuple(arguments), tuple(lean_path)), limits)

    def replay(self, request: Replay, limits: Limits) -> Run:
        """Have the kernel check compiled modules."""
        return self._run(request, limits)

    def _run(self, request: LeanCall | Replay, limits: Limits) -> Run:
        """Carry out a request as soon as a runner is idle."""
        runner = self._idle.get()
        try:
            return runner.run(request, limits)
        finally:
            self._idle.put(runner)


def _new_runner(toolchain: Toolchain) -> Runner:
    """The fastest runner for a toolchain on this system."""
    if toolchain.kind == "embedded" and sys.platform == "linux":
        return ForkingRunner(toolchain)
    return SpawningRunner(toolchain)
