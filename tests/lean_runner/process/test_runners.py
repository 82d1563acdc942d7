"""Both runners against the embedded Lean: outcomes, limits, interruption, loss of a process."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quantcert.errors import LeanError
from quantcert.lean import Library, Limits, Outcome, Toolchain
from quantcert.lean.paths import module_path
from quantcert.lean.process.calls import LeanCall, Replay, Runner
from quantcert.lean.process.forking import ForkingRunner, _receive
from quantcert.lean.process.run import Ending, Message, Run, _judge
from quantcert.lean.process.spawning import SpawningRunner

REFUSED = Path(__file__).parents[2] / "lean" / "refused"
Compile = Callable[..., Run]


@pytest.fixture(params=[ForkingRunner, SpawningRunner])
def runner(request: pytest.FixtureRequest, toolchain: Toolchain) -> Iterator[Runner]:
    made: Runner = request.param(toolchain)
    yield made
    made.close()


@pytest.fixture
def compile_file(runner: Runner, library: Library, tmp_path: Path) -> Compile:
    def compile_file(name: str, limits: Limits | None = None) -> Run:
        olean = tmp_path / "out.olean"
        arguments = ("--json", "-j1", "-o", str(olean), str(REFUSED / f"{name}.lean"))
        return runner.run(LeanCall(arguments, (library.path,)), limits or Limits())

    return compile_file


def test_outcomes_in_one_runner(compile_file: Compile, tmp_path: Path) -> None:
    good = compile_file("control")
    assert (good.outcome, good.reason, good.messages, good.exit_code) == (Outcome.OK, "", (), 0)
    assert good.peak_bytes > 1 << 20
    assert 0 < good.seconds < 60
    assert (tmp_path / "out.olean").exists()

    bad = compile_file("syntax_error")
    assert bad.outcome is Outcome.REJECTED
    assert (bad.messages[0].severity, bad.messages[0].line) == ("error", 3)

    assert compile_file("crash").outcome is Outcome.CRASHED
    assert compile_file("sorry").reason == "a declaration uses `sorry`"
    slow = compile_file("slow", Limits(seconds=0.7))
    assert slow.outcome is Outcome.TIMEOUT
    assert slow.seconds < 5
    assert compile_file("slow", Limits(memory_bytes=1 << 20)).outcome is Outcome.OUT_OF_MEMORY
    assert compile_file("control").outcome is Outcome.OK


@pytest.mark.parametrize("kept", [True, False])
def test_replay(
    kept: bool, runner: Runner, library: Library, compile_file: Compile, tmp_path: Path
) -> None:
    base = tuple(module_path(library.path, name, ".olean") for name in library.modules)
    compile_file("control")
    request = Replay(base, (tmp_path / "out.olean",), frozenset(base if kept else ()))
    for _ in range(2):
        assert runner.run(request, Limits()).outcome is Outcome.OK
    compile_file("kernel_switched_off")
    refused = runner.run(request, Limits())
    assert refused.outcome is Outcome.REJECTED
    assert refused.messages[0].kind == "kernel"
    assert "while replaying declaration 'Gen.claim" in refused.reason
    missing = runner.run(Replay(base, (tmp_path / "none.olean",), request.kept), Limits())
    assert missing.outcome is Outcome.REJECTED
    assert "none.olean" in missing.reason


def test_replay_needs_its_base(runner: Runner, compile_file: Compile, tmp_path: Path) -> None:
    compile_file("control")
    run = runner.run(Replay((), (tmp_path / "out.olean",)), Limits())
    assert run.outcome is Outcome.REJECTED
    assert "unknown constant" in run.reason


def test_kept_modules_that_are_missing(
    runner: Runner, compile_file: Compile, tmp_path: Path
) -> None:
    compile_file("control")
    base = (tmp_path / "none.olean",)
    run = runner.run(Replay(base, (tmp_path / "out.olean",), frozenset(base)), Limits())
    assert run.outcome is Outcome.REJECTED
    assert "none.olean" in run.reason


def test_interrupt(runner: Runner, compile_file: Compile) -> None:
    threading.Timer(0.7, runner.interrupt).start()
    start = time.perf_counter()
    assert compile_file("slow").outcome is Outcome.LOST
    assert time.perf_counter() - start < 5
    with pytest.raises(LeanError, match="interrupted"):
        compile_file("control")


def test_lost_server_is_replaced(toolchain: Toolchain, library: Library) -> None:
    runner = ForkingRunner(toolchain)
    call = LeanCall(("--version",), ())
    assert runner.run(call, Limits()).outcome is Outcome.OK
    server = runner._server
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    lost = runner.run(call, Limits())
    how = "the Lean server has ended by SIGKILL, as when there is too little memory"
    assert (lost.outcome, lost.reason) == (Outcome.LOST, how)
    assert runner.run(call, Limits()).outcome is Outcome.OK
    runner.close()


def test_reply_that_comes_before_it_is_awaited(
    toolchain: Toolchain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both replies to a short run are there when the first is read."""

    def receive_late(server: subprocess.Popen[bytes]) -> dict[str, int]:
        time.sleep(0.3)
        return _receive(server)

    runner = ForkingRunner(toolchain)
    call = LeanCall(("--version",), ())
    runner.run(call, Limits())
    monkeypatch.setattr("quantcert.lean.process.forking._receive", receive_late)
    assert runner.run(call, Limits(seconds=2.0)).outcome is Outcome.OK
    runner.close()


def test_server_ends_with_its_input(toolchain: Toolchain) -> None:
    runner = ForkingRunner(toolchain)
    runner.run(LeanCall(("--version",), ()), Limits())
    server = runner._server
    assert server is not None
    runner.close()
    assert server.returncode == 0


@pytest.mark.parametrize(
    ("status", "text", "outcome"),
    [
        (0, "", Outcome.OK),
        (0, "(kernel) deep recursion detected", Outcome.EXHAUSTED),
        (1, "maximum recursion depth has been reached", Outcome.EXHAUSTED),
        (1, "(deterministic) timeout at `whnf`", Outcome.EXHAUSTED),
        (1, "(kernel) excessive memory consumption", Outcome.OUT_OF_MEMORY),
        (0, "unexpected token", Outcome.REJECTED),
        (1, "", Outcome.CRASHED),
        (-6, "unexpected token", Outcome.CRASHED),
        (-9, "", Outcome.LOST),
    ],
)
def test_status_and_messages_are_both_read(status: int, text: str, outcome: Outcome) -> None:
    messages = (Message("error", text, "", 1, 0),) if text else ()
    assert _judge(Ending(None, status, 0), messages, "", Limits())[0] is outcome


def test_what_lean_cannot_write_is_no_verdict() -> None:
    noise = "failed to write '/tmp/a.olean': failed to create file"
    assert _judge(Ending(None, 1, 0), (), noise, Limits()) == (Outcome.LOST, noise)
