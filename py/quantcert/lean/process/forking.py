"""A runner that keeps the initialized library in a server and forks it for each run.

A run then costs about a quarter of a new process's start-up and is as separate from the others as
a new process is: it shares only what initializing the library has put into memory. The protocol
is that of the script `_embedded.py`.
"""

from __future__ import annotations

import json
import select
import shutil
import signal
import subprocess
import time
from typing import Any

from quantcert.errors import LeanError
from quantcert.lean.process.calls import ENVIRONMENT, LeanCall, Replay
from quantcert.lean.process.run import (
    RSS_UNIT,
    Ending,
    Limits,
    Outcome,
    Run,
    conclude,
    limit_reached,
)
from quantcert.lean.toolchain import Toolchain
from quantcert.scratch import scratch_folder

_POLL_SECONDS = 0.05
_STOP_SECONDS = 10.0


class ForkingRunner:
    """Runs an embedded toolchain in forks of a server; the server starts at once."""

    def __init__(self, toolchain: Toolchain) -> None:
        """Run `toolchain`, which must be an embedded one."""
        self._command = (*toolchain.command, "--serve")
        self._server: subprocess.Popen[bytes] | None = None
        self._folder = scratch_folder()
        self._interrupted = False
        self._started()

    def run(self, request: LeanCall | Replay, limits: Limits) -> Run:
        """See `Runner.run`."""
        if self._interrupted:
            raise LeanError("checking was interrupted")
        out, err = self._folder / "out", self._folder / "err"
        out.unlink(missing_ok=True)
        err.unlink(missing_ok=True)
        server = self._started()
        start = time.perf_counter()
        try:
            _send(server, request.message() | {"out": str(out), "err": str(err)})
            ending = _supervise(server, start, limits)
        except (OSError, EOFError):
            reason = f"the Lean server has ended{_how(self._stop())}"
            return Run(Outcome.LOST, reason, (), -1, time.perf_counter() - start, 0)
        return conclude(ending, out, err, time.perf_counter() - start, limits)

    def interrupt(self) -> None:
        """See `Runner.interrupt`."""
        self._interrupted = True
        if self._server is not None:
            self._server.kill()

    def close(self) -> None:
        """End the server."""
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _started(self) -> subprocess.Popen[bytes]:
        """The server, started if need be."""
        if self._server is None:
            try:
                self._server = subprocess.Popen(
                    self._command,
                    bufsize=0,  # a reply must be seen by `select` until it is read
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=ENVIRONMENT,
                    start_new_session=True,
                )
            except OSError as error:
                raise LeanError(f"cannot start {self._command[0]}: {error}") from error
        return self._server

    def _stop(self) -> int:
        """Close the server's input, which ends it and its run; its exit code, 0 without one."""
        server, self._server = self._server, None
        if server is None:
            return 0
        try:
            server.communicate(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.communicate()
        return server.returncode


def _how(code: int) -> str:
    """How a server has ended that nobody has told to; it has caught whatever else it could."""
    if not code:
        return ""
    how = f"by {signal.Signals(-code).name}" if code < 0 else f"with {code}"
    return f" {how}, as when there is too little memory"


def _supervise(server: subprocess.Popen[bytes], start: float, limits: Limits) -> Ending:
    """Wait for the current run, having it killed at a limit. Raises EOFError if the server ends."""
    pid = _receive(server)["pid"]
    stopped = None
    while stopped is None and not select.select([server.stdout or -1], [], [], _POLL_SECONDS)[0]:
        stopped = limit_reached(pid, time.perf_counter() - start, limits)
    if stopped is not None:
        _send(server, {"kill": True})
    reply = _receive(server)
    killed = reply["status"] == -signal.SIGKILL
    return Ending(stopped if killed else None, reply["status"], reply["peak"] * RSS_UNIT)


def _send(server: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
    """Send a request to the server."""
    assert server.stdin is not None
    line = memoryview(json.dumps(message).encode() + b"\n")
    while line:
        line = line[server.stdin.write(line) :]


def _receive(server: subprocess.Popen[bytes]) -> dict[str, int]:
    """The next reply of the server. Raises EOFError if it has ended."""
    assert server.stdout is not None
    line = server.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    reply: dict[str, int] = json.loads(line)
    return reply
