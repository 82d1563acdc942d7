"""Large matrices are several tasks."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from quantcert.cluster.messages import Task
from quantcert.cluster.packing import unpack
from quantcert.run import cutting
from tests.support.checkpoints import weights
from tests.support.cluster_runs import (
    claims_alone,
    claims_of,
    on_cluster,
)
from tests.support.inline_cluster import changed, honest, inline
from tests.support.weight_runs import model_of


def test_large_matrices_are_several_tasks(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", 16)
    monkeypatch.setattr(cutting, "PART_CHUNKS", 2)
    model = model_of(tmp_path, {"large.weight": weights(12, 16, seed=1, dtype=np.float16)})
    client = inline(monkeypatch, honest, honest)
    found = on_cluster(model, large_weights=100)
    assert len(client.asked) == 3
    parts = [len(task.layers[0].parts) for _, task in client.asked]
    assert parts[1] > 1
    assert parts == [0, parts[1], 0]
    assert [len(task.kept) for _, task in client.asked] == [0, 0, parts[1]]
    assert claims_of(found) == claims_alone(model)


def test_parts_by_a_worker_that_lied_at_last_are_asked_of_others(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", 16)
    monkeypatch.setattr(cutting, "PART_CHUNKS", 2)
    model = model_of(tmp_path, {"large.weight": weights(12, 16, seed=1, dtype=np.float16)})
    client = inline(monkeypatch, honest)

    def lies_at_last(message: bytes) -> bytes | None:
        (task,) = unpack(Task, message).layers
        if task.scan_only or task.parts:
            return honest(message)
        client.workers["tcp://10.0.0.2:4000"] = honest
        return changed(lambda outcome: replace(outcome, layers=()))(message)

    client.workers["tcp://10.0.0.1:4000"] = lies_at_last
    found = on_cluster(model, large_weights=100)
    kernels = found.certificate.measurement.kernels
    assert kernels is not None
    assert [host.host for host in kernels.hosts] == ["10.0.0.2"]
    assert claims_of(found) == claims_alone(model)
