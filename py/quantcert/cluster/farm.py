"""Tasks on a Dask cluster: handed out, tried again elsewhere, given up after so many times.

Dask schedules; here is only what it does not know: that an answer may be wrong, that a worker may
hang, and that a scheduler that is started again has forgotten everything.
"""

from __future__ import annotations

import itertools
import queue
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

from quantcert.cluster.client import connected
from quantcert.cluster.messages import Outcome, Task
from quantcert.cluster.options import ClusterOptions
from quantcert.cluster.packing import pack, unpack
from quantcert.cluster.tickets import Answer, GivenUp, Ticket, host_of, last_worker, told
from quantcert.cluster.worker import run_task
from quantcert.errors import ClusterError

_POLL_SECONDS = 0.5
_AHEAD = 2
"""Tasks for each thread of a worker that are handed out at a time: one runs, one waits."""


@dataclass
class _Running:
    ticket: Ticket
    future: Any
    since: float


@dataclass
class Farm:
    """The tasks of a run; `waiting` are handed out by and by.

    `distrusted` workers get none, nor those that are `unfit`, for a reason; those that `hang` only
    if there are no others.
    `prepare` adds to a task what it needs on its way, `workers_seen` is told how many there are.
    `sent` and `returned` are bytes of tasks and answers.
    """

    options: ClusterOptions
    workers_seen: Callable[[int], None]
    prepare: Callable[[Task], Task] = lambda task: task
    waiting: list[Ticket] = field(default_factory=list)
    distrusted: set[str] = field(default_factory=set)
    unfit: dict[str, str] = field(default_factory=dict)
    hang: set[str] = field(default_factory=set)
    sent: int = 0
    returned: int = 0
    _running: dict[str, _Running] = field(default_factory=dict)
    _done: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)
    _names: Iterator[int] = field(default_factory=itertools.count)
    _alone_since: float | None = None
    _client: Any = None
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Farm:
        """Connect. Raises ClusterError if there is no scheduler."""
        self._connect()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave; tasks that still run are cancelled."""
        self._stack.close()

    def add(self, task: Task) -> None:
        """Hand out a task when there is room."""
        self.waiting.append(Ticket(task))

    def threads(self) -> int:
        """Threads of all workers; at least one."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def answers(self) -> Iterator[Answer | GivenUp]:
        """What becomes of the tasks, as soon as it is known, until there are none left.

        Raises ClusterError if the scheduler is gone, or there is no worker, for too long.
        """
        while self.waiting or self._running:
            self._hand_out()
            try:
                key = self._done.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                yield from self._overdue()
                continue
            running = self._running.pop(key, None)
            if running is not None:
                yield from self._ended(running)

    def failed(
        self, ticket: Ticket, reason: str, worker: str = "", host: str = ""
    ) -> list[GivenUp]:
        """Try a task again on another worker, its matrices one by one; or give it up."""
        failures = (*ticket.failures, f"{worker or 'a worker'}: {reason}")
        workers = ticket.workers | ({worker} if worker else set())
        again = Ticket(ticket.task, failures, workers, ticket.hosts | ({host} if host else set()))
        if len(failures) >= self.options.attempts:
            return [GivenUp(again)]
        singles = [replace(ticket.task, layers=(layer,)) for layer in ticket.layers]
        for task in singles or [ticket.task]:
            self.waiting.insert(0, replace(again, task=task))
        return []

    def _connect(self) -> None:
        self._stack.close()
        self._stack = ExitStack()
        options = self.options
        opened = connected(options.address, options.patience, options.tell)
        self._client = self._stack.enter_context(opened)

    def _hand_out(self) -> None:
        """Submit tasks while there is room."""
        threads = self._threads_by_worker()
        room = _AHEAD * sum(threads.values()) - len(self._running)
        while self.waiting and room > 0:
            ticket = self.waiting.pop(0)
            self._submit(ticket, self._allowed(ticket, list(threads)))
            room -= 1

    def _threads_by_worker(self) -> dict[str, int]:
        """Threads of the workers that are believed. Raises ClusterError if there are none."""
        if self._client.status not in ("running", "connecting"):
            self._reconnect()
        try:
            known: dict[str, int] = self._client.nthreads()
        except (OSError, ValueError, TimeoutError):  # the scheduler is away for a moment
            known = {}
        useless = self.distrusted | self.unfit.keys()
        found = {w: threads for w, threads in known.items() if w not in useless}
        self.workers_seen(len(found))
        if found:
            self._alone_since = None
            return {w: n for w, n in found.items() if w not in self.hang} or found
        if known:
            unfit = next(reversed(self.unfit.values()), "")
            reason = f"can be used: {unfit}" if unfit else "can be believed any more"
            raise ClusterError(f"{self.options.address}: no worker {reason}")
        self._alone_since = self._alone_since or time.monotonic()
        if time.monotonic() - self._alone_since > self.options.patience:
            raise ClusterError(
                f"{self.options.address}: no worker for {self.options.patience:g} s"
                + "; what was accepted is kept: run again"
            )
        return {}

    def _allowed(self, ticket: Ticket, workers: list[str]) -> list[str] | None:
        """The workers on which a task has not failed, on other hosts if there are any."""
        fresh = [worker for worker in workers if worker not in ticket.workers]
        other = [worker for worker in fresh if host_of(worker) not in ticket.hosts]
        chosen = other or fresh or workers
        spoiled = self.distrusted or self.unfit or self.hang
        return None if len(chosen) == len(workers) and not spoiled else chosen

    def _submit(self, ticket: Ticket, workers: list[str] | None) -> None:
        key = f"quantcert-{uuid.uuid4().hex}-{next(self._names)}"
        message = pack(self.prepare(ticket.task))
        self.sent += len(message)
        future = self._client.submit(
            run_task, message, key=key, pure=False, workers=workers, allow_other_workers=False
        )
        self._running[key] = _Running(ticket, future, time.monotonic())
        future.add_done_callback(lambda future: self._done.put(future.key))

    def _ended(self, running: _Running) -> Iterator[Answer | GivenUp]:
        """The answer of a task that has ended, in whatever way."""
        future, ticket = running.future, running.ticket
        if future.status == "error":
            worker = last_worker(future)
            yield from self.failed(ticket, told(future), worker, host_of(worker))
            return
        try:
            worker = self._worker_of(future)
            answer = future.result(timeout=self.options.patience)
            self.returned += len(answer)
            outcome = unpack(Outcome, answer)
        except ValueError as error:
            yield from self.failed(ticket, f"its answer cannot be read: {error}", worker)
            return
        except Exception:  # cancelled: the scheduler or the only worker with the answer is gone
            self.waiting.insert(0, ticket)
            return
        finally:
            future.release()
        if outcome.unfit:
            self.options.tell(f"{worker}: cannot be used: {outcome.error}")
            self.unfit[worker] = outcome.error
            self.waiting.insert(0, ticket)
        elif outcome.error:
            yield from self.failed(ticket, outcome.error, worker, host_of(worker))
        else:
            yield Answer(ticket, outcome, worker, host_of(worker))

    def _worker_of(self, future: Any) -> str:
        """The worker that holds an answer, which is the one that made it."""
        holders = self._client.who_has([future]).get(future.key, ())
        return str(next(iter(holders), ""))

    def _overdue(self) -> Iterator[GivenUp]:
        """Take tasks back from workers that hang."""
        late = [
            key
            for key, running in self._running.items()
            if time.monotonic() - running.since > self.options.patience
        ]
        if not late:
            return
        busy = self._busy()
        for key in late:
            running = self._running.pop(key)
            running.future.cancel(force=True)
            reason = f"no answer for {self.options.patience:g} s"
            self.hang.add(busy.get(key, ""))
            yield from self.failed(running.ticket, reason, busy.get(key, ""))

    def _busy(self) -> dict[str, str]:
        """The worker of each task that one is working at, if the scheduler tells."""
        try:
            tasks = self._client.processing()
        except (OSError, ValueError, TimeoutError):
            return {}
        return {key: worker for worker, keys in tasks.items() for key in keys}

    def _reconnect(self) -> None:
        """Find the scheduler again, and hand out again what it has forgotten.

        Raises ClusterError if there is none.
        """
        self.waiting[:0] = [running.ticket for running in self._running.values()]
        self._running.clear()
        end = time.monotonic() + self.options.patience
        while True:
            try:
                self._connect()
                return
            except ClusterError as error:
                if time.monotonic() > end:
                    text = f"{error}; what was accepted is kept: run again"
                    raise ClusterError(text) from error
                time.sleep(_POLL_SECONDS)
