"""What a Lean run is: its limits, how it ended, what it said.

The outcome is read from the exit status *and* the messages: an error message or a `sorry` means
rejected even if Lean ends with status 0.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in the unit of `ru_maxrss`."""

_OUTPUT_BYTES = 8 << 20
_EXHAUSTED_WORDS = (
    "deep recursion",
    "deterministic) timeout",
    "deterministic timeout",
    "maximum recursion depth",
)
_OUT_OF_MEMORY_WORDS = ("out of memory", "excessive memory", "Cannot allocate memory", "bad_alloc")

_NOT_WRITTEN = "failed to write '"  # how Lean begins when it cannot write a compiled module


class Outcome(Enum):
    """How a Lean run ended."""

    OK = "ok"
    REJECTED = "rejected"
    CRASHED = "crashed"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out of memory"
    EXHAUSTED = "Lean's own limit"
    LOST = "killed from outside, or its files could not be written"


@dataclass(frozen=True)
class Limits:
    """Limits of one run: wall-clock seconds and resident memory in bytes.

    Memory is limited where the system tells a process's resident memory (Linux).
    """

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


@dataclass(frozen=True)
class Ending:
    """How a process ended: the limit that stopped it, exit status (negative: signal), peak."""

    stopped: Outcome | None
    status: int
    peak_bytes: int


def conclude(ending: Ending, out: Path, err: Path, seconds: float, limits: Limits) -> Run:
    """The run's result from how its process ended and what it wrote to two files."""
    messages, stray = _messages(_text(out))
    noise = "\n".join(filter(None, (stray, _text(err).strip())))
    outcome, reason = _judge(ending, messages, noise, limits)
    return Run(outcome, reason, messages, ending.status, seconds, ending.peak_bytes)


def limit_reached(pid: int, seconds: float, limits: Limits) -> Outcome | None:
    """The limit that the process `pid`, running for `seconds`, has exceeded."""
    if seconds > limits.seconds:
        return Outcome.TIMEOUT
    if _resident_bytes(pid) > limits.memory_bytes:
        return Outcome.OUT_OF_MEMORY
    return None


def _resident_bytes(pid: int) -> int:
    """Resident memory of a process now; 0 where the system does not tell (no /proc)."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def _text(path: Path) -> str:
    """What was written to a file, at most `_OUTPUT_BYTES` of it."""
    try:
        with path.open("rb") as file:
            return file.read(_OUTPUT_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def _messages(output: str) -> tuple[tuple[Message, ...], str]:
    """The structured messages in Lean's output, and the rest of it."""
    messages = []
    stray = []
    for line in output.splitlines():
        try:
            item = json.loads(line)
            place = item["pos"]
            messages.append(
                Message(
                    item["severity"], item["data"], item["kind"], place["line"], place["column"]
                )
            )
        except (ValueError, KeyError, TypeError):
            stray.append(line)
    return tuple(messages), "\n".join(stray).strip()


def _judge(
    ending: Ending, messages: tuple[Message, ...], noise: str, limits: Limits
) -> tuple[Outcome, str]:
    """Outcome and reason."""
    if ending.stopped is Outcome.TIMEOUT:
        return ending.stopped, f"stopped after {limits.seconds:g} s"
    if ending.stopped is Outcome.OUT_OF_MEMORY:
        return ending.stopped, f"stopped above {limits.memory_bytes >> 20} MiB of resident memory"
    errors = [message.text for message in messages if message.severity == "error"]
    if any(words in text for words in _OUT_OF_MEMORY_WORDS for text in (noise, *errors)):
        return Outcome.OUT_OF_MEMORY, (errors or [noise])[0]
    detail = f": {noise}" if noise else ""
    if ending.status == -signal.SIGKILL:
        return Outcome.LOST, f"ended by SIGKILL, as when the system is out of memory{detail}"
    if _NOT_WRITTEN in noise:
        return Outcome.LOST, noise
    if ending.status < 0:
        return Outcome.CRASHED, f"ended by {signal.Signals(-ending.status).name}{detail}"
    if errors:
        exhausted = any(words in errors[0] for words in _EXHAUSTED_WORDS)
        return (Outcome.EXHAUSTED if exhausted else Outcome.REJECTED), errors[0]
    if any("sorry" in message.text for message in messages if message.severity == "warning"):
        return Outcome.REJECTED, "a declaration uses `sorry`"
    if ending.status != 0:
        return Outcome.CRASHED, f"ended with status {ending.status}{detail}"
    return Outcome.OK, ""
