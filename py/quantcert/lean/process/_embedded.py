"""Run Lean's own `main` out of its shared library.

    _embedded.py LIBRARY ARGUMENT...    one run
    _embedded.py LIBRARY --replay FILE  one replay, as the request in FILE says
    _embedded.py LIBRARY --serve        runs on request, each in a fork of the initialized library

Started as a script in a process of its own; it imports nothing of the package, so that start-up
stays short. `RTLD_GLOBAL` matters: Lean's interpreter looks native code up in the whole process.

Initializing the library takes most of the time of a short run. The server does it once, with
`lean_initialize` (which `lean_main` then finds done), before any of Lean's task threads exist, and
forks for each request; for a replay it also makes the environment of `kept` first, unless an
earlier one had the same. Requests and replies are JSON, one a line, on standard input and output:

    {"arguments": [...], "lean_path": "...", "out": PATH, "err": PATH}   run Lean
    {"kept": [PATH...], "base": [PATH...], "new": [PATH...], "out": PATH, "err": PATH}
                                                                         replay compiled modules
    {"kill": true}                                                       kill the current run
    {"pid": N}, then {"status": STATUS, "peak": KIBIBYTES}               replies to a run

The server ends, and kills its run, when its standard input is closed.
"""

from __future__ import annotations

import ctypes
import functools
import json
import os
import runpy
import select
import signal
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

_PR_SET_PDEATHSIG = 1
_CRASHED = 255


def _die_with_parent() -> None:
    """Ask Linux to kill this process when the one that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _run_lean(lean: ctypes.CDLL, arguments: list[str]) -> int:
    """Call `lean_main`; returns Lean's exit status."""
    argv = [b"lean", *(os.fsencode(argument) for argument in arguments)]
    return int(lean.lean_main(len(argv), (ctypes.c_char_p * (len(argv) + 1))(*argv, None)))


def _serve(lean: ctypes.CDLL) -> None:
    """Answer requests until standard input ends."""
    lean.lean_initialize()
    prepare = _load_replay()["prepare"]
    while request := _request():
        if "kill" not in request:
            if "new" in request:
                prepare(lean, request["kept"])
            pid = os.fork()
            if pid == 0:
                _child(lean, request)
            _reply({"pid": pid})
            _reply(_await(pid))


def _child(lean: ctypes.CDLL, request: dict[str, Any]) -> NoReturn:
    """One run in a forked process, its output in files."""
    status = _CRASHED
    try:
        _die_with_parent()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for descriptor, key in ((1, "out"), (2, "err")):
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            os.dup2(os.open(request[key], flags, 0o600), descriptor)
        if "new" in request:
            status = _replay(lean, request)
        else:
            os.environ["LEAN_PATH"] = request["lean_path"]
            status = _run_lean(lean, request["arguments"]) & 0xFF
    finally:
        os._exit(status)


def _replay(lean: ctypes.CDLL, request: dict[str, Any]) -> int:
    """Have the kernel check compiled modules; an objection is written as Lean writes messages."""
    objection = _load_replay()["replay"](lean, request["kept"], request["base"], request["new"])
    if objection:
        message = {"severity": "error", "kind": "kernel", "data": objection}
        _reply(message | {"pos": {"line": 0, "column": 0}})
    return 1 if objection else 0


@functools.cache
def _load_replay() -> dict[str, Any]:
    """The functions of the script beside this one."""
    return runpy.run_path(os.path.join(os.path.dirname(__file__), "_replay.py"))


def _await(pid: int) -> dict[str, int]:
    """Wait for a run, killing it on request."""
    descriptor = os.pidfd_open(pid)
    try:
        while True:
            ready, _, _ = select.select([descriptor, 0], [], [])
            if descriptor in ready:
                break
            request = _request()
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
            if not request:
                sys.exit(1)
    finally:
        os.close(descriptor)
    _, status, usage = os.wait4(pid, 0)
    return {"status": os.waitstatus_to_exitcode(status), "peak": usage.ru_maxrss}


def _request() -> dict[str, Any]:
    """The next request, or {} at the end of standard input."""
    line = sys.stdin.buffer.readline()
    request: dict[str, Any] = json.loads(line) if line else {}
    return request


def _reply(value: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _main() -> int:
    """Run once or serve."""
    lean = ctypes.CDLL(sys.argv[1], mode=ctypes.RTLD_GLOBAL)
    if sys.argv[2:] == ["--serve"]:
        _serve(lean)
        return 0
    _die_with_parent()
    if sys.argv[2:3] == ["--replay"]:
        lean.lean_initialize()
        with open(sys.argv[3], encoding="utf-8") as file:
            return _replay(lean, json.load(file))
    return _run_lean(lean, sys.argv[2:])


if __name__ == "__main__":
    sys.exit(_main())
