"""Commands whose output nobody reads, or cannot be written, run as real processes."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

SCRIPT = """
import sys, time, typer
from quantcert.cli._run import finish
from quantcert.errors import ExitCode
def action():
    {body}
    return ExitCode.{code}
def main():
    finish(action)
typer.run(main)
"""
PRINT = "[typer.echo('x' * 1000) for _ in range(1000)]"


def script(body: str, code: str = "ACCEPTED") -> list[str]:
    return [sys.executable, "-c", SCRIPT.format(body=body, code=code)]


def start(command: list[str], **streams: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stderr=subprocess.PIPE, **streams)  # type: ignore[call-overload,no-any-return]


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    assert process.stderr is not None
    error = process.stderr.read().decode()
    process.stderr.close()
    return process.wait(60), error


@pytest.mark.parametrize(("code", "status"), [("ACCEPTED", 0), ("REJECTED", 1)])
def test_a_closed_pipe_changes_no_verdict(code: str, status: int) -> None:
    process = start(script(PRINT, code), stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert ended(process) == (status, "")


def test_a_command_without_standard_output_runs() -> None:
    shell = ["sh", "-c", '"$0" "$@" >&-', *script(PRINT)]
    assert ended(start(shell)) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_output_that_cannot_be_written_is_no_verdict() -> None:
    with Path("/dev/full").open("wb") as full:
        status, error = ended(start(script(PRINT), stdout=full))
    assert status == 2
    assert error == "error: standard output: cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")],
)
def test_signals_have_the_exit_codes_of_a_shell(number: int, status: int, word: str) -> None:
    body = "print('ready', flush=True); time.sleep(60)"
    # a job in the background ignores SIGINT, and so would what it starts
    default = partial(signal.signal, number, signal.SIG_DFL)
    process = start(script(body), stdout=subprocess.PIPE, preexec_fn=default)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    os.kill(process.pid, number)
    process.stdout.close()
    assert ended(process) == (status, f"{word}: no output was written\n")


def test_a_full_disk_is_one_line() -> None:
    body = "import errno; raise OSError(errno.ENOSPC, 'No space left on device', '/cache/a')"
    assert ended(start(script(body))) == (2, "error: /cache/a: No space left on device\n")


def test_a_message_with_half_a_surrogate_pair_is_printed() -> None:
    body = "from quantcert.errors import OutputError; raise OutputError('tensor \\\\ud800')"
    assert ended(start(script(body))) == (2, "error: tensor \\ud800\n")
