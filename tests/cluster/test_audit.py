"""Workers that lie, in whatever they return, change no claim."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from quantcert.certificate import Finding, Rule
from quantcert.cluster.messages import Outcome, Task
from quantcert.cluster.packing import pack, unpack
from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.containers.hashing import hash_tensor
from quantcert.errors import ClusterError
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.lean.check.store import Kept
from quantcert.run.layer_scan import ORIGINAL
from tests.support.checkpoints import weights
from tests.support.cluster_runs import (
    claims_alone,
    claims_of,
    on_cluster,
)
from tests.support.inline_cluster import Behaviour, changed, honest, inline
from tests.support.small_models import SmallModel, copied
from tests.support.weight_runs import model_of

TENSORS = ["tall.weight", "wide.weight"]


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


def test_nothing_else_of_the_answer_with_a_lie_is_believed(model, alone, monkeypatch) -> None:
    def first_is_a_lie(outcome: Outcome) -> Outcome:
        lie = smaller_error(outcome).layers[:1]
        return replace(outcome, layers=lie + outcome.layers[1:])

    client = inline(monkeypatch, changed(first_is_a_lie), honest)
    found = on_cluster(model, least_weights=1 << 20)
    assert len(client.asked[0][1].layers) == 2
    kernels = found.certificate.measurement.kernels
    assert kernels is not None
    assert {host.host: host.modules for host in kernels.hosts} == {"10.0.0.2": 2}
    assert claims_of(found) == alone


def test_if_nobody_can_be_believed_there_is_no_verdict(model, monkeypatch) -> None:
    inline(monkeypatch, changed(smaller_error))
    with pytest.raises(ClusterError, match="no worker can be believed any more"):
        on_cluster(model)


def refuted(outcome: Outcome) -> Outcome:
    """Everything is refused."""
    finding = Finding(Rule.LITERAL, "it is not so", outcome.layers[0].tensor)
    return replace(outcome, layers=tuple(replace(each, found=finding) for each in outcome.layers))


def test_no_workers_word_is_taken_for_a_refusal(model, alone, monkeypatch) -> None:
    inline(monkeypatch, changed(refuted))
    found = on_cluster(model)
    assert claims_of(found) == alone
    assert found.certificate.measurement.kernels is None  # all was checked here


def twice_written(outcome: Outcome) -> Outcome:
    """Each matrix with the same data once more."""
    layers = tuple(replace(layer, data=(*layer.data, *layer.data)) for layer in outcome.layers)
    return replace(outcome, layers=layers)


def test_more_data_than_a_structure_has_is_not_believed(model, monkeypatch) -> None:
    lonely = SmallModel(None, model.quantized)  # type: ignore[arg-type]
    said: list[str] = []
    inline(monkeypatch, changed(twice_written), honest)
    found = on_cluster(lonely, tell=said.append)
    assert claims_of(found) == claims_alone(lonely)
    assert "is not believed any more" in said[0]


def swapped(model: SmallModel, folder: Path) -> Behaviour:
    """A worker that takes every matrix for the other of two, digests and all."""
    other = copied(model, folder)
    for place in (other.original, other.quantized):
        file = place / "model.safetensors"
        stored = load_file(file)
        save_file({{"a": "b", "b": "a"}[name[0]] + name[1:]: t for name, t in stored.items()}, file)

    def takes_the_other(message: bytes) -> bytes:
        task = unpack(Task, message)
        spec = replace(
            task.spec, checkpoint=str(other.quantized), base=str(other.original), settings={}
        )
        quantized, original = open_quantized(other.quantized), open_checkpoint(other.original)
        layers = tuple(
            replace(layer, digests={n: _digest(quantized, original, n) for n in layer.digests})
            for layer in task.layers
        )
        return honest(pack(replace(task, spec=spec, layers=layers)))

    return takes_the_other


def _digest(quantized: QuantizedCheckpoint, original: Checkpoint, name: str) -> str:
    holder = original if name.endswith(ORIGINAL) else quantized.checkpoint
    return hash_tensor(holder.info(name.removesuffix(ORIGINAL)))


@pytest.fixture
def alike(tmp_path: Path) -> SmallModel:
    """Two matrices of one shape."""
    return model_of(tmp_path, {f"{n}.weight": weights(6, 16, seed=k) for k, n in enumerate("ab")})


def test_numbers_of_another_tensor_of_the_same_shape_are_found_by_making_them_again(
    alike: SmallModel, monkeypatch, tmp_path: Path
) -> None:
    said: list[str] = []
    inline(monkeypatch, swapped(alike, tmp_path / "other"), honest)
    found = on_cluster(alike, recheck=Fraction(1), tell=said.append)
    assert "is not believed any more" in said[0]
    assert "its sums are not those of the tensors" in said[0]
    assert claims_of(found) == claims_alone(alike)


def test_nothing_else_finds_them(alike: SmallModel, monkeypatch, tmp_path: Path) -> None:
    inline(monkeypatch, swapped(alike, tmp_path / "other"))
    found = on_cluster(alike)
    assert claims_of(found) != claims_alone(alike)
    kernels = found.certificate.measurement.kernels
    assert kernels is not None
    assert {host.host: host.tensors for host in kernels.hosts} == {
        "10.0.0.1": ("a.weight", "b.weight")
    }
