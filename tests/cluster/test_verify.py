"""Runs on a cluster: the claims are those of one machine."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate import Verdict
from quantcert.certificate.encode import canonical, covered, to_document
from quantcert.cluster.messages import Outcome, Task
from quantcert.cluster.packing import unpack
from quantcert.cluster.worker import RememberingStore
from quantcert.lean.check.store import Kept
from quantcert.run.options import Level
from quantcert.statements import prompt_positions
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
from tests.support.small_models import SmallModel
from tests.support.weight_runs import model_of

Asked = tuple[SmallModel, dict[str, object], bytes]


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


def test_only_the_latest_results_of_a_name_are_sent_along(model, monkeypatch, tmp_path) -> None:
    for seed in range(4):
        tall = weights(6, 8, seed=seed, dtype=np.float16)
        matrices = {"wide.weight": weights(6, 8, seed=seed), "tall.weight": tall}
        folder = tmp_path / str(seed)
        folder.mkdir()
        on_one_machine(model_of(folder, matrices))
    on_one_machine(model)
    client = inline(monkeypatch, honest)
    found = on_cluster(model)
    assert [len(task.kept) for _, task in client.asked] == [3, 3]
    assert found.certificate.measurement.reused_modules == 2


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


def test_literals_of_the_network_are_left_by_workers_of_this_machine(
    networks: Networks, monkeypatch
) -> None:
    proved = networks["untied"]
    client = inline(monkeypatch, honest)
    made = []
    monkeypatch.setattr("quantcert.cluster.taken.layer_checks", lambda *_: made.append(1))
    found = on_cluster(proved.model, "local:1", verify={"region": proved.model.region})
    assert claims_of(found) == canonical(covered(to_document(proved.certificate)))
    assert made == []
    (folder,) = {task.spec.literals for _, task in client.asked}
    assert folder is not None
    assert not Path(folder).exists()
    assert all(layer.leave for _, task in client.asked for layer in task.layers)


def test_literals_that_were_spoiled_on_the_way_are_not_believed(
    networks: Networks, monkeypatch
) -> None:
    proved = networks["untied"]

    def spoils(message: bytes) -> bytes:
        folder = Path(unpack(Task, message).spec.literals or "")
        of_others = set(folder.iterdir())
        answer = honest(message)
        for file in set(folder.iterdir()) - of_others:
            content = bytearray(file.read_bytes())
            content[-9] ^= 1
            file.write_bytes(content)
        return answer

    inline(monkeypatch, spoils, honest)
    told: list[str] = []
    found = on_cluster(
        proved.model, "local:2", tell=told.append, verify={"region": proved.model.region}
    )
    assert claims_of(found) == canonical(covered(to_document(proved.certificate)))
    assert "is not believed any more" in told[0]
    assert "altered" in told[0]


@pytest.fixture
def _workers_keep_nothing(monkeypatch) -> None:
    """All that is found in the coordinator's cache was returned to it."""
    monkeypatch.setattr(RememberingStore, "put", lambda *_: None)


@pytest.fixture(scope="module")
def asked(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[SmallModel, dict[str, object], bytes]]:
    """A small network, a prompt to it, and the claims of one machine."""
    folder = tmp_path_factory.mktemp("asked")
    network = small_network(folder / "llama", "llama", "alt43")
    prompts = folder / "prompts.jsonl"
    prompts.write_text('{"tokens": [3, 5]}\n')
    verify = {"wanted_level": Level.ROWS, "network": False, "prompts": prompts}
    model = SmallModel(network.original, network.quantized)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prompt_positions, "_MOST_POSITIONS", 1)
        yield model, verify, claims_alone(model, **verify)


@pytest.mark.usefixtures("_workers_keep_nothing")
def test_blocks_and_positions_of_prompts_are_tasks_and_what_joins_them_is_checked_here(
    asked, monkeypatch
) -> None:
    model, verify, claims = asked
    client = inline(monkeypatch, *[honest] * 4)
    found = on_cluster(model, verify=verify)
    tasks = [task.prompt.modules for _, task in client.asked if task.prompt is not None]
    assert [len(modules) for modules in tasks] == [1, 1, *[2] * 6]
    positions = [name for modules in tasks[:2] for name in modules]
    assert [name[-21:] for name in positions] == [f"Comparison.Positions{k}" for k in range(2)]
    names = [name.rpartition("Block")[0][-8:] for group in tasks[2:] for name in group]
    assert (names.count("Original"), names.count("uantized")) == (6, 6)
    assert found.certificate.measurement.reused_modules == 12 + 2
    assert claims_of(found) == claims


@pytest.mark.usefixtures("_workers_keep_nothing")
def test_what_does_not_fit_a_prompt_is_checked_here(asked, monkeypatch) -> None:
    model, verify, claims = asked

    def one_is_another(outcome: Outcome) -> Outcome:
        if not outcome.prompt:
            return outcome
        first, *others, last = outcome.prompt
        swapped = replace(last, kept=Kept(last.kept.result, first.kept.olean))
        return replace(outcome, prompt=(replace(first, key="../x"), *others, swapped))

    inline(monkeypatch, changed(one_is_another))
    found = on_cluster(model, verify=verify)
    assert found.certificate.measurement.reused_modules == 14 - 3 * 2
    assert claims_of(found) == claims
