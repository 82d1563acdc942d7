"""What is said of the network where not everything about its weights is proved, or nothing is."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from quantcert.certificate import Certificate, Discharge, Evidence, NetworkEvidence, Verdict
from quantcert.exact.vectors import PackedVector
from quantcert.models.net import VectorUse
from quantcert.run import vector_literals
from quantcert.run.options import Level
from quantcert.run.verify import VerifyRun, finish_run
from quantcert.statements.checkpoint import CHECKPOINT_MODULE
from quantcert.statements.vectors import StoredVector
from tests.support.proved_networks import NetworkModel, Networks


def accepted(run: VerifyRun) -> Certificate:
    """The certificate of a run that must be accepted."""
    certificate = finish_run(run)
    assert certificate.accepted, [layer.reason for layer in certificate.layers]
    return certificate


def network_of(certificate: Certificate) -> NetworkEvidence:
    assert certificate.network is not None
    return certificate.network


def test_at_the_level_of_rows_norms_are_measured(networks: Networks, tmp_path: Path) -> None:
    """The theorems about the model hold for all matrices with such norms, of no one's in fact."""
    model = networks["mixture"].model
    run = networks.run(model.options(tmp_path, wanted_level=Level.ROWS))
    certificate = accepted(run)
    assert {layer.evidence for layer in certificate.layers} == {Evidence.ROWS}
    assert CHECKPOINT_MODULE not in run.ledger.sources
    assert "Proofs.Model_region" in run.ledger.sources
    network = network_of(certificate)
    assert [scope.scope for scope in network.scopes] == ["all inputs", "region"]
    for scope in network.scopes:
        assert scope.verdict.by_kernel
        assert {theorem.verdict for theorem in scope.theorems} == {Verdict.PROVED}
        assert not any(theorem.name.startswith(CHECKPOINT_MODULE) for theorem in scope.theorems)
    norms, vectors, *_ = network.hypotheses
    assert (norms.name, norms.discharged) == ("norms of 6 matrices", Discharge.MEASURED)
    for use in run.inputs.network.architecture.matrices:
        assert use.tensor in norms.by
    assert vectors.discharged is Discharge.KERNEL
    assert CHECKPOINT_MODULE not in vectors.by
    assert network.after_norms == ()
    assert not run.folder.path.exists()


def test_a_theorem_about_a_vector_that_is_not_proved_rejects(
    networks: Networks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no theorem about the checkpoint rests on it, too."""
    stored = vector_literals.stored_vector

    def smaller(index: int, use: VectorUse, vector: PackedVector) -> StoredVector:
        return stored(index, use, replace(vector, max_abs=vector.max_abs / 2))

    monkeypatch.setattr(vector_literals, "stored_vector", smaller)
    options = networks["mixture"].model.options(tmp_path, region=None, wanted_level=Level.ROWS)
    certificate = finish_run(networks.run(options))
    assert not certificate.accepted
    network = network_of(certificate)
    (scope,) = network.scopes
    assert not scope.verdict.by_kernel
    _, vectors, *_ = network.hypotheses
    assert vectors.discharged is not Discharge.KERNEL


def test_without_room_for_literals_norms_are_measured(
    networks: Networks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At weight level, but the literals of all matrices cannot be kept at once."""
    monkeypatch.setattr("quantcert.run.literal_folder.LiteralFolder.fits", False)
    model = networks["mixture"].model
    run = networks.run(model.options(tmp_path, region=None))
    certificate = accepted(run)
    assert {layer.evidence for layer in certificate.layers} == {Evidence.WEIGHTS}
    assert CHECKPOINT_MODULE not in run.ledger.sources
    norms, *_ = network_of(certificate).hypotheses
    assert norms.discharged is Discharge.MEASURED


def test_without_an_original_there_is_no_network(networks: Networks, tmp_path: Path) -> None:
    options = networks["mixture"].model.options(tmp_path, base=None, region=None)
    certificate = accepted(networks.run(options))
    assert certificate.network is None
    assert {layer.evidence for layer in certificate.layers} == {Evidence.STRUCTURE}


def test_a_network_that_is_not_asked_for_is_not_there(networks: Networks, tmp_path: Path) -> None:
    options = networks["mixture"].model.options(
        tmp_path, network=False, region=None, wanted_level=Level.ROWS
    )
    run = networks.run(options)
    certificate = accepted(run)
    assert run.network is None
    assert certificate.network is None
    assert {layer.verdict for layer in certificate.layers} == {Verdict.PROVED}


def test_layers_of_an_unknown_network_are_verified_all_the_same(
    networks: Networks, tmp_path: Path
) -> None:
    model = networks["mixture"].model.copied(tmp_path)
    for folder in (model.original, model.quantized):
        change_config(folder, model_type="perceiver")
    options = model.options(tmp_path / "out", region=None, wanted_level=Level.ROWS)
    certificate = accepted(networks.run(options))
    network = network_of(certificate)
    assert "model_type 'perceiver' is not supported" in network.reason
    assert network.scopes == ()
    assert len(certificate.layers) == 6
    assert {layer.verdict for layer in certificate.layers} == {Verdict.PROVED}


def change_config(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def unquantized(model: NetworkModel, tensor: str, folder: Path) -> NetworkModel:
    """A copy in which one matrix is stored as it was."""
    copy = model.copied(folder)
    weights = copy.quantized / "model.safetensors"
    original = load_file(copy.original / "model.safetensors")
    stored = {k: v for k, v in load_file(weights).items() if not k.startswith(f"{tensor}_")}
    save_file({**stored, tensor: original[tensor]}, weights)
    config = json.loads((copy.quantized / "config.json").read_text())
    settings = config["quantization_config"]
    del settings["tensors"][tensor]
    (copy.quantized / "config.json").write_text(json.dumps(config))
    return copy


def test_a_matrix_that_is_not_quantized_has_no_error(networks: Networks, tmp_path: Path) -> None:
    """Its norms are measured, so the theorems are not applied to the checkpoint."""
    model = unquantized(networks["mixture"].model, "gate.4.weight", tmp_path)
    options = model.options(tmp_path / "out", region=None, wanted_level=Level.ROWS)
    run = networks.run(options)
    certificate = accepted(run)
    assert [layer.tensor for layer in certificate.layers].count("gate.4.weight") == 0
    assert run.network is not None
    assert not run.network.linked
    (matrix,) = (m for m in network_of(certificate).matrices if m.tensor == "gate.4.weight")
    assert matrix.original.op_norm > 0
    assert set(vars(matrix.error).values()) - {matrix.error.op_norm_by} == {0}
