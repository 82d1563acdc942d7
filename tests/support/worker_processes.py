"""A Dask scheduler in this process, and workers that are processes of their own.

Workers import `preload` first if it is given: a script that spoils them.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Cluster:
    """A scheduler's address and the processes of its workers, all started with `options`."""

    address: str
    folder: Path
    options: list[str] = field(default_factory=list)
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add(
        self, preload: str = "", memory: int | None = None, **environment: str
    ) -> subprocess.Popen[bytes]:
        """Start a worker; `preload` is Python that it runs first.

        With `memory`, Dask's nanny ends it when it holds about so many bytes, and starts another.
        """
        number = len(self.workers)
        command = [sys.executable, "-m", "distributed.cli.dask_worker", self.address]
        command += ["--nthreads", "1", "--no-dashboard", "--death-timeout", "60"]
        command += ["--no-nanny"] if memory is None else ["--memory-limit", str(memory)]
        command += ["--local-directory", str(self.folder / f"worker-{number}"), *self.options]
        if preload:
            script = self.folder / f"preload_{number}.py"
            script.write_text(dedent(preload))
            command += ["--preload", str(script)]
        worker = _start(command, self.folder / f"worker-{number}.log", environment)
        self.workers.append(worker)
        return worker

    def log(self, number: int) -> str:
        """What a worker and its nanny have said."""
        return (self.folder / f"worker-{number}.log").read_text()

    def close(self) -> None:
        """End all processes."""
        for process in [*self.workers, self.scheduler]:
            if process is not None and process.poll() is None:
                process.kill()
        for process in [*self.workers, self.scheduler]:
            if process is not None:
                process.wait()


def _start(command: list[str], log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    path = {"PYTHONPATH": f"{ROOT / 'py'}:{ROOT}"}
    with log.open("ab") as file:
        return subprocess.Popen(
            command,
            env={**os.environ, **path, **environment},
            stdout=subprocess.DEVNULL,
            stderr=file,
        )


@contextmanager
def cluster(folder: Path, port: int = 0, options: Sequence[str] = ()) -> Iterator[Cluster]:
    """A scheduler that is a process of its own, so far without workers."""
    found = Cluster("", folder, list(options))
    try:
        start_scheduler(found, port)
        yield found
    finally:
        found.close()


def start_scheduler(found: Cluster, port: int = 0) -> None:
    """Start a scheduler, and wait for its file."""
    file = found.folder / "scheduler.json"
    file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--scheduler-file", str(file)]
    command += found.options
    found.scheduler = _start(command, found.folder / "scheduler.log", {})
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            text = file.read_text()
        except OSError:
            text = ""
        if text.endswith("}"):
            found.address = json.loads(text)["address"]
            return
        time.sleep(0.1)
    raise TimeoutError("the scheduler did not start")
