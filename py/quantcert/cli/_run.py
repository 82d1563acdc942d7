"""What the commands share: errors to exit codes, and progress bars."""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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

from quantcert.errors import ExitCode, QuantCertError

ProgressCallback = Callable[[str, int, int], None]


def finish(action: Callable[[], ExitCode]) -> None:
    """Run `action` and leave the process with its exit code.

    An error becomes one line and a 2; an unforeseen one a traceback and a 2, so that it can never
    be taken for a verdict. A request to terminate is an interruption: what was written is deleted.
    """
    try:
        with _terminated_is_interrupted():
            code = action()
    except QuantCertError as error:
        typer.echo(f"error: {error}", err=True)
        code = ExitCode.COULD_NOT_RUN
    except KeyboardInterrupt:
        typer.echo("interrupted: no output was written", err=True)
        code = ExitCode.COULD_NOT_RUN
    except Exception:
        typer.echo(f"error: unforeseen, please report it\n{traceback.format_exc()}", err=True)
        code = ExitCode.COULD_NOT_RUN
    raise typer.Exit(int(code))


@contextmanager
def _terminated_is_interrupted() -> Iterator[None]:
    """SIGTERM does what Ctrl-C does; it would end the process with its files left behind."""
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


class _Speed(ProgressColumn):
    """Units done per second."""

    def render(self, task: Task) -> Text:
        """The speed over the last seconds, or nothing before it is known."""
        return Text("" if task.speed is None else f"{task.speed:,.0f}/s")


@contextmanager
def progress_bar(quiet: bool) -> Iterator[ProgressCallback]:
    """A callback (stage, done, total) that draws one bar a stage on standard error.

    Nothing is drawn when `quiet`, or when standard error is not a terminal.
    """
    console = Console(stderr=True)
    if quiet or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
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
