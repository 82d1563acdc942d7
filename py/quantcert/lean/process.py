"""One Lean run in a process of its own, under limits of time and memory.

The run's outcome is read from the exit status *and* the messages: an error message or a `sorry`
means rejected even if Lean ends with status 0.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from quantcert.errors import LeanError
from quantcert.lean.toolchain import Toolchain

_POLL_SECONDS = 0.05
_OUTPUT_BYTES = 8 << 20
_OUT_OF_MEMORY_WORDS = ("out of memory", "excessive memory", "Cannot allocate memory", "bad_alloc")
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Outcome(Enum):
    """How a Lean run ended."""

    OK = "ok"
    REJECTED = "rejected"
    CRASHED = "crashed"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out of memory"


@dataclass(frozen=True)
class Limits:
    """Limits of one run: wall-clock seconds and resident memory in bytes."""

    seconds: float = 600.0
    memory_bytes: int = 4 << 30


@dataclass(frozen=True)
class Message:
    """A message of Lean: severity (error, warning, information), text and place (from line 1)."""

    severity: str
    text: str
    kind: str
    line: int
    column: int


@dataclass(frozen=True)
class Run:
    """A finished run. `reason` says why the outcome is not OK; `peak_bytes` is resident memory."""

    outcome: Outcome
    reason: str
    messages: tuple[Message, ...]
    exit_code: int
    seconds: float
    peak_bytes: int


def compile_module(
    toolchain: Toolchain,
    source: Path,
    olean: Path,
    *,
    root: Path,
    lean_path: Sequence[Path],
    limits: Limits,
) -> Run:
    """Compile the file `source` (its module name is its path under `root`) to `olean`."""
    arguments = ["--json", "-j1", "-R", str(root), "-o", str(olean), str(source)]
    return run_lean(toolchain, arguments, lean_path=lean_path, limits=limits)


def run_lean(
    toolchain: Toolchain, arguments: Sequence[str], *, lean_path: Sequence[Path], limits: Limits
) -> Run:
    """Run Lean with `arguments`; compiled modules are found under the folders `lean_path`.

    Raises LeanError only if the process cannot be started.
    """
    environment = {"LEAN_PATH": os.pathsep.join(str(path) for path in lean_path)}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        try:
            process = subprocess.Popen(
                [*toolchain.command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            raise LeanError(f"cannot start {toolchain.command[0]}: {error}") from error
        stopped, status, peak = _supervise(process, start + limits.seconds, limits.memory_bytes)
        seconds = time.perf_counter() - start
        messages, stray = _messages(_text(out))
        noise = "\n".join(filter(None, (stray, _text(err).strip())))
    outcome, reason = _judge(stopped, status, messages, noise, limits)
    return Run(outcome, reason, messages, status, seconds, peak)


def _supervise(
    process: subprocess.Popen[bytes], deadline: float, memory_bytes: int
) -> tuple[Outcome | None, int, int]:
    """Wait for the process, stopping it at a limit.

    Returns the limit that stopped it (or None), its exit status (negative: signal) and its peak
    resident memory in bytes.
    """
    stopped = None
    ended = None
    try:
        while ended is None:
            if time.perf_counter() > deadline:
                stopped = Outcome.TIMEOUT
            elif _resident_bytes(process.pid) > memory_bytes:
                stopped = Outcome.OUT_OF_MEMORY
            if stopped is not None:
                break
            ended = _wait(process.pid, min(_POLL_SECONDS, max(0.0, deadline - time.perf_counter())))
    finally:
        if ended is None:
            os.killpg(process.pid, signal.SIGKILL)
            _, status, usage = os.wait4(process.pid, 0)
            ended = status, usage.ru_maxrss
        process.returncode = os.waitstatus_to_exitcode(ended[0])
    return stopped, process.returncode, ended[1] * _RSS_UNIT


def _wait(pid: int, seconds: float) -> tuple[int, int] | None:
    """Wait at most `seconds`; the wait status and `ru_maxrss` of the process if it has ended."""
    if sys.platform == "linux":
        descriptor = os.pidfd_open(pid)
        try:
            select.select([descriptor], [], [], seconds)
        finally:
            os.close(descriptor)
    else:
        time.sleep(min(seconds, 0.01))
    done, status, usage = os.wait4(pid, os.WNOHANG)
    return (status, usage.ru_maxrss) if done else None


def _resident_bytes(pid: int) -> int:
    """Resident memory of a process now; 0 where the system does not tell (no /proc)."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def _text(file: BinaryIO) -> str:
    """What was written to a temporary file, at most `_OUTPUT_BYTES` of it."""
    file.seek(0)
    return file.read(_OUTPUT_BYTES).decode("utf-8", "replace")


def _messages(output: str) -> tuple[tuple[Message, ...], str]:
    """The structured messages in Lean's output, and the rest of it."""
    messages = []
    stray = []
    for line in output.splitlines():
        try:
            item = json.loads(line)
            messages.append(
                Message(
                    item["severity"],
                    item["data"],
                    item.get("kind", ""),
                    item["pos"]["line"],
                    item["pos"]["column"],
                )
            )
        except (ValueError, KeyError, TypeError):
            stray.append(line)
    return tuple(messages), "\n".join(stray).strip()


def _judge(
    stopped: Outcome | None,
    status: int,
    messages: tuple[Message, ...],
    noise: str,
    limits: Limits,
) -> tuple[Outcome, str]:
    """Outcome and reason from how the process ended and what it said."""
    if stopped is Outcome.TIMEOUT:
        return stopped, f"stopped after {limits.seconds:g} s"
    if stopped is Outcome.OUT_OF_MEMORY:
        return stopped, f"stopped above {limits.memory_bytes >> 20} MiB of resident memory"
    errors = [message.text for message in messages if message.severity == "error"]
    if any(words in text for words in _OUT_OF_MEMORY_WORDS for text in (noise, *errors)):
        return Outcome.OUT_OF_MEMORY, (errors or [noise])[0]
    if status < 0:
        detail = f": {noise}" if noise else ""
        return Outcome.CRASHED, f"ended by {signal.Signals(-status).name}{detail}"
    if errors:
        return Outcome.REJECTED, errors[0]
    if any("sorry" in message.text for message in messages if message.severity == "warning"):
        return Outcome.REJECTED, "a declaration uses `sorry`"
    if status != 0:
        detail = noise or "no message"
        return Outcome.CRASHED, f"ended with status {status}: {detail}"
    return Outcome.OK, ""
