"""Whole networks end to end: both scopes, every block, applied to the checkpoint's own numbers."""

import re
from fractions import Fraction

import pytest

from quantcert.certificate import Discharge, Evidence, TheoremEvidence, Verdict
from quantcert.forward.region_file import read_region
from quantcert.lean import Library, ModuleVerdict
from quantcert.lean.library.index import ALLOWED_AXIOMS
from quantcert.statements.checkpoint import CHECKPOINT_MODULE
from quantcert.statements.vectors import VECTOR_MODULE
from tests.support.proved_networks import FAMILIES, MATRICES, Networks, ProvedNetwork

SCOPES = ("all inputs", "region")

ASSUMED = {
    "bert": ["gelu", "gelu_laws"],
    "llama": ["cos", "sin", "rotation"],
    "untied": ["cos", "sin", "rotation"],
    "mixture": ["gelu", "gelu_laws"],
    "operations": ["gelu", "gelu_laws", "cos", "sin", "rotation"],
}
"""What the theorems about a checkpoint assume beside its inputs."""


@pytest.fixture(scope="module", params=list(FAMILIES))
def name(request) -> str:
    return request.param


@pytest.fixture
def proved(networks: Networks, name: str) -> ProvedNetwork:
    return networks[name]


def test_every_layer_and_every_theorem_is_proved(proved: ProvedNetwork, name: str) -> None:
    certificate = proved.certificate
    assert certificate.accepted
    tensors = {use.tensor for use in proved.network.architecture.matrices}
    assert len(certificate.layers) == len(tensors) + (name == "bert")
    for layer in certificate.layers:
        assert (layer.verdict, layer.evidence) == (Verdict.PROVED, Evidence.WEIGHTS)
    assert {result.verdict for result in proved.entry.results.values()} == {ModuleVerdict.ACCEPTED}
    assert {*proved.entry.results} == {
        VECTOR_MODULE,
        "Proofs.Model_all_inputs",
        "Proofs.Model_region",
        CHECKPOINT_MODULE,
    }


def all_theorems(proved: ProvedNetwork) -> dict[str, TheoremEvidence]:
    """The theorems about the whole network by name."""
    assert proved.certificate.network is not None
    return {
        theorem.name: theorem
        for scope in proved.certificate.network.scopes
        for theorem in (*scope.theorems, *(t for b in scope.blocks for t in b.theorems))
    }


def test_both_scopes_have_a_theorem_for_every_block(proved: ProvedNetwork) -> None:
    network, architecture = proved.certificate.network, proved.network.architecture
    assert network is not None
    assert [scope.scope for scope in network.scopes] == ["all inputs", "region"]
    assert network.blocks == len(architecture.blocks)
    for scope in network.scopes:
        words = scope.scope.replace(" ", "_")
        assert [block.name for block in scope.blocks] == [b.name for b in architecture.blocks]
        for number, block in enumerate(scope.blocks):
            stem = f"Proofs.Model_{words}.block_{number}"
            expected = [f"{stem}_propagates", *([f"{stem}_alone"] if number else [])]
            assert [theorem.name for theorem in block.theorems] == expected
            assert (block.alone is None) == (number == 0)
        kinds = ["meets", "error", *(["probability"] if architecture.output == "logits" else [])]
        names = {theorem.name for theorem in scope.theorems}
        assert {f"{CHECKPOINT_MODULE}.{kind}_{words}" for kind in kinds} <= names
        assert f"Proofs.Model_{words}.model_error" in names
        assert {vector.theorem for vector in proved.plan.vectors} <= names


def test_theorems_are_the_kernels(proved: ProvedNetwork) -> None:
    for theorem in all_theorems(proved).values():
        assert theorem.verdict is Verdict.PROVED, theorem.reason
        assert set(theorem.axioms) <= ALLOWED_AXIOMS
        assert theorem.statement_sha256
        assert theorem.definitions_sha256
        assert theorem.library_sha256


def binders(statement: str) -> list[str]:
    """Names of a statement's explicit hypotheses and variables."""
    names, depth, start = [], 0, 0
    for place, char in enumerate(statement):
        if char in "({[":
            start = place if depth == 0 else start
            depth += 1
        elif char in ")}]":
            depth -= 1
            if depth == 0 and statement[start] == "(":
                names += statement[start + 1 : place].partition(" : ")[0].split()
        elif char == ":" and depth == 0:
            return names
    raise AssertionError(f"no proposition in {statement}")


@pytest.mark.parametrize("scope", SCOPES)
def test_theorems_about_the_checkpoint_assume_nothing_of_its_weights(
    proved: ProvedNetwork, name: str, scope: str
) -> None:
    words = scope.replace(" ", "_")
    theorems = all_theorems(proved)
    inputs = ["X", "inputs"] if name == "mixture" else []
    region = ["assumed"] if scope == "region" else []
    given = [*ASSUMED[name], "text", "tokens", "length"]
    kinds = ["error", *(["probability"] if name in ("llama", "untied") else [])]
    for kind in kinds:
        statement = theorems[f"{CHECKPOINT_MODULE}.{kind}_{words}"].statement
        assert binders(statement) == [*given, *inputs, *region]
        assert "Meets" not in statement
        assert "known" not in statement
        assert "text originals" in statement
        assert "text quantized" in statement
    meets = theorems[f"{CHECKPOINT_MODULE}.meets_{words}"].statement
    assert binders(meets) == given
    model = theorems[f"Proofs.Model_{words}.model_error"].statement
    assert "known" in binders(model)


def test_a_text_is_what_the_network_was_built_for(proved: ProvedNetwork, name: str) -> None:
    assert proved.certificate.network is not None
    texts = [h.statement for h in proved.certificate.network.hypotheses if h.name == "text"]
    assert len(texts) == (name != "mixture")
    assert all("without padding" in text for text in texts)
    assert any("first segment" in text for text in texts) == (name == "bert")


def test_stated_bounds_are_those_of_the_certificate(proved: ProvedNetwork) -> None:
    theorems = all_theorems(proved)
    for model in proved.plan.models:
        scope = proved.scope(model.assumption.name)
        words = model.assumption.word
        assert scope.bound == model.bound.fraction == scope.blocks[-1].accumulated
        assert scope.trivial == model.trivial.fraction == scope.blocks[-1].trivial
        error = theorems[f"{CHECKPOINT_MODULE}.error_{words}"].statement
        assert f"Within {model.output_dim} (Dyadic.value R {model.bound})" in error
        ratio = model.probability_ratio
        assert scope.probability_ratio == (ratio and ratio.fraction)
        if ratio:
            probability = theorems[f"{CHECKPOINT_MODULE}.probability_{words}"].statement
            assert f"≤ Dyadic.value R {ratio} * softmax" in probability


def test_every_tensor_of_the_network_is_applied(proved: ProvedNetwork, name: str) -> None:
    """In the order of the architecture, each by the theorem about its own layer."""
    (module,) = (m for m in proved.entry.modules if m.name == CHECKPOINT_MODULE)
    names = [layer.tensor for layer in proved.certificate.layers]
    places = []
    for use in proved.network.architecture.matrices:
        stem = f"Proofs.L{names.index(use.tensor):03}_"
        rows = use.part.rows
        first = "" if rows is None else f"rowsFrom {rows[0]} ("
        part = f"  {first}{'transposeOf (' * use.part.transposed}storedMatrix "
        (place, *others) = (
            found.start()
            for found in re.finditer(
                rf"{re.escape(part)}\d+ \(originalMatrix {stem}", module.definitions
            )
        )
        assert not others
        places.append(place)
        assert re.search(rf"{re.escape(part)}\d+ \(decodedMatrix {stem}", module.definitions)
        for kind in ("meets_all_inputs", "meets_region"):
            (theorem,) = (t for t in module.theorems if t.short_name == kind)
            assert f"{stem}" in theorem.proof
    assert len(set(places)) == len(places) == MATRICES[name]
    assert places == sorted(places)
    for vector in proved.plan.vectors:
        assert vector.literal in module.definitions


def test_a_matrix_outside_the_network_is_proved_beside_it(networks: Networks) -> None:
    proved = networks["bert"]
    (layer,) = (found for found in proved.certificate.layers if "pooler" in found.tensor)
    assert layer.verdict is Verdict.PROVED
    assert "pooler" not in proved.run.ledger.sources[CHECKPOINT_MODULE]
    assert layer.tensor not in proved.run.shared
    assert not [theorem for theorem in layer.theorems if theorem.kind == "weights-norms"]


def test_hypotheses_are_discharged_by_the_kernel(
    proved: ProvedNetwork, name: str, library: Library
) -> None:
    network = proved.certificate.network
    assert network is not None
    by_name = {hypothesis.name: hypothesis for hypothesis in network.hypotheses}
    norms = by_name[f"norms of {MATRICES[name]} matrices"]
    sizes = by_name[f"sizes of {len(proved.plan.vectors)} vectors"]
    for hypothesis in (norms, sizes):
        assert hypothesis.discharged is Discharge.KERNEL
        assert f"applied in {CHECKPOINT_MODULE}" in hypothesis.by
    functions = by_name["exp and sqrt"]
    assert functions.discharged is Discharge.KERNEL
    constant, module = re.findall(r"(?:\w+\.)+\w+", functions.by)
    assert library.index[f"QuantCert.{constant}"].module == module
    measured = [h.name for h in network.hypotheses if h.discharged is Discharge.MEASURED]
    assert measured == []
    assert ("GELU" in by_name) == ("gelu" in ASSUMED[name])
    assert ("rotary embedding" in by_name) == ("rotation" in ASSUMED[name])
    assert by_name["region"].scope == "region"


def test_layers_after_norms_are_bounded_without_data(proved: ProvedNetwork) -> None:
    (module,) = (m for m in proved.entry.modules if m.name == CHECKPOINT_MODULE)
    found = [theorem for theorem in module.theorems if theorem.kind == "after-norm"]
    assert len(found) == len(proved.plan.after_norms)
    for theorem, (layer, claim) in zip(found, proved.plan.after_norms, strict=True):
        assert binders(theorem.statement) == ["x"]
        assert f"(Dyadic.value R {claim.bound})" in theorem.statement
        assert theorem.short_name == f"after_norm_{layer.matrix}"


def test_a_bound_below_the_trivial_one_is_proved(networks: Networks) -> None:
    """Only the last matrix errs: its error is the network's, and far from that of zeros."""
    proved = networks["untied"]
    for scope in SCOPES:
        found = proved.scope(scope)
        assert found.verdict is Verdict.PROVED
        assert 0 < found.bound < found.trivial / 2
        *before, head = found.blocks
        assert {block.accumulated for block in before} == {Fraction(0)}
        assert head.alone == head.accumulated
        assert found.observed is not None
        assert found.observed <= found.bound
        assert found.probability_ratio is not None
        assert 1 < found.probability_ratio < 3


def test_the_head_of_a_tied_network_is_the_embedding(networks: Networks) -> None:
    tied, untied = networks["llama"].network, networks["untied"].network
    tensors = [[use.tensor for use in x.architecture.matrices] for x in (tied, untied)]
    assert "lm_head.weight" not in tensors[0]
    assert "lm_head.weight" in tensors[1]
    heads = [x.architecture.blocks[-1].net.x.matrix for x in (tied, untied)]
    assert [names[head] for names, head in zip(tensors, heads, strict=True)] == [
        "model.embed_tokens.weight",
        "lm_head.weight",
    ]


def test_what_was_observed_is_below_every_bound(proved: ProvedNetwork) -> None:
    for scope in SCOPES:
        for block in proved.scope(scope).blocks:
            assert block.observed_accumulated is not None
            assert block.observed_accumulated <= block.accumulated
            assert not block.observed_above


def test_measured_perplexities_are_those_of_the_region_file(networks: Networks) -> None:
    proved = networks["untied"]
    network, region = proved.certificate.network, read_region(proved.model.region)
    assert network is not None
    seen, logits = network.observed_logits, region.observed.logits
    assert seen is not None
    assert logits is not None
    assert seen.quantized_perplexity == Fraction(logits.quantized_perplexity) > 1
    assert seen.original_perplexity == Fraction(logits.original_perplexity)
    assert seen.probability_ratio == Fraction(logits.probability_ratio)
    assert float(seen.difference) == logits.difference
