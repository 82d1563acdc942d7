"""What a run must refuse to say of the network: in each test one number or one file is wrong."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quantcert.certificate import Certificate, Discharge, ScopeEvidence, TheoremEvidence, Verdict
from quantcert.exact.dyadic import Dyadic
from quantcert.exact.vectors import PackedVector, pack_vector
from quantcert.lean.check.module_check import ModuleCheck
from quantcert.models.bounds import Bounds
from quantcert.models.certificates import ModelCert
from quantcert.models.net import Architecture
from quantcert.models.plan import Plan, SeqPlan
from quantcert.models.planner import make_plan
from quantcert.run import network_checks, network_plan, vector_literals
from quantcert.run.verify import finish_run
from quantcert.statements import model as model_theorems
from quantcert.statements.checkpoint import CHECKPOINT_MODULE, checkpoint_module
from quantcert.statements.render import GeneratedModule
from quantcert.statements.vectors import VECTOR_MODULE
from tests.support.proved_networks import NetworkModel, Networks, checked_again
from tests.support.weight_runs import change_codes, flip, spoil_literals

MODEL_MODULE = "Proofs.Model_all_inputs"
Edit = Callable[[Path], object]


@pytest.fixture
def model(networks: Networks) -> NetworkModel:
    return networks["mixture"].model


def run(networks: Networks, model: NetworkModel, folder: Path, **options: Any) -> Certificate:
    """A run for all inputs that must not be accepted."""
    certificate = finish_run(networks.run(model.options(folder, region=None, **options)))
    assert not certificate.accepted
    return certificate


def scope_of(certificate: Certificate) -> ScopeEvidence:
    assert certificate.network is not None
    (scope,) = certificate.network.scopes
    assert not scope.accepted
    return scope


def theorem(scope: ScopeEvidence, name: str) -> TheoremEvidence:
    (found,) = (t for t in scope.theorems if t.name == name)
    return found


def layers_are_proved(certificate: Certificate) -> None:
    assert {layer.verdict for layer in certificate.layers} == {Verdict.PROVED}


def smaller(number: Dyadic) -> Dyadic:
    """Less by a millionth part."""
    return Dyadic((number.mantissa << 40) - (number.mantissa << 20), number.p + 40)


@pytest.mark.parametrize("side", ["original", "error"])
def test_a_norm_that_the_layer_does_not_prove(
    networks: Networks,
    model: NetworkModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    side: str,
) -> None:
    """What follows from it is proved, but it is not true of the checkpoint."""
    honest = network_plan.model_cert

    def spoiled(*arguments: Any) -> ModelCert:
        cert = honest(*arguments)
        first, *others = cert.matrices
        norms = getattr(first, side)
        first = replace(first, **{side: replace(norms, op_norm=smaller(norms.op_norm))})
        return replace(cert, matrices=(first, *others))

    monkeypatch.setattr(network_plan, "model_cert", spoiled)
    certificate = run(networks, model, tmp_path)
    layers_are_proved(certificate)
    scope = scope_of(certificate)
    assert theorem(scope, f"{MODEL_MODULE}.model_error").verdict is Verdict.PROVED
    for kind in ("meets", "error"):
        refused = theorem(scope, f"{CHECKPOINT_MODULE}.{kind}_all_inputs")
        assert refused.verdict is Verdict.FAILED
    assert "weights_norms" in refused.reason
    assert scope.verdict is Verdict.FAILED


def test_a_bound_smaller_than_what_follows(
    networks: Networks, model: NetworkModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoiled(*arguments: Any) -> Plan:
        plan = make_plan(*arguments)
        return with_claim(plan, smaller_error(plan.claim))

    monkeypatch.setattr(model_theorems, "make_plan", spoiled)
    certificate = run(networks, model, tmp_path)
    layers_are_proved(certificate)
    scope = scope_of(certificate)
    refused = theorem(scope, f"{MODEL_MODULE}.model_error")
    assert refused.verdict is Verdict.FAILED
    assert "while replaying declaration" in refused.reason
    assert "block_0_propagates" in refused.reason
    assert scope.reason == scope.blocks[0].reason == refused.reason
    applied = theorem(scope, f"{CHECKPOINT_MODULE}.error_all_inputs")
    assert applied.verdict is Verdict.UNPROVED
    assert f"it requires {MODEL_MODULE}, which was not accepted" in applied.reason
    assert scope.verdict is Verdict.FAILED
    assert [block.verdict_accumulated for block in scope.blocks] == [Verdict.FAILED]


def smaller_error(claim: Bounds) -> Bounds:
    return replace(claim, error=replace(claim.error, entry=smaller(claim.error.entry)))


def with_claim(plan: Plan, claim: Bounds) -> Plan:
    """The plan with another claim at its end."""
    if isinstance(plan, SeqPlan):
        return replace(plan, second=with_claim(plan.second, claim))
    return replace(plan, claim=claim)


def test_a_vector_larger_than_claimed(
    networks: Networks, model: NetworkModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is compared with the tensors; the kernel refuses the claim about the literal."""

    def made(values: Any, offset: int) -> PackedVector:
        packed = pack_vector(values, offset)
        altered = bytearray(packed.data)
        altered[packed.width // 8 - 1] ^= 0x40
        return replace(packed, data=bytes(altered))

    monkeypatch.setattr(vector_literals, "pack_vector", made)
    monkeypatch.setattr(vector_literals, "_compare", lambda *_: None)
    scope = scope_of(run(networks, model, tmp_path))
    assert theorem(scope, f"{MODEL_MODULE}.model_error").verdict is Verdict.PROVED
    refused = theorem(scope, f"{CHECKPOINT_MODULE}.error_all_inputs")
    assert refused.verdict is Verdict.UNPROVED
    assert f"it requires {VECTOR_MODULE}, which was not accepted" in refused.reason


@pytest.mark.parametrize(
    ("tensors", "reason"),
    [
        (("experts.0.0.weight", "experts.1.0.weight"), "weights_norms"),
        (("experts.0.1.bias", "experts.1.1.bias"), "Vectors.size_"),
    ],
)
def test_a_theorem_about_another_tensor_of_the_same_shape(
    networks: Networks,
    model: NetworkModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tensors: tuple[str, str],
    reason: str,
) -> None:
    def made(
        architecture: Architecture, matrices: Any, vectors: Any, *rest: Any
    ) -> GeneratedModule:
        matrices, vectors = list(matrices), list(vectors)
        if "weight" in tensors[0]:
            uses = {use.tensor: n for n, use in enumerate(architecture.matrices)}
            i, j = (uses[tensor] for tensor in tensors)
            matrices[i], matrices[j] = matrices[j], matrices[i]
        else:
            names = [vector.use.tensor for vector in vectors]
            i, j = (names.index(tensor) for tensor in tensors)
            vectors[i], vectors[j] = vectors[j], vectors[i]
        return checkpoint_module(architecture, matrices, vectors, *rest)

    monkeypatch.setattr(network_checks, "checkpoint_module", made)
    scope = scope_of(run(networks, model, tmp_path))
    refused = theorem(scope, f"{CHECKPOINT_MODULE}.meets_all_inputs")
    assert refused.verdict is Verdict.FAILED
    assert "Application type mismatch" in refused.reason
    assert reason in refused.reason


def edit_after(monkeypatch: pytest.MonkeyPatch, name: str, what: str, edit: Edit) -> None:
    """Have a file edited once a module is accepted: its compiled form, or its literals."""
    accept = ModuleCheck._accept

    def accepted(self: ModuleCheck, *arguments: Any) -> None:
        accept(self, *arguments)
        if name in self.job.name:
            assert self.accepted is not None
            edit(self.accepted.olean if what == "module" else self.job.data[0].path)

    monkeypatch.setattr(ModuleCheck, "_accept", accepted)


def one_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def one_word_more(path: Path) -> None:
    path.write_bytes(path.read_bytes() + bytes(8))


@pytest.mark.parametrize(
    ("name", "edit"),
    [("gate_4", one_bit), (VECTOR_MODULE, one_word_more), (MODEL_MODULE, one_bit)],
)
def test_a_compiled_module_altered_after_its_check(
    networks: Networks,
    model: NetworkModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    edit: Edit,
) -> None:
    checked_again(monkeypatch, CHECKPOINT_MODULE)
    edit_after(monkeypatch, name, "module", edit)
    scope = scope_of(run(networks, model, tmp_path))
    assert theorem(scope, f"{MODEL_MODULE}.model_error").verdict is Verdict.PROVED
    refused = theorem(scope, f"{CHECKPOINT_MODULE}.error_all_inputs")
    assert refused.verdict is Verdict.FAILED
    assert "has been altered after it was compiled" in refused.reason


@pytest.mark.parametrize(
    ("name", "edit"), [("gate_4", one_bit), (VECTOR_MODULE, one_word_more), ("gate_0", Path.unlink)]
)
def test_literals_altered_after_their_check(
    networks: Networks,
    model: NetworkModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    edit: Edit,
) -> None:
    checked_again(monkeypatch, CHECKPOINT_MODULE)
    edit_after(monkeypatch, name, "literals", edit)
    scope = scope_of(run(networks, model, tmp_path))
    refused = theorem(scope, f"{CHECKPOINT_MODULE}.error_all_inputs")
    assert refused.verdict is not Verdict.PROVED
    words = ("altered", "cannot read", "cannot be read", "No such file")
    assert any(word in refused.reason for word in words), refused.reason


def test_a_layer_that_fails_its_requirement(
    networks: Networks, model: NetworkModel, tmp_path: Path
) -> None:
    """The theorems about the network hold all the same; the run is not accepted."""
    requirements = tmp_path / "need.toml"
    requirements.write_text(
        "version = 1\n[accumulator]\nwidth_bits = 32\nactivation_min = -128\n"
        'activation_max = 127\n[[layer]]\npattern = "gate.4.*"\ninput_abs_max = 1\n'
        'max_row_error = "1/1000000"\n[[layer]]\npattern = "*"\ninput_abs_max = 1\n'
        'max_relative_error = "1/2"\n'
    )
    certificate = finish_run(
        networks.run(model.options(tmp_path / "out", region=None, requirements=requirements))
    )
    assert not certificate.accepted
    failed = [layer.tensor for layer in certificate.layers if layer.verdict is Verdict.FAILED]
    assert failed == ["gate.4.weight"]
    assert certificate.network is not None
    assert certificate.network.accepted


def test_literals_that_are_not_the_tensors(
    networks: Networks, model: NetworkModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No theorem about the checkpoint rests on them, even one that the kernel would accept."""
    spoil_literals(monkeypatch, "gate.0.weight", change_codes(0, flip(0, 0, 0)))
    started = networks.run(model.options(tmp_path, region=None))
    certificate = finish_run(started)
    assert not certificate.accepted
    failed = [layer.tensor for layer in certificate.layers if layer.verdict is Verdict.FAILED]
    assert failed == ["gate.0.weight"]
    assert CHECKPOINT_MODULE not in started.ledger.sources
    assert certificate.network is not None
    proved, measured, *_ = certificate.network.hypotheses
    assert (proved.name, measured.name) == ("norms of 5 matrices", "norms of 1 matrices")
    assert measured.discharged is Discharge.MEASURED
    assert measured.by.endswith(": gate.0.weight")
