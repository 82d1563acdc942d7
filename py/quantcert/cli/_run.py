"""What the commands share: errors to exit codes, and progress bars."""

from __future__ import annotations

import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from quantcert.cli._streams import notice, patient_output
from quantcert.errors import ExitCode, QuantCertError
from quantcert.run.memory import keep_freed_memory, search_less_for_garbage
from quantcert.run.options import WORKERS

ProgressCallback = Callable[[str, int, int], None]


def finish(action: Callable[[], ExitCode]) -> None:
    """Run `action` and leave the process with its exit code.

    An error becomes one line and a 2; an unforeseen one a traceback and a 2, so that it can never
    be taken for a verdict. A request to terminate is an interruption: what was written is deleted.
    """
    keep_freed_memory()
    search_less_for_garbage()
    try:
        with _terminated_is_interrupted(), patient_output():
            code = action()
    except QuantCertError as error:
        notice(f"error: {error}")
        code = ExitCode.COULD_NOT_RUN
    except OSError as error:
        notice(f"error: {error.filename or 'the system'}: {error.strerror or error}")
        code = ExitCode.COULD_NOT_RUN
    except _TerminatedError:
        notice("terminated: no output was written")
        code = ExitCode.TERMINATED
    except KeyboardInterrupt:
        notice("interrupted: no output was written")
        code = ExitCode.INTERRUPTED
    except Exception:
        notice(f"error: unforeseen, please report it\n{traceback.format_exc()}")
        code = ExitCode.COULD_NOT_RUN
    raise typer.Exit(int(code))


class _TerminatedError(KeyboardInterrupt):
    """The process was asked to terminate."""


@contextmanager
def _terminated_is_interrupted() -> Iterator[None]:
    """SIGTERM does what Ctrl-C does; it would end the process with its files left behind."""

    def terminate(*_: object) -> NoReturn:
        raise _TerminatedError

    previous = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


class ProgressLines:
    """Progress as lines of text, at most one in `LINE_SECONDS`: what is done, rate, time left.

    How many workers there are is told with the next line of another stage.
    """

    LINE_SECONDS = 5.0

    def __init__(self, tell: Callable[[str], None]) -> None:
        """Say lines by `tell`, none in the first seconds."""
        self._tell = tell
        self._last = time.monotonic()
        self._began: dict[str, tuple[float, int]] = {}
        self._workers = ""

    def update(self, stage: str, done: int, total: int) -> None:
        """A `ProgressCallback`."""
        now = time.monotonic()
        if stage == WORKERS:
            self._workers = f", {done} workers"
            return
        self._began.setdefault(stage, (now, done))
        if now - self._last >= self.LINE_SECONDS:
            self._last = now
            share = 100 * done // max(1, total)
            began, before = self._began[stage]
            pace = self._pace(now - began, done - before, total - done)
            self._tell(f"{stage}: {done:,} of {total:,} ({share} %){pace}{self._workers}")

    @staticmethod
    def _pace(seconds: float, done: int, left: int) -> str:
        """Rate, and time left at that rate, if something was done."""
        if done <= 0 or seconds <= 0:
            return ""
        rate = done / seconds
        return f", {rate:,.0f}/s, {left / rate:,.0f} s left"


class _Speed(ProgressColumn):
    """Units done per second."""

    def render(self, task: Task) -> Text:
        """The speed over the last seconds, or nothing before it is known."""
        return Text("" if task.speed is None else f"{task.speed:,.0f}/s")


@contextmanager
def progress_bar(quiet: bool) -> Iterator[ProgressCallback]:
    """A callback (stage, done, total) that draws one bar a stage on standard error.

    Where standard error is not a terminal, a line every few seconds says what is done. Nothing is
    drawn when `quiet`.
    """
    if quiet or sys.stderr is None:
        yield lambda stage, done, total: None
        return
    if not sys.stderr.isatty():
        yield ProgressLines(notice).update
        return
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        MofNCompleteColumn(),
        _Speed(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def update(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield update
