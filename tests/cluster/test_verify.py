"""Runs on a cluster: the claims are those of one machine, whatever workers do."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate import Finding, Rule, Verdict
from quantcert.certificate.encode import canonical, covered, to_document
from quantcert.cluster.messages import Outcome, Task, pack, unpack
from quantcert.errors import ClusterError
from quantcert.lean.check.store import Kept
from quantcert.run import cutting
from quantcert.run.options import Level
from tests.support.checkpoints import weights
from tests.support.cluster_runs import (
    claims_alone,
    claims_of,
    on_cluster,
    on_one_machine,
    verdicts,
)
from tests.support.inline_cluster import changed, honest, inline
from tests.support.networks import small_network
from tests.support.proved_networks import Networks
from tests.support.small_models import SmallModel, copied
from tests.support.weight_runs import model_of

TENSORS = ["tall.weight", "wide.weight"]


@pytest.fixture(scope="module")
def alone(model: SmallModel) -> bytes:
    """The claims of one machine."""
    return claims_alone(model)


def test_the_claims_are_those_of_one_machine_byte_for_byte(model, alone, monkeypatch) -> None:
    inline(monkeypatch, honest, honest)
    found = on_cluster(model)
    assert claims_of(found) == alone


def test_the_certificate_says_whose_kernel_accepted_what(model, monkeypatch) -> None:
    inline(monkeypatch, honest, honest)
    kernels = on_cluster(model).certificate.measurement.kernels
    assert kernels is not None
    assert {h.host: h.tensors for h in kernels.hosts} == {
        "10.0.0.1": ("wide.weight",),
        "10.0.0.2": ("tall.weight",),
    }
    assert (kernels.replayed_modules, kernels.recheck) == (0, 0)


def test_a_share_is_replayed_here(model, monkeypatch) -> None:
    inline(monkeypatch, honest)
    kernels = on_cluster(model, recheck=Fraction(1, 2), seed=5).certificate.measurement.kernels
    assert kernels is not None
    assert (kernels.replayed_modules, kernels.seed) == (1, 5)
    assert len(kernels.replayed_tensors) == 1


def other_module(outcome: Outcome) -> Outcome:
    """Each matrix's module under the name of the other."""
    return replace(
        outcome,
        layers=tuple(
            replace(layer, tensor=TENSORS[1 - TENSORS.index(layer.tensor)])
            for layer in outcome.layers
        ),
    )


def test_another_modules_result_is_not_believed(model, alone, monkeypatch) -> None:
    said: list[str] = []
    client = inline(monkeypatch, changed(other_module), honest)
    found = on_cluster(model, tell=said.append)
    assert claims_of(found) == alone
    assert "tcp://10.0.0.1:4000: is not believed any more" in said[0]
    assert [worker for worker, _ in client.asked].count("tcp://10.0.0.1:4000") == 1


def with_module(change) -> object:
    """A worker that changes the compiled modules that it returns."""

    def spoil(outcome: Outcome) -> Outcome:
        layers = []
        for layer in outcome.layers:
            modules = tuple(replace(m, kept=change(m.kept)) for m in layer.modules)
            layers.append(replace(layer, modules=modules))
        return replace(outcome, layers=tuple(layers))

    return changed(spoil)


def flipped(kept: Kept) -> Kept:
    """One byte in the middle is another."""
    middle = len(kept.olean) // 2
    olean = bytearray(kept.olean)
    olean[middle] ^= 1
    return Kept(kept.result, bytes(olean))


@pytest.mark.parametrize("change", [flipped, lambda kept: Kept(kept.result, b"")])
def test_a_module_that_is_not_what_was_asked_for_is_not_believed(
    model, alone, monkeypatch, change
) -> None:
    inline(monkeypatch, with_module(change), honest)
    assert claims_of(on_cluster(model)) == alone


def smaller_error(outcome: Outcome) -> Outcome:
    """The errors that are claimed are half of what they are."""
    layers = []
    for layer in outcome.layers:
        assert layer.numbers is not None
        sums = layer.numbers.segments
        halved = replace(sums, sum_abs=tuple(s // 2 for s in sums.sum_abs))
        layers.append(replace(layer, numbers=replace(layer.numbers, segments=halved)))
    return replace(outcome, layers=tuple(layers))


def test_numbers_that_the_module_does_not_prove_are_not_believed(model, alone, monkeypatch) -> None:
    inline(monkeypatch, changed(smaller_error), honest)
    assert claims_of(on_cluster(model)) == alone


def test_what_a_worker_answered_before_it_lied_is_asked_of_others(
    model, alone, monkeypatch
) -> None:
    count = [0]

    def second_is_a_lie(outcome: Outcome) -> Outcome:
        count[0] += 1
        return smaller_error(outcome) if count[0] == 2 else outcome

    client = inline(monkeypatch, changed(second_is_a_lie))
    slow = client.workers["tcp://10.0.0.1:4000"]

    def joins(message: bytes) -> bytes | None:
        if count[0] == 1:
            client.workers["tcp://10.0.0.2:4000"] = honest
        return slow(message)

    client.workers["tcp://10.0.0.1:4000"] = joins
    kernels = on_cluster(model).certificate.measurement.kernels
    assert kernels is not None
    assert {host.host: host.modules for host in kernels.hosts} == {"10.0.0.2": 2}


def test_if_nobody_can_be_believed_there_is_no_verdict(model, monkeypatch) -> None:
    inline(monkeypatch, changed(smaller_error))
    with pytest.raises(ClusterError, match="no worker can be believed any more"):
        on_cluster(model)


def refuted(outcome: Outcome) -> Outcome:
    """Everything is refused."""
    finding = Finding(Rule.LITERAL, "it is not so", outcome.layers[0].tensor)
    return replace(outcome, layers=tuple(replace(each, found=finding) for each in outcome.layers))


def test_no_workers_word_is_taken_for_a_refusal(model, alone, monkeypatch) -> None:
    inline(monkeypatch, changed(refuted), honest)
    assert claims_of(on_cluster(model)) == alone


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


def test_a_run_on_one_machine_is_resumed_on_a_cluster(model, alone, monkeypatch, tmp_path) -> None:
    on_one_machine(model)
    client = inline(monkeypatch, honest)
    found = on_cluster(model)
    assert found.certificate.measurement.reused_modules == 2
    assert [len(task.kept) for _, task in client.asked] == [1, 1]
    assert found.certificate.measurement.kernels is None
    assert claims_of(found) == alone


def test_a_run_on_a_cluster_is_resumed_on_another(model, alone, monkeypatch) -> None:
    inline(monkeypatch, honest)
    on_cluster(model)
    inline(monkeypatch, honest, honest)
    found = on_cluster(model)
    assert found.certificate.measurement.reused_modules == 2
    assert claims_of(found) == alone


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


@pytest.mark.parametrize("level", ["rows", "structure"])
def test_other_levels(model, monkeypatch, level, tmp_path) -> None:
    if level == "rows":
        verify, other = {"wanted_level": Level.ROWS}, model
    else:
        verify, other = {}, SmallModel(None, model.quantized)  # type: ignore[arg-type]
    inline(monkeypatch, honest)
    found = on_cluster(other, verify=verify)
    assert claims_of(found) == claims_alone(other, **verify)


def test_a_spoiled_number_is_found_by_this_machine(tmp_path, monkeypatch) -> None:
    tensors = {name: weights(6, 16, seed=k) for k, name in enumerate(("a.weight", "b.weight"))}
    model = model_of(tmp_path, tensors)
    from safetensors.numpy import load_file, save_file

    file = model.quantized / "model.safetensors"
    stored = load_file(file)
    scales = next(name for name in stored if name.startswith("a.") and "scale" in name)
    stored[scales] = stored[scales].copy()
    stored[scales].flat[0] = np.nan
    save_file(stored, file)
    inline(monkeypatch, honest)
    found = on_cluster(model)
    assert claims_of(found) == claims_alone(model)
    assert verdicts(found)["a.weight"] is Verdict.FAILED


def test_the_network_is_checked_here_with_literals_made_here(
    networks: Networks, monkeypatch, tmp_path
) -> None:
    proved = networks["untied"]
    inline(monkeypatch, honest, honest)
    found = on_cluster(proved.model, verify={"region": proved.model.region})
    assert claims_of(found) == canonical(covered(to_document(proved.certificate)))
    assert found.certificate.network is not None


@pytest.fixture
def asked(tmp_path: Path) -> tuple[SmallModel, dict[str, object]]:
    """A small network and a prompt to it."""
    network = small_network(tmp_path / "llama", "llama", "alt43")
    prompts = tmp_path / "prompts.jsonl"
    prompts.write_text('{"tokens": [3, 5]}\n')
    verify = {"wanted_level": Level.ROWS, "network": False, "prompts": prompts}
    return SmallModel(network.original, network.quantized), verify


def test_prompts_are_tasks_and_what_does_not_fit_is_checked_here(asked, monkeypatch) -> None:
    model, verify = asked

    def one_is_another(outcome: Outcome) -> Outcome:
        if not outcome.prompt:
            return outcome
        first, *others, last = outcome.prompt
        swapped = replace(last, kept=Kept(last.kept.result, first.kept.olean))
        return replace(outcome, prompt=(replace(first, key="../x"), *others, swapped))

    client = inline(monkeypatch, changed(one_is_another))
    found = on_cluster(model, verify=verify)
    assert [task.prompt is not None for _, task in client.asked].count(True) == 1
    assert found.certificate.measurement.reused_modules > 0
    assert claims_of(found) == claims_alone(model, **verify)
