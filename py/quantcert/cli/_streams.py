"""Standard output that a command can rely on: nobody who stops reading changes a verdict."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

import typer

from quantcert.errors import OutputError


def notice(text: str) -> None:
    """A line on standard error; nobody need read it."""
    with suppress(OSError):
        typer.echo(text.encode(errors="backslashreplace").decode(), err=True)


class PatientStream:
    """A text stream whose reader may go away.

    A pipe that was closed takes the rest of the text in silence; any other error of writing does
    too, and is kept. There may be no stream at all.

    Attributes:
        failure: why text was lost although somebody may have waited for it.
    """

    def __init__(self, stream: TextIO | None) -> None:
        """Write to `stream`; to nowhere if there is none."""
        self._stream = stream
        self._gone = stream is None
        self.failure: OutputError | None = None

    def write(self, text: str) -> int:
        """Write the text, unless nobody reads any more."""
        if not self._gone:
            with self._watched() as stream:
                stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand on what has been written."""
        if not self._gone:
            with self._watched() as stream:
                stream.flush()

    def __getattr__(self, name: str) -> Any:
        """Whatever else the stream offers."""
        return getattr(self._stream, name)

    @contextmanager
    def _watched(self) -> Iterator[TextIO]:
        assert self._stream is not None
        try:
            yield self._stream
        except BrokenPipeError:
            self._give_up()
        except OSError as error:
            self._give_up()
            reason = error.strerror or str(error)
            self.failure = OutputError(f"standard output: cannot be written: {reason}")

    def _give_up(self) -> None:
        """Let what is still buffered go nowhere, also when the process ends."""
        self._gone = True
        assert self._stream is not None
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)
        except (OSError, ValueError):
            pass


@contextmanager
def patient_output() -> Iterator[None]:
    """Within the block, standard output is patient.

    Raises OutputError at the end of the block if text was lost, other than by a closed pipe.
    """
    before = sys.stdout
    patient = PatientStream(before)
    sys.stdout = patient
    try:
        yield
        patient.flush()
        if patient.failure is not None:
            raise patient.failure
    finally:
        sys.stdout = before
