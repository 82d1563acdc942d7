"""A client of Dask's scheduler, as an address says."""

from __future__ import annotations

import ipaddress
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from quantcert.cluster.options import LOCAL, unsaid
from quantcert.errors import ClusterError
from quantcert.scratch import scratch

_ENCRYPTED = ("tls", "wss")
_MOST_LOCAL = 1024
_ANSWER_SECONDS = 60.0
"""In which a scheduler answers, unless less is asked for."""
_LEAN = {
    "distributed.worker.multiprocessing-method": "forkserver",
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "500ms",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.tick.interval": "500ms",
    "distributed.diagnostics.nvml": False,
}
"""Settings of Dask for workers of this machine, which share its processors with all else: they are
forks of one server that has imported what all need, and watch themselves less often."""
_PRELOADED = ["__main__", "distributed", "quantcert.cluster.worker"]


def _distributed() -> Any:
    """Dask's package. Raises ClusterError if it is not installed."""
    try:
        import distributed
    except ImportError as error:
        raise ClusterError("--cluster needs Dask: pip install 'quantcert[cluster]'") from error
    return distributed


@contextmanager
def connected(address: str, patience: float, tell: Callable[[str], None]) -> Iterator[Any]:
    """A client of the scheduler at `address`; `local:N` starts one with N worker processes.

    TLS is as Dask is configured. `tell` is given the dashboard's link, and a warning of a plain
    connection that leaves this machine.

    Raises ClusterError if there is no scheduler, or the address is none.
    """
    distributed = _distributed()
    with ExitStack() as stack:
        if address.startswith(LOCAL):
            target = stack.enter_context(_local(distributed, address))
        else:
            target = _target(address, tell)
        try:
            seconds = min(patience, _ANSWER_SECONDS)
            client = distributed.Client(target, timeout=seconds, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ClusterError(f"{address}: no scheduler answers: {error}") from error
        stack.enter_context(client)
        if client.dashboard_link and "dashboard" in client.scheduler_info()["services"]:
            tell(f"Dask's dashboard: {client.dashboard_link}")
        yield client


def worker_count(address: str) -> int:
    """Threads of the workers that there are at an address; of `local:N` there will be N.

    Raises ClusterError as `connected`.
    """
    if address.startswith(LOCAL):
        return _local_count(address)
    with connected(address, _ANSWER_SECONDS, unsaid) as client:
        return sum(client.nthreads().values())


@contextmanager
def _local(distributed: Any, address: str) -> Iterator[Any]:
    """Worker processes of this machine, one thread each. Raises ClusterError."""
    count = _local_count(address)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with (
        _lean(distributed),
        scratch() as folder,
        distributed.LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            dashboard_address=":0",
            local_directory=str(folder),
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster


def _local_count(address: str) -> int:
    count = address.removeprefix(LOCAL)
    if not count.isdecimal() or not 1 <= int(count) <= _MOST_LOCAL:
        raise ClusterError(f"{address}: must be local:N, N from 1 to {_MOST_LOCAL}")
    return int(count)


@contextmanager
def _lean(distributed: Any) -> Iterator[None]:
    """Let workers be forks of a server that has imported what they need, and watch less."""
    import multiprocessing

    import dask

    with dask.config.set(_LEAN):
        distributed.utils.get_mp_context()  # else it sets its own list with the first worker
        multiprocessing.get_context("forkserver").set_forkserver_preload(_PRELOADED)
        yield


def _target(address: str, tell: Callable[[str], None]) -> str:
    """The scheduler's address, from its file if it is one. Raises ClusterError."""
    found = address if "://" in address else _address_in(Path(address))
    parts = urlsplit(found)
    if parts.scheme not in _ENCRYPTED and not _is_loopback(parts.hostname or ""):
        tell(
            f"warning: {found} is not encrypted, and whoever reaches it can run code on all "
            "machines of the cluster and on this one; use tls:// (docs/scale.md)"
        )
    return found


def _address_in(file: Path) -> str:
    """The address in a scheduler's file."""
    try:
        found = json.loads(file.read_text())["address"]
    except OSError as error:
        raise ClusterError(
            f"{file}: must be an address (tcp://HOST:PORT), local:N or a scheduler's file: "
            f"{error.strerror}"
        ) from error
    except (ValueError, LookupError, TypeError) as error:
        raise ClusterError(f"{file}: is not a file that a scheduler has written") from error
    if not isinstance(found, str) or "://" not in found:
        raise ClusterError(f"{file}: the address is {found!r}")
    return found


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
