"""A runner that starts a new process for each run: for every toolchain and system."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from quantcert.errors import LeanError
from quantcert.lean.process.calls import ENVIRONMENT, LeanCall, Replay
from quantcert.lean.process.run import RSS_UNIT, Ending, Limits, Run, conclude, limit_reached
from quantcert.lean.toolchain import Toolchain
from quantcert.scratch import scratch

_POLL_SECONDS = 0.05


class SpawningRunner:
    """Starts a new process for each run."""

    def __init__(self, toolchain: Toolchain) -> None:
        """Run `toolchain`."""
        self._command = toolchain.command
        self._process: subprocess.Popen[bytes] | None = None
        self._interrupted = False

    def run(self, request: LeanCall | Replay, limits: Limits) -> Run:
        """See `Runner.run`."""
        with scratch() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            if isinstance(request, LeanCall):
                arguments, lean_path = request.arguments, request.lean_path_text
            else:
                file = Path(folder, "request")
                file.write_text(json.dumps(request.message()))
                arguments, lean_path = ("--replay", str(file)), ""
            start = time.perf_counter()
            ending = self._spawn(arguments, lean_path, out, err, start, limits)
            return conclude(ending, out, err, time.perf_counter() - start, limits)

    def interrupt(self) -> None:
        """See `Runner.interrupt`."""
        self._interrupted = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    def close(self) -> None:
        """Nothing is kept running."""

    def _spawn(
        self,
        arguments: tuple[str, ...],
        lean_path: str,
        out: Path,
        err: Path,
        start: float,
        limits: Limits,
    ) -> Ending:
        """Start Lean and wait for it."""
        if self._interrupted:
            raise LeanError("checking was interrupted")
        with out.open("wb") as out_file, err.open("wb") as err_file:
            try:
                self._process = subprocess.Popen(
                    [*self._command, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=out_file,
                    stderr=err_file,
                    env=ENVIRONMENT | {"LEAN_PATH": lean_path},
                    start_new_session=True,
                )
            except OSError as error:
                raise LeanError(f"cannot start {self._command[0]}: {error}") from error
        return _supervise(self._process, start, limits)


def _supervise(process: subprocess.Popen[bytes], start: float, limits: Limits) -> Ending:
    """Wait for the process, stopping it at a limit."""
    stopped = None
    done = 0
    try:
        while not done and stopped is None:
            stopped = limit_reached(process.pid, time.perf_counter() - start, limits)
            _wait_briefly(process.pid)
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
    finally:
        if not done:
            os.killpg(process.pid, signal.SIGKILL)
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Ending(None if done else stopped, process.returncode, usage.ru_maxrss * RSS_UNIT)


def _wait_briefly(pid: int) -> None:
    """Wait until the process ends or a moment has passed."""
    if sys.platform == "linux":
        descriptor = os.pidfd_open(pid)
        try:
            select.select([descriptor], [], [], _POLL_SECONDS)
        finally:
            os.close(descriptor)
    else:
        time.sleep(_POLL_SECONDS / 5)
