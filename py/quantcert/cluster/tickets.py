"""Tasks on their way: where they have failed, what was answered, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from quantcert.cluster.messages import LayerTask, Outcome, Task


@dataclass(frozen=True)
class Ticket:
    """A task and what became of it so far: workers and hosts on which it has failed."""

    task: Task
    failures: tuple[str, ...] = ()
    workers: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()

    @property
    def layers(self) -> tuple[LayerTask, ...]:
        """The matrices of the task."""
        return self.task.layers


@dataclass(frozen=True)
class Answer:
    """What a worker answered; `host` is where it is, as the scheduler knows it."""

    ticket: Ticket
    outcome: Outcome
    worker: str
    host: str


@dataclass(frozen=True)
class GivenUp:
    """A task that is tried no more."""

    ticket: Ticket


def host_of(worker: str) -> str:
    """The host of a worker's address."""
    return urlsplit(worker).hostname or worker


def last_worker(future: Any) -> str:
    """The worker that was killed last over a task, if that is why it failed."""
    try:
        return str(future.exception().last_worker.address)
    except Exception:  # it failed otherwise, or the scheduler is gone
        return ""


def told(future: Any) -> str:
    """What Dask says of a task that failed: mostly that its workers were killed."""
    try:
        return f"{type(future.exception()).__name__}: {future.exception()}"[:400]
    except Exception as error:  # the scheduler is gone
        return str(error)
