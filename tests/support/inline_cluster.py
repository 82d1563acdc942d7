"""A stand-in for Dask's client: its workers are functions of this process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from quantcert.cluster import farm
from quantcert.cluster.messages import Outcome, Task
from quantcert.cluster.packing import pack, unpack
from quantcert.cluster.worker import run_task

Behaviour = Callable[[bytes], bytes | None]
"""What a worker answers; None if it never does. It may raise, as a worker that is killed."""


@dataclass
class InlineFuture:
    """A task that is done as soon as it is submitted, or never."""

    key: str
    answer: bytes | None
    error: Exception | None = None
    lost: bool = False

    @property
    def status(self) -> str:
        return "error" if self.error else "cancelled" if self.lost else "finished"

    def result(self, timeout: float) -> bytes:
        if self.lost:
            raise RuntimeError("cancelled")
        assert self.answer is not None
        return self.answer

    def exception(self) -> Exception | None:
        return self.error

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        if self.answer is not None or self.error is not None or self.lost:
            threading.Thread(target=callback, args=[self]).start()

    def cancel(self, force: bool = False) -> None:
        """Nothing runs."""

    def release(self) -> None:
        """Nothing is held."""


@dataclass
class InlineClient:
    """Workers by address; a task goes to the one that was asked least. `asked` is the history."""

    workers: dict[str, Behaviour]
    status: str = "running"
    asked: list[tuple[str, Task]] = field(default_factory=list)
    forget: int = 0
    _by_key: dict[str, str] = field(default_factory=dict)

    def nthreads(self) -> dict[str, int]:
        return dict.fromkeys(self.workers, 1)

    def submit(
        self, function: Callable[[bytes], bytes], message: bytes, *, key: str, **how: Any
    ) -> InlineFuture:
        allowed = how["workers"] or list(self.workers)
        counts = [address for address, _ in self.asked]
        worker = min(allowed, key=counts.count)
        self.asked.append((worker, unpack(Task, message)))
        self._by_key[key] = worker
        if self.forget:
            self.forget -= 1
            return InlineFuture(key, None, lost=True)
        try:
            return InlineFuture(key, self.workers[worker](message))
        except Exception as error:
            return InlineFuture(key, None, error)

    def who_has(self, futures: list[InlineFuture]) -> dict[str, tuple[str, ...]]:
        return {future.key: (self._by_key[future.key],) for future in futures}

    def processing(self) -> dict[str, tuple[str, ...]]:
        return {worker: (key,) for key, worker in self._by_key.items()}


def honest(message: bytes) -> bytes:
    """What a worker does."""
    return run_task(message)


def changed(change: Callable[[Outcome], Outcome]) -> Behaviour:
    """A worker that changes its answers."""
    return lambda message: pack(change(unpack(Outcome, run_task(message))))


def inline(monkeypatch: pytest.MonkeyPatch, *workers: Behaviour) -> InlineClient:
    """A cluster of these workers, each on a host of its own, for all clients to come."""
    addresses = [f"tcp://10.0.0.{number}:4000" for number in range(1, len(workers) + 1)]
    client = InlineClient(dict(zip(addresses, workers, strict=True)))

    @contextmanager
    def connected(*arguments: Any) -> Iterator[InlineClient]:
        yield client

    monkeypatch.setattr(farm, "connected", connected)
    return client
