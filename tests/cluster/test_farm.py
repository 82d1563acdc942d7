"""Workers and schedulers that fail: tasks are tried elsewhere, given up, and nothing is lost."""

from dataclasses import replace

import pytest

from quantcert.certificate import Verdict
from quantcert.cluster.messages import Outcome, Task
from quantcert.cluster.packing import pack, unpack
from quantcert.errors import ClusterError
from tests.support.cluster_runs import (
    claims_of,
    on_cluster,
    on_one_machine,
    verdicts,
)
from tests.support.inline_cluster import honest, inline
from tests.support.small_models import copied


def killed(message: bytes) -> bytes:
    raise RuntimeError("the worker was killed")


def full_disk(message: bytes) -> bytes:
    return pack(Outcome("b", (), "OutputError: /tmp/x: cannot be written: No space left on device"))


@pytest.mark.parametrize("fault", [killed, full_disk])
def test_a_task_that_fails_is_tried_elsewhere(model, alone, monkeypatch, fault) -> None:
    client = inline(monkeypatch, fault, honest)
    assert claims_of(on_cluster(model)) == alone
    assert {worker for worker, _ in client.asked} == set(client.workers)


def test_a_task_is_given_up_after_the_stated_number_of_failures(model, monkeypatch) -> None:
    def never_tall(message: bytes) -> bytes:
        tall = unpack(Task, message).layers[0].tensor == "tall.weight"
        return full_disk(message) if tall else honest(message)

    client = inline(monkeypatch, never_tall, never_tall)
    found = on_cluster(model, attempts=4)
    assert verdicts(found) == {"tall.weight": Verdict.UNPROVED, "wide.weight": Verdict.PROVED}
    assert not found.certificate.accepted
    asked = [task.layers[0].tensor for _, task in client.asked]
    assert asked.count("tall.weight") == 4
    (tall,) = (layer for layer in found.certificate.layers if layer.tensor == "tall.weight")
    assert "tried 4 times on the cluster" in tall.reason
    assert "No space left" in tall.reason


def test_a_worker_that_hangs_loses_its_task(model, alone, monkeypatch) -> None:
    inline(monkeypatch, lambda message: None, honest)
    assert claims_of(on_cluster(model, patience=1.0)) == alone


def test_what_a_scheduler_has_forgotten_is_handed_out_again(model, alone, monkeypatch) -> None:
    client = inline(monkeypatch, honest)
    client.forget = 2
    assert claims_of(on_cluster(model)) == alone


def test_nothing_accepted_is_lost_when_the_scheduler_is_gone(
    model, alone, monkeypatch, tmp_path
) -> None:
    client = inline(monkeypatch, honest)

    def once(message: bytes) -> bytes | None:
        asked = [task for _, task in client.asked]
        return honest(message) if len(asked) == 1 else None

    client.workers["tcp://10.0.0.1:4000"] = once
    workers = client.nthreads()
    monkeypatch.setattr(client, "nthreads", lambda: workers if len(client.asked) < 2 else {})
    with pytest.raises(ClusterError, match="what was accepted is kept: run again"):
        on_cluster(model, patience=0.5)
    here = on_one_machine(model)
    assert here.certificate.measurement.reused_modules == 1
    assert claims_of(here) == alone


def test_a_checkpoint_that_differs_on_one_host_is_found(
    model, alone, monkeypatch, tmp_path
) -> None:
    other = copied(model, tmp_path / "other")
    data = bytearray(other.weight_file.read_bytes())
    data[-1] ^= 1
    other.weight_file.write_bytes(data)

    def elsewhere(message: bytes) -> bytes:
        task = unpack(Task, message)
        spec = replace(task.spec, checkpoint=str(other.quantized), settings={})
        return honest(pack(replace(task, spec=spec)))

    client = inline(monkeypatch, elsewhere, honest)
    assert claims_of(on_cluster(model)) == alone
    assert len(client.asked) == 3


def other_version(message: bytes) -> bytes:
    task = unpack(Task, message)
    return honest(pack(replace(task, spec=replace(task.spec, version="0"))))


def test_a_worker_of_another_version_gets_no_more_tasks(model, alone, monkeypatch) -> None:
    said: list[str] = []
    client = inline(monkeypatch, other_version, honest)
    assert claims_of(on_cluster(model, tell=said.append, attempts=1)) == alone
    assert "10.0.0.1:4000: cannot be used: this worker has version" in said[0]
    assert len(client.asked) == 3


def test_if_all_workers_have_another_version_the_run_ends_at_once(model, monkeypatch) -> None:
    inline(monkeypatch, other_version, other_version)
    with pytest.raises(ClusterError, match="no worker can be used: this worker has version"):
        on_cluster(model)
