"""A run killed at random moments, and the run after it."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

from bench.audits.setting import Setting, digest, make_setting, require, run_to_end

LAYERS = 12
_END_SECONDS = 10.0


def kills(folder: Path, points: int, seed: int = 0) -> dict[str, float | str]:
    """Kill a run at `points` random moments; what it leaves, and the certificate of the next run.

    Half of the runs are killed by SIGKILL to their first process alone. After each, no process of
    the run may be left, the output folder is absent or whole, and the next run gives the very
    certificate of an undisturbed one.
    """
    setting = make_setting(folder, LAYERS)
    out = folder / "out"
    whole = run_to_end(setting.command(out), setting.environment())
    require(whole.code == 0, f"the undisturbed run ended with {whole.code}: {whole.errors}")
    wanted, generator = digest(out), random.Random(seed)
    found: dict[str, float | str] = {
        "kill_points": points,
        "kill_undisturbed_seconds": round(whole.seconds, 2),
        "kill_resumed_modules": 0,
    }
    left, seconds = 0, whole.seconds
    for point in range(points):
        sign = signal.SIGKILL if point % 2 else signal.SIGTERM
        _forget(setting, out)
        while _killed(setting, out, generator.uniform(0, seconds), sign):
            _forget(setting, out)  # it had ended: another moment
            seconds *= 0.9
        require(not out.exists() or digest(out) == wanted, f"point {point}: half an output")
        left += len(_staged(folder))
        kept = len(list(setting.cache.glob("results-*/*/*.json")))
        found["kill_resumed_modules"] = int(found["kill_resumed_modules"]) + kept
        again = run_to_end(setting.command(out), setting.environment())
        require(again.code == 0, f"point {point}: the next run ended with {again.code}")
        require(digest(out) == wanted, f"point {point}: another certificate")
        seconds = max(seconds, again.seconds)
    return found | {"kill_staging_folders_left": left}


def _killed(setting: Setting, out: Path, seconds: float, sign: signal.Signals) -> bool:
    """Start a run, kill it, and wait until no process of it is left; whether it ended before."""
    process = subprocess.Popen(
        setting.command(out),
        env=setting.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    ended = process.poll() is not None
    process.send_signal(sign)
    process.wait()
    start = time.monotonic()
    while _session(process.pid):
        require(time.monotonic() - start < _END_SECONDS, "processes of a killed run are left")
        time.sleep(0.02)
    return ended


def _session(leader: int) -> list[int]:
    """The processes of a session that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, *numbers = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if state != "Z" and int(numbers[2]) == leader:
            found.append(int(path.parent.name))
    return found


def _staged(folder: Path) -> list[Path]:
    """Folders in which outputs were being made."""
    return [path for path in folder.iterdir() if path.name.startswith(".out")]


def _forget(setting: Setting, out: Path) -> None:
    for path in (*setting.cache.glob("results-*"), *_staged(out.parent), out):
        shutil.rmtree(path, ignore_errors=True)
