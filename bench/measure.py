"""Running commands under measurement: time, processor time, peak memory of the largest process."""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quantcert.formats import targets
from quantcert.lean import build_library, find_toolchain

CORES = 2
FORMATS = tuple(
    sorted(n for n, t in targets().items() if 2 * t.codec.word_bits == 7 * t.codec.lanes)
)
"""The formats that are measured: those of 3.5 bits a code."""

VERIFY = str(Path(sys.executable).parent / "verify-model")
"""The command `verify-model` of this environment."""


@dataclass(frozen=True)
class Run:
    """One run of a command.

    `seconds` of wall-clock time, `cpu_seconds` of processor time of all its processes, `peak_mib`
    the largest resident set of a single one of them.
    """

    seconds: float
    cpu_seconds: float
    peak_mib: float


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run `command` to its end. Raises CalledProcessError if its exit code is not 0.

    Children count as far as the command has waited for them (Linux: KiB of ru_maxrss, which is not
    below what this process holds when it starts the command).
    """
    began = time.monotonic()
    usage = ended(started(command, environment))
    seconds = time.monotonic() - began
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def started(
    command: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """A process that carries out `command`, whose standard output is dropped."""
    own = {**_environment(), **(environment or {})}
    return subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL)


def ended(process: subprocess.Popen[bytes]) -> resource.struct_rusage:
    """What a process used until its end. Raises CalledProcessError if its exit code is not 0."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return usage


def _environment() -> dict[str, str]:
    """This process's, in which Python keeps compiled modules, as an installed package has them."""
    kept = dict(os.environ)
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept


def verify_anew(quantized: Path, base: Path | None, out: Path, *options: str, cache: Path) -> Run:
    """One run of `verify-model` that finds library and patterns in `cache`, and no results."""
    for results in cache.glob("results-*"):
        shutil.rmtree(results)
    return verify(quantized, base, out, *options, cache=cache)


def verify(
    quantized: Path, base: Path | None, out: Path, *options: str, cache: Path | None = None
) -> Run:
    """One run of `verify-model`; `cache` replaces the user's cache folder."""
    original = [] if base is None else ["--base", str(base)]
    command = [VERIFY, str(quantized), *original, "--out", str(out), "--quiet", *options]
    return run(command, {} if cache is None else {"QUANTCERT_CACHE": str(cache)})


def warm_cache(cache: Path) -> Path:
    """Make `cache` one that holds the compiled library of this user's cache, and nothing else."""
    library = build_library(find_toolchain(), CORES)
    place = cache / library.path.parent.name / library.path.name
    shutil.copytree(library.path, place)
    return cache


def median_run(action: Callable[[], Run], repeats: int) -> Run:
    """Medians of `repeats` runs; of the memory, the largest."""
    runs = [action() for _ in range(repeats)]
    return Run(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.cpu_seconds for run in runs),
        max(run.peak_mib for run in runs),
    )


def median_seconds(action: Callable[[], object], repeats: int) -> float:
    """Median wall-clock seconds of `repeats` calls."""
    times = []
    for _ in range(repeats):
        start = time.monotonic()
        action()
        times.append(time.monotonic() - start)
    return statistics.median(times)


def say(text: str) -> None:
    """Report progress on standard error."""
    print(text, file=sys.stderr, flush=True)


def show(figures: Mapping[str, float | str], as_json: bool) -> None:
    """Print figures by name, as one JSON object or as a table."""
    if as_json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:48} {value}")
