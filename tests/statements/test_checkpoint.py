"""Theorems about a checkpoint: what their statements assume, name and rest on."""

from dataclasses import replace

import pytest

from quantcert.exact.vectors import pack_vector
from quantcert.models.after_norm import after_norm_claim, layers_after_norm
from quantcert.models.assumption import ALL_INPUTS
from quantcert.models.net import MatrixUse
from quantcert.pairing.parts import TensorPart
from quantcert.statements.checkpoint import (
    CHECKPOINT_IMPORTS,
    ProvedMatrix,
    after_norm_name,
    checkpoint_module,
    uses_gelu,
)
from quantcert.statements.model import ModelTheorems, model_theorems
from quantcert.statements.naming import label
from quantcert.statements.render import GeneratedModule, Theorem
from quantcert.statements.vectors import StoredVector, stored_vector
from tests.support.perturbed_models import SampleModel, region_assumption, sample_model

FAMILIES = ("bert", "llama", "mixture", "operations")
DIGESTS = {"config.json": "ab" * 32}


def matrices(model: SampleModel) -> list[ProvedMatrix]:
    """As if each matrix were of a module of its own."""
    pairs = zip(model.architecture.matrices, model.cert.matrices, strict=True)
    return [
        ProvedMatrix(f"Proofs.L{n:03}", 20 + n, f"Proofs.L{n:03}.weights_norms", use, cert)
        for n, (use, cert) in enumerate(pairs)
    ]


def vectors(model: SampleModel) -> list[StoredVector]:
    return [
        stored_vector(index, use, pack_vector(model.original.vector(use.tensor).astype("f4")))
        for index, use in enumerate(model.architecture.vectors)
    ]


def module_of(
    family: str, scopes: tuple[str, ...] = ("all inputs", "region"), noise: float = 1e-12
) -> tuple[GeneratedModule, list[ModelTheorems]]:
    model = sample_model(family, noise)
    architecture = model.architecture
    assumptions = {"all inputs": ALL_INPUTS, "region": region_assumption(model)}
    models = [
        model_theorems(architecture, model.cert, DIGESTS, assumptions[scope], model.input_size)
        for scope in scopes
    ]
    after = [
        (layer, after_norm_claim(layer, model.cert)) for layer in layers_after_norm(architecture)
    ]
    stated = matrices(model)
    made = checkpoint_module(
        architecture, stated, vectors(model), models, after, ["QuantCert.Core", "Proofs.X"], DIGESTS
    )
    return made, models


def named(module: GeneratedModule, name: str) -> Theorem:
    (found,) = (theorem for theorem in module.theorems if theorem.short_name == name)
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_each_scope_has_its_theorems(family: str) -> None:
    module, models = module_of(family)
    kinds = ["meets", "error", *(["probability"] if family in ("llama", "operations") else [])]
    expected = [f"{kind}_{scope}" for scope in ("all_inputs", "region") for kind in kinds]
    names = [t.short_name for t in module.theorems if t.kind != "after-norm"]
    assert names == expected
    for model in models:
        scope = model.assumption.word
        error = named(module, f"error_{scope}")
        assert f"(Dyadic.value R {model.bound})" in error.statement
        assert error.proof.startswith(f"{model.module.name}.model_error ")
        assert f"(meets_{scope} " in error.proof


@pytest.mark.parametrize("family", FAMILIES)
def test_a_region_is_assumed_in_its_own_scope_alone(family: str) -> None:
    module, _ = module_of(family)
    for theorem in module.theorems:
        assumed = theorem.short_name.endswith("_region") and "meets" not in theorem.short_name
        assert ("AssumedAll" in theorem.statement) == assumed
        assert ("stay in the region" in theorem.doc) == assumed
    alone, _ = module_of(family, ("all inputs",))
    assert "AssumedAll" not in alone.source
    assert not [theorem for theorem in alone.theorems if "region" in theorem.name]


@pytest.mark.parametrize("family", FAMILIES)
def test_no_theorem_but_meets_speaks_of_bounds_of_weights(family: str) -> None:
    module, _ = module_of(family)
    for theorem in module.theorems:
        assert ("Meets" in theorem.statement) == (theorem.kind == "checkpoint-meets")
        for word in ("known", "What", "Assumed θ", "θ"):
            assert word not in theorem.statement


@pytest.mark.parametrize(
    ("family", "gelu", "rotary", "reads_vectors"),
    [
        ("bert", True, "", False),
        ("llama", False, "t i", False),
        ("mixture", True, "", True),
        ("operations", True, "a t i", False),
    ],
)
def test_functions_and_inputs_are_assumed_where_they_occur(
    family: str, gelu: bool, rotary: str, reads_vectors: bool
) -> None:
    module, _ = module_of(family)
    statement = named(module, "error_all_inputs").statement
    assert ("(gelu : R → R) (gelu_laws : GeluLaws gelu)" in statement) == gelu
    law = f"(rotation : ∀ {rotary}, cos {rotary} ^ 2 + sin {rotary} ^ 2 = 1)"
    assert ("rotation" in statement) == (law in statement) == bool(rotary)
    assert ("(X : Activations R)" in statement) == reads_vectors
    assert ("start.original.Holds 1 6 (X t)" in statement) == reads_vectors
    definitions = module.definitions
    assert f"gelu := {'gelu' if gelu else 'fun x => x'}" in definitions
    cosines = {"": "fun _ _ _ => 1", "t i": "fun _ => cos", "a t i": "cos"}
    assert f"cos := {cosines[rotary]}\n" in definitions
    architecture = sample_model(family, 0.0).architecture
    assert f"text.token t < {architecture.vocabulary}" in statement
    assert f"text.length ≤ {architecture.max_length}" in statement
    assert uses_gelu(architecture) == gelu


@pytest.mark.parametrize("family", FAMILIES)
def test_matrices_and_vectors_stand_in_the_order_of_the_network(family: str) -> None:
    module, _ = module_of(family)
    model = sample_model(family, 1e-12)
    proved, stored = matrices(model), vectors(model)
    for kind in ("originalMatrix", "decodedMatrix"):
        terms = [m.term(kind) for m in proved]
        assert ",\n  ".join(terms) in module.definitions
    packed = [f"packedVector {v.p} {v.width} {v.literal}" for v in stored]
    uses = model.architecture.vectors
    terms = [
        f"onePlus ({term})" if use.plus_one else term
        for term, use in zip(packed, uses, strict=True)
    ]
    assert ",\n  ".join(terms) in module.definitions
    for scope in ("all_inputs", "region"):
        proof = named(module, f"meets_{scope}").proof
        assert f"⟨{', '.join(m.holds() for m in proved)}, trivial⟩" in proof
        assert f"⟨{', '.join(v.theorem for v in stored)}, trivial⟩" in proof


@pytest.mark.parametrize("family", FAMILIES)
def test_a_layer_after_a_norm_has_a_theorem_of_its_own(family: str) -> None:
    module, _ = module_of(family)
    model = sample_model(family, 1e-12)
    layers, proved = layers_after_norm(model.architecture), matrices(model)
    found = [theorem for theorem in module.theorems if theorem.kind == "after-norm"]
    assert [theorem.name for theorem in found] == [after_norm_name(layer) for layer in layers]
    norm = "rmsNorm" if family in ("llama", "operations") else "layerNorm"
    for theorem, layer in zip(found, layers, strict=True):
        use = model.architecture.matrices[layer.matrix]
        claim = after_norm_claim(layer, model.cert)
        assert f"`{label(str(use))}`" in theorem.doc
        assert f"Within {use.rows} (Dyadic.value R {claim.bound})" in theorem.statement
        for side in ("originals", "quantized"):
            assert f"(matVec {use.columns} ({side} {layer.matrix}) ({norm} {use.columns} " in (
                theorem.statement
            )
        assert proved[layer.matrix].holds("(d := 1)") in theorem.proof


def test_parts_of_a_stored_matrix() -> None:
    """By the theorems about parts, applied to that of the stored matrix."""
    cert = sample_model("operations", 0.0).cert.matrices[0]
    stored = ProvedMatrix("P.L", 7, "P.L.norms", MatrixUse(TensorPart("m"), 20, 8), cert)
    assert stored.term("originalMatrix") == "storedMatrix 7 (originalMatrix P.L.chunks)"
    assert (stored.holds(), stored.holds("(d := 1)")) == ("P.L.norms", "(P.L.norms (d := 1))")
    rows = replace(stored, use=MatrixUse(TensorPart("m", (0, 3)), 3, 8))
    assert rows.term("decodedMatrix") == "rowsFrom 0 (storedMatrix 7 (decodedMatrix P.L.chunks))"
    decided = "(by decide +kernel)"
    assert rows.holds() == f"(MatrixCert.Holds.rowsFrom (a := 0) (n := 3) P.L.norms {decided})"
    both = replace(stored, use=MatrixUse(TensorPart("m", (2, 5), transposed=True), 3, 20))
    term = "rowsFrom 2 (transposeOf (storedMatrix 7 (originalMatrix P.L.chunks)))"
    assert both.term("originalMatrix") == term
    sums = [cert.original.row_sum, cert.quantized.row_sum, cert.error.row_sum]
    names = ("original", "quantized", "error")
    given = " ".join(f"({name} := {sum_})" for name, sum_ in zip(names, sums, strict=True))
    inner = f"(MatrixCert.Holds.transposed {given} (P.L.norms (d := 1)) {decided})"
    outer = f"(MatrixCert.Holds.rowsFrom (a := 2) (n := 3) {inner} {decided})"
    assert both.holds("(d := 1)") == outer


def test_probabilities_are_left_out_where_the_bound_is_too_large() -> None:
    module, (model,) = module_of("llama", ("all inputs",), noise=10.0)
    assert model.probability_ratio is None
    assert [t.short_name for t in module.theorems if t.kind.startswith("checkpoint")] == [
        "meets_all_inputs",
        "error_all_inputs",
    ]


def test_imports_and_banner() -> None:
    module, _ = module_of("mixture")
    assert module.name == "Proofs.Checkpoint"
    assert module.imports == (*CHECKPOINT_IMPORTS, "QuantCert.Core", "Proofs.X")
    assert "ab" * 32 in module.source
