"""Norms that no module proves are measured by workers, and the claims are those of one machine."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate.encode import canonical, covered, to_document
from quantcert.cluster import norms
from quantcert.cluster.messages import MeasuredMatrix, NormsTask, Outcome
from quantcert.cluster.norms import known_norms
from quantcert.exact.dyadic import Dyadic
from quantcert.run import network_plan
from quantcert.run.options import Level
from tests.support.cluster_runs import claims_alone, claims_of, on_cluster
from tests.support.inline_cluster import changed, honest, inline
from tests.support.proved_networks import MATRICES, Networks, ProvedNetwork

ROWS = {"wanted_level": Level.ROWS}


@pytest.fixture(scope="module")
def proved(networks: Networks) -> ProvedNetwork:
    return networks["untied"]


@pytest.fixture(scope="module")
def claims(proved: ProvedNetwork) -> bytes:
    return claims_alone(proved.model, **ROWS)


@pytest.fixture
def measured_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tensors whose norms the coordinator measures itself."""
    found: list[str] = []
    honest_one = network_plan.measured_matrix

    def told(quantized, original, use, head_dim):
        found.append(use.tensor)
        return honest_one(quantized, original, use, head_dim)

    monkeypatch.setattr(network_plan, "measured_matrix", told)
    return found


def test_norms_are_tasks_with_the_digests_of_their_tensors(
    proved, claims, measured_here, monkeypatch
) -> None:
    monkeypatch.setattr(norms, "_TASK_WEIGHTS", 1)
    client = inline(monkeypatch, honest, honest)
    assert claims_of(on_cluster(proved.model, verify=ROWS)) == claims
    assert measured_here == []
    tasks = [task.norms for _, task in client.asked if task.norms is not None]
    assert sorted(place for task in tasks for place in task.places) == list(range(9))
    assert MATRICES["untied"] == len(tasks) == 9
    assert all(len(task.digests) >= 2 for task in tasks)
    assert {worker for worker, task in client.asked if task.norms} == set(client.workers)


def test_there_are_none_where_modules_prove_norms(proved, monkeypatch) -> None:
    client = inline(monkeypatch, honest)
    found = on_cluster(proved.model, verify={"region": proved.model.region})
    assert claims_of(found) == canonical(covered(to_document(proved.certificate)))
    assert all(task.norms is None for _, task in client.asked)
    assert all(layer.norms for _, task in client.asked for layer in task.layers)


def test_what_takes_too_long_is_measured_here(proved, claims, measured_here, monkeypatch) -> None:
    weights = sorted(use.rows * use.columns for use in proved.network.architecture.matrices)
    monkeypatch.setattr(norms, "_MOST_WEIGHTS", weights[3])
    inline(monkeypatch, honest)
    assert claims_of(on_cluster(proved.model, verify=ROWS)) == claims
    assert len(measured_here) == sum(count > weights[3] for count in weights) > 0


def test_a_share_is_measured_here(proved, claims, measured_here, monkeypatch) -> None:
    client = inline(monkeypatch, honest)
    found = on_cluster(proved.model, verify=ROWS, recheck=Fraction(1, 3))
    assert claims_of(found) == claims
    assert len(measured_here) == 3
    assert sum(len(task.norms.places) for _, task in client.asked if task.norms) == 6


def test_what_cannot_be_norms_is_measured_here(proved, claims, measured_here, monkeypatch) -> None:
    def spoilt(outcome: Outcome) -> Outcome:
        return replace(outcome, norms=outcome.norms[1:])

    inline(monkeypatch, changed(spoilt))
    assert claims_of(on_cluster(proved.model, verify=ROWS)) == claims
    assert len(measured_here) == 1


def test_answers_about_other_matrices_or_with_other_numbers_are_not_taken(proved) -> None:
    run, (first, *_) = proved.run, proved.plan.matrices
    cert = first.cert
    fits = MeasuredMatrix(0, cert, ("Gram", "Schur"))
    negative = replace(cert.error, op_norm=Dyadic(-1, 0))
    task = NormsTask((0, 1), {})
    found = known_norms(run, task, [fits])
    assert [(use, known.cert, known.methods) for use, known in found.items()] == [
        (first.use, cert, ("Gram", "Schur"))
    ]
    wrong = [
        replace(fits, place=2),
        replace(fits, place=99),
        replace(fits, methods=("Gram", "guess")),
        replace(fits, cert=replace(cert, rows=cert.rows + 1)),
        replace(fits, cert=replace(cert, error=negative)),
    ]
    for each in wrong:
        assert known_norms(run, task, [each]) == {}
