"""Runs on real worker processes, which are killed, lie, hang and come back."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest

from quantcert.certificate import Verdict
from quantcert.errors import ClusterError
from quantcert.lean import Library
from quantcert.lean._cache import cache_root
from tests.support.checkpoints import weights
from tests.support.cluster_runs import claims_alone, claims_of, on_cluster
from tests.support.small_models import SmallModel
from tests.support.tls import write_credentials
from tests.support.weight_runs import model_of
from tests.support.worker_processes import Cluster, cluster, start_scheduler

MATRICES = 8

LYING = """
    import dataclasses
    from quantcert.cluster import worker
    from quantcert.cluster.messages import Outcome
    from quantcert.cluster.packing import pack, unpack
    honest, answers = worker.__dict__.setdefault("honest", worker.run_task), []

    def run_task(message):
        answers.append(unpack(Outcome, honest(message)))
        said, true = answers[0].layers[0], answers[-1].layers[0]
        lie = dataclasses.replace(said, tensor=true.tensor)
        return pack(dataclasses.replace(answers[-1], layers=(lie,)))

    worker.run_task = run_task
"""
"""From its second answer on, this worker returns its first matrix's result under another name.

Preloads run twice.
"""

SLOW = """
    import time
    from quantcert.cluster import worker
    honest = worker.__dict__.setdefault("honest", worker.run_task)

    def run_task(message):
        time.sleep(1)
        return honest(message)

    worker.run_task = run_task
"""

HUNGRY = """
    import os
    import time
    from pathlib import Path
    from quantcert.cluster import worker
    honest = worker.__dict__.setdefault("honest", worker.run_task)

    def run_task(message):
        meal = Path(os.environ["MEAL"])
        if meal.exists():
            meal.unlink()
            eaten = bytearray(b"1") * (700 << 20)
            time.sleep(60)
        return honest(message)

    worker.run_task = run_task
"""
"""It takes 700 MiB if there is the file `MEAL`, once."""

MEMORY = 500 << 20
"""What a hungry worker is allowed to hold: enough for any other task."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SmallModel:
    """Several matrices of one shape."""
    tensors = {f"m{k}.weight": weights(6, 16, seed=k) for k in range(MATRICES)}
    return model_of(tmp_path_factory.mktemp("model"), tensors)


@pytest.fixture(scope="module")
def cache(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the library of all tests, for coordinator and workers alike."""
    folder = tmp_path_factory.mktemp("cache")
    for found in cache_root().iterdir():
        if found.name.startswith(("library", "modules", "toolchain", "patterns")):
            (folder / found.name).symlink_to(found)
    return folder


@pytest.fixture
def processes(cache: Path, tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler without workers."""
    with cluster(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def claims(model: SmallModel) -> bytes:
    """Those of one machine."""
    return claims_alone(model)


def test_claims_are_the_same_with_a_lying_a_slow_and_a_killed_worker(
    model: SmallModel, claims: bytes, processes: Cluster, cache: Path
) -> None:
    said: list[str] = []
    own = {"QUANTCERT_CACHE": str(cache)}
    processes.add(LYING, **own)
    processes.add(SLOW, **own)
    doomed = processes.add(**own)
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")
    killer = threading.Timer(random.Random(seed).uniform(0, 8), doomed.kill)
    killer.start()
    try:
        found = on_cluster(model, processes.address, tell=said.append, patience=300.0)
    finally:
        killer.cancel()
    assert claims_of(found) == claims


def test_the_tasks_of_a_worker_that_dask_ends_for_its_memory_are_tried_again(
    model: SmallModel, claims: bytes, processes: Cluster, cache: Path, tmp_path: Path
) -> None:
    own = {"QUANTCERT_CACHE": str(cache), "MEAL": str(tmp_path / "meal")}
    (tmp_path / "meal").touch()
    processes.add(HUNGRY, memory=MEMORY, **own)
    found = on_cluster(model, processes.address, patience=300.0)
    assert claims_of(found) == claims
    assert not (tmp_path / "meal").exists()
    assert "95% memory budget" in processes.log(0)


def test_what_dask_ends_for_its_memory_every_time_is_unproved(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    one = model_of(tmp_path, {"m.weight": weights(6, 16)})
    own = {"QUANTCERT_CACHE": str(cache), "MEAL": str(tmp_path / "meal")}
    (tmp_path / "meal").touch()
    with cluster(tmp_path) as processes:
        processes.add(HUNGRY, memory=MEMORY, **own)
        found = on_cluster(one, processes.address, patience=300.0, attempts=1)
        assert "95% memory budget" in processes.log(0)
    (layer,) = found.certificate.layers
    assert layer.verdict is Verdict.UNPROVED
    assert "tried 1 times on the cluster" in layer.reason
    assert "KilledWorker" in layer.reason


def test_the_scheduler_may_be_started_again(
    model: SmallModel, claims: bytes, processes: Cluster, cache: Path, tmp_path: Path
) -> None:
    port = int(processes.address.rpartition(":")[2])
    processes.add(SLOW, QUANTCERT_CACHE=str(cache))

    def again() -> None:
        assert processes.scheduler is not None
        processes.scheduler.kill()
        processes.scheduler.wait()
        start_scheduler(processes, port)
        processes.add(QUANTCERT_CACHE=str(cache))

    restart = threading.Timer(3.0, again)
    restart.start()
    try:
        found = on_cluster(model, processes.address, patience=300.0)
    finally:
        restart.join()
    assert claims_of(found) == claims


def test_scheduler_workers_and_coordinator_speak_over_tls_alone(
    model: SmallModel, claims: bytes, cache: Path, tmp_path: Path
) -> None:
    credentials, said = write_credentials(tmp_path / "tls"), list[str]()
    options = [*credentials.options, "--protocol", "tls"]
    with cluster(tmp_path, options=options) as processes:
        processes.add(QUANTCERT_CACHE=str(cache))
        assert processes.address.startswith("tls://")
        with pytest.raises(ClusterError, match="no scheduler answers"):
            on_cluster(model, processes.address, patience=5.0)
        with dask.config.set(credentials.settings):
            found = on_cluster(model, processes.address, patience=300.0, tell=said.append)
    assert claims_of(found) == claims
    assert not any("not encrypted" in text for text in said)
