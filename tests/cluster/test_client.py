"""Addresses of schedulers."""

import json
import os
from pathlib import Path

import pytest

from quantcert.cluster.client import _target, connected, worker_count
from quantcert.cluster.options import unsaid
from quantcert.errors import ClusterError


def told(address: str) -> list[str]:
    said: list[str] = []
    _target(address, said.append)
    return said


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:8786", "tcp://head:8786", "ws://head:1"])
def test_a_plain_connection_that_leaves_the_machine_is_warned_about(address: str) -> None:
    (warning,) = told(address)
    assert warning.startswith(f"warning: {address} is not encrypted")


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "tcp://localhost:1", "tcp://[::1]:1", "tls://head:8786"]
)
def test_others_are_not(address: str) -> None:
    assert told(address) == []


def test_a_schedulers_file_says_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "scheduler.json"
    file.write_text(json.dumps({"address": "tls://head:8786"}))
    assert _target(str(file), print) == "tls://head:8786"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "must be an address"), ("[", "is not a file"), ('{"address": 3}', "the address is 3")],
)
def test_a_file_that_says_nothing_is_named(tmp_path: Path, content: str, reason: str) -> None:
    file = tmp_path / "scheduler.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ClusterError, match=reason):
        _target(str(file), print)


@pytest.mark.parametrize("address", ["local:0", "local:x", "local:", "local:9999"])
def test_numbers_of_local_workers_have_a_range(address: str) -> None:
    with pytest.raises(ClusterError, match="must be local:N"), connected(address, 1.0, print):
        pass


def test_workers_of_this_machine_are_forks_that_have_imported_what_they_need() -> None:
    def found() -> tuple[bool, str | None, bool]:
        import sys

        import dask

        imported = "quantcert.cluster.worker" in sys.modules
        profiles = dask.config.get("distributed.worker.profile.enabled")
        return imported, os.environ.get("OPENBLAS_NUM_THREADS"), profiles

    with connected("local:1", 60.0, unsaid) as client:
        assert list(client.run(found).values()) == [(True, "1", False)]


def test_workers_are_counted_where_they_are_and_where_they_will_be() -> None:
    assert worker_count("local:7") == 7
    with connected("local:1", 60.0, unsaid) as client:
        assert worker_count(client.scheduler.address) == 1
