"""What a command and its children use: memory together, files of literals, processor time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.measure import ended, started

_EVERY_SECONDS = 0.25
_SHARED_MEMORY = Path("/dev/shm")


@dataclass
class Footprint:
    """The most of it at any time that was looked at, in bytes.

    `memory` is what all processes hold, shared pages counted once (Linux: Pss), `disk` what lies in
    their scratch folders. `cpu_seconds` are of all processes that were waited for.
    """

    memory: int = 0
    disk: int = 0
    cpu_seconds: float = 0.0


def footprint(command: Sequence[str], folder: Path) -> Footprint:
    """Run `command`, its temporary files in `folder` or in shared memory.

    Raises CalledProcessError if its exit code is not 0.
    """
    found, over = Footprint(), threading.Event()
    folder.mkdir(parents=True, exist_ok=True)
    process = started(command, {"TMPDIR": str(folder)})

    def watch() -> None:
        while not over.wait(_EVERY_SECONDS):
            family = list(_family(process.pid))
            found.memory = max(found.memory, sum(map(_held, family)))
            found.disk = max(found.disk, _literals(folder, family))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        usage = ended(process)
    finally:
        over.set()
        watcher.join()
    found.cpu_seconds = usage.ru_utime + usage.ru_stime
    return found


def processor_seconds(first: int) -> float:
    """Seconds of processor of a process, all that descend from it, and those they waited for."""
    return sum(map(_used, _family(first))) / os.sysconf("SC_CLK_TCK")


def _used(process: int) -> int:
    """Ticks of a process and of its children that it has waited for; 0 if it has ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15]))  # utime, stime, cutime, cstime: see proc(5)
    return 0


def _family(first: int) -> Iterator[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    waiting = [first]
    while waiting:
        process = waiting.pop()
        yield process
        waiting += children.get(process, ())


def _held(process: int) -> int:
    """Bytes of a process, its part of what it shares; 0 if it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    return 0


def _literals(folder: Path, family: Sequence[int]) -> int:
    """Bytes of files in scratch folders of these processes."""
    places = [folder, *(p for n in family for p in _SHARED_MEMORY.glob(f"quantcert-{n}-*"))]
    total = 0
    for place in places:
        for parent, _, names in os.walk(place):
            for name in names:
                with suppress(OSError):
                    total += (Path(parent) / name).stat().st_size
    return total
