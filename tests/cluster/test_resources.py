"""Workers that are out of memory, or out of disk: others do their tasks, or the reason is told."""

from dataclasses import replace

import pytest

from quantcert.certificate import Verdict
from quantcert.cluster.opened import close_opened
from quantcert.lean.process.forking import ForkingRunner
from quantcert.lean.toolchain import Toolchain
from tests.support.cluster_runs import claims_of, on_cluster, verdicts
from tests.support.disk import largest_file
from tests.support.inline_cluster import Behaviour, honest, inline
from tests.support.small_models import SmallModel

ROOM = 64 << 20
"""Bytes of addresses that a Lean server has: too few for its library."""

LIMITED = ("/bin/sh", "-c", f'ulimit -v {ROOM >> 10} && exec "$0" "$@"')


def out_of_memory(message: bytes) -> bytes:
    start = ForkingRunner.__init__

    def started(runner: ForkingRunner, toolchain: Toolchain) -> None:
        start(runner, replace(toolchain, command=(*LIMITED, *toolchain.command)))

    close_opened()  # servers of earlier tasks have all that they need
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ForkingRunner, "__init__", started)
        return honest(message)


def out_of_disk(message: bytes) -> bytes:
    with largest_file(1000):
        return honest(message)


FAULTS = {out_of_memory: "too little memory", out_of_disk: "File too large"}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_worker_cannot_do_is_done_by_another(
    model: SmallModel, alone: bytes, monkeypatch, fault: Behaviour
) -> None:
    client = inline(monkeypatch, fault, honest)
    found = on_cluster(model)
    assert claims_of(found) == alone
    assert {worker for worker, _ in client.asked} == set(client.workers)
    kernels = found.certificate.measurement.kernels
    assert kernels is not None
    assert {host.host: host.modules for host in kernels.hosts} == {"10.0.0.2": 2}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_no_worker_can_do_is_unproved_with_the_reason(
    model: SmallModel, monkeypatch, fault: Behaviour
) -> None:
    inline(monkeypatch, fault, fault)
    found = on_cluster(model)
    assert set(verdicts(found).values()) == {Verdict.UNPROVED}
    assert not found.certificate.accepted
    for layer in found.certificate.layers:
        assert "tried 3 times on the cluster" in layer.reason
        assert FAULTS[fault] in layer.reason
