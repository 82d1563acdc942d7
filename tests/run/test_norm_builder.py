"""Norms that the kernel proves: a claim one unit too small is refused."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.certificate import Certificate, Verdict
from quantcert.containers import open_checkpoint
from quantcert.exact.dyadic import Dyadic
from quantcert.formats import open_quantized
from quantcert.literals import (
    ChunkGrams,
    ChunkSizes,
    Entries,
    GramClaim,
    SizeClaim,
    chunk_grams,
    chunk_sizes,
)
from quantcert.pairing.original import Original
from quantcert.requirements import load_requirements
from quantcert.run import cutting, norm_builder
from quantcert.run.cutting import certified_matrix
from quantcert.run.layer_plan import plan_layer
from quantcert.run.layer_scan import layers as stack
from quantcert.run.norm_builder import NormBuilder
from quantcert.statements import norms as norm_theorems
from quantcert.statements.norms import NormClaims
from tests.support.checkpoints import weights
from tests.support.matrices import random_weights
from tests.support.small_models import SmallModel
from tests.support.weight_runs import layers, model_of, run, theorem

TENSOR = "a.weight"
Change = Callable[[SizeClaim], SizeClaim]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SmallModel:
    """Two matrices of padded rows."""
    tensors = {TENSOR: weights(5, 20, seed=1), "b.weight": weights(2, 20, seed=2)}
    return model_of(tmp_path_factory.mktemp("model"), tensors, "pair11", 8)


def refused(certificate: Certificate, kind: str) -> str:
    """The reason why the kernel refused the first matrix's theorem of this kind."""
    found = layers(certificate)[TENSOR]
    assert found.verdict is Verdict.FAILED
    assert layers(certificate)["b.weight"].verdict is Verdict.PROVED
    reason = theorem(found, kind).reason
    assert theorem(found, kind).verdict is Verdict.FAILED
    return reason


@pytest.mark.parametrize("name", ["alt43", "pair11"])
@pytest.mark.parametrize("parts", [False, True])
def test_norms_are_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, parts: bool
) -> None:
    if parts:
        monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", 2 * 24)
        monkeypatch.setattr(cutting, "PART_CHUNKS", 2)
    model = model_of(tmp_path, {TENSOR: weights(9, 20, seed=4)}, name, 8)
    layer = layers(run(model, tmp_path, norms=True))[TENSOR]
    assert layer.verdict is Verdict.PROVED, layer.reason
    count = 5 if parts else 1
    assert sum(found.kind == "chunk-norms" for found in layer.theorems) == count
    found = theorem(layer, "weights-norms")
    assert found.verdict is Verdict.PROVED
    assert "MatrixCert.Holds d ⟨9, 20, " in found.statement
    cert = claims_of(model).cert
    for norms in (cert.original, cert.quantized, cert.error):
        numbers = [norms.max_abs, norms.row_sum, norms.row_norm, norms.head_norm, norms.op_norm]
        assert f"⟨{', '.join(map(str, numbers))}⟩" in found.statement


def claims_of(model: SmallModel, gram: bool = False) -> NormClaims:
    """The norms of the first matrix, worked out without Lean."""
    quantized, base = open_quantized(model.quantized), open_checkpoint(model.original)
    layer = stack(quantized, Original(base), {})[0]
    plan = plan_layer(quantized, base, layer, load_requirements(None))
    matrix = certified_matrix(plan, norms=True)
    work = NormBuilder.start(plan, matrix, gram)
    for chunk in matrix.chunks:
        rows = (layer.tensor, chunk.first_row, chunk.first_row + chunk.rows)
        work.add(base.read_rows(*rows), quantized.read_rows(*rows))
    return work.claims


@pytest.mark.parametrize("gram", [False, True])
@pytest.mark.parametrize("name", ["alt43", "pair11"])
def test_norms_of_unusual_matrices(tmp_path: Path, name: str, gram: bool) -> None:
    """Zeros, whole numbers, few rows or columns, padding, digits of several limbs."""
    tensors = {
        "zeros.weight": np.zeros((4, 32), np.float32),
        "whole.weight": np.arange(-32, 32, dtype=np.float32).reshape(2, 32),
        "row.weight": weights(1, 64, seed=1),
        "columns.weight": weights(5, 2, seed=2),
        "odd.weight": weights(7, 37, seed=3),
        "wide.weight": weights(6, 800, seed=5),
        "spread.weight": random_weights(3, 6, 32, spread=60),
        "half.weight": weights(16, 64, seed=4).astype(np.float16),
    }
    for layer in run(model_of(tmp_path, tensors, name, 32), tmp_path, norms=True, gram=gram).layers:
        assert theorem(layer, "weights-norms").verdict is Verdict.PROVED, layer.reason


def test_norms_are_proved_only_when_asked_for(model: SmallModel, tmp_path: Path) -> None:
    kinds = {found.kind for found in layers(run(model, tmp_path))[TENSOR].theorems}
    assert not {"weights-norms", "chunk-norms"} & kinds


def smaller(field: str) -> Change:
    return lambda claim: dataclasses.replace(claim, **{field: getattr(claim, field) - 1})


def smaller_column(claim: SizeClaim) -> SizeClaim:
    columns = claim.columns.copy()
    columns[int(np.argmax(columns))] -= 1
    return dataclasses.replace(claim, columns=columns)


CHANGES = {
    "maximum": smaller("maximum"),
    "row sum": smaller("row_sum"),
    "column sum": smaller_column,
    "square": smaller("row_square"),
}


@pytest.mark.parametrize("side", ["weights", "errors"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_claim_one_unit_too_small(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side: str, change: Change
) -> None:
    def made(entries: tuple[Entries, Entries], *rest: Any) -> ChunkSizes:
        sizes = chunk_sizes(entries, *rest)
        if len(entries[0].value) != 5:
            return sizes
        return dataclasses.replace(sizes, **{side: change(getattr(sizes, side))})

    monkeypatch.setattr(norm_builder, "chunk_sizes", made)
    assert "chunk0_norms" in refused(run(model, tmp_path, norms=True), "chunk-norms")


def below(number: Dyadic) -> Dyadic:
    """A little less: more than the rounding of a claim."""
    value = number.fraction * (1 - Fraction(1, 1 << 30))
    return Dyadic(int(value * (1 << number.p + 40)), number.p + 40)


@pytest.mark.parametrize("side", ["original", "quantized", "error"])
@pytest.mark.parametrize("norm", ["max_abs", "row_sum", "row_norm", "head_norm", "op_norm"])
def test_a_norm_that_is_too_small(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side: str, norm: str
) -> None:
    honest = norm_theorems.norm_claims

    def made(rows: int, *rest: Any) -> NormClaims:
        claims = honest(rows, *rest)
        if rows != 5:
            return claims
        norms = getattr(claims.cert, side)
        norms = dataclasses.replace(norms, **{norm: below(getattr(norms, norm))})
        return dataclasses.replace(claims, cert=dataclasses.replace(claims.cert, **{side: norms}))

    monkeypatch.setattr(norm_builder, "norm_claims", made)
    refused(run(model, tmp_path, norms=True), "weights-norms")


@pytest.fixture(scope="module")
def square(tmp_path_factory: pytest.TempPathFactory) -> SmallModel:
    """A matrix whose Gram matrices bound the operator norm better than its sums."""
    tensors = {TENSOR: weights(48, 64, seed=5), "b.weight": weights(2, 20, seed=2)}
    return model_of(tmp_path_factory.mktemp("square"), tensors, "alt43", 64)


@pytest.mark.parametrize("parts", [False, True])
def test_grams_bound_the_operator_norm(
    square: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: bool
) -> None:
    if parts:
        monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", 20 * 64)
        monkeypatch.setattr(cutting, "PART_CHUNKS", 2)
    layer = layers(run(square, tmp_path, norms=True, gram=True))[TENSOR]
    assert layer.verdict is Verdict.PROVED, layer.reason
    for kind in ("chunk-weight-gram", "chunk-error-gram"):
        assert sum(found.kind == kind for found in layer.theorems) == (3 if parts else 1)
    claims = claims_of(square, gram=True)
    assert claims.grams
    assert claims.methods == ("Gram", "Gram")
    assert f"{claims.cert.error.op_norm}⟩" in theorem(layer, "weights-norms").statement
    sums = claims_of(square)
    assert not sums.grams
    assert sums.methods == ("Schur", "Schur")
    assert claims.cert.error.op_norm.fraction < sums.cert.error.op_norm.fraction
    assert claims.cert.original.op_norm.fraction < sums.cert.original.op_norm.fraction


def one_less(claim: GramClaim) -> GramClaim:
    return dataclasses.replace(claim, bounds=(claim.bounds[0] - 1, *claim.bounds[1:]))


GRAM_CHANGES: dict[str, Callable[[GramClaim], GramClaim]] = {
    "bound": one_less,
    "maximum": lambda claim: dataclasses.replace(claim, maximum=claim.maximum - 1),
    "root": lambda claim: dataclasses.replace(claim, root=claim.root - 1),
    "side": lambda claim: dataclasses.replace(claim, side=claim.side - 1),
    "centre": lambda claim: dataclasses.replace(claim, centre=claim.centre // 2),
    "missing bound": lambda claim: dataclasses.replace(claim, bounds=claim.bounds[:-1]),
    "parts": lambda claim: dataclasses.replace(claim, part_blocks=3),
}


@pytest.mark.parametrize("side", ["weights", "errors"])
@pytest.mark.parametrize("change", GRAM_CHANGES.values(), ids=GRAM_CHANGES)
def test_a_gram_matrix_claimed_too_small(
    square: SmallModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    side: str,
    change: Callable[[GramClaim], GramClaim],
) -> None:
    def made(entries: tuple[Entries, Entries], *rest: Any) -> ChunkGrams:
        grams = chunk_grams(entries, *rest)
        if len(entries[0].value) != 48:
            return grams
        return dataclasses.replace(grams, **{side: change(getattr(grams, side))})

    monkeypatch.setattr(norm_builder, "chunk_grams", made)
    kind = "chunk-weight-gram" if side == "weights" else "chunk-error-gram"
    assert "_gram" in refused(run(square, tmp_path, norms=True, gram=True), kind)


def test_an_operator_norm_below_the_grams(
    square: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = norm_theorems.norm_claims

    def made(rows: int, *rest: Any) -> NormClaims:
        claims = honest(rows, *rest)
        if rows != 48:
            return claims
        low = below(claims.cert.error.op_norm)
        error = dataclasses.replace(claims.cert.error, op_norm=low)
        return dataclasses.replace(claims, cert=dataclasses.replace(claims.cert, error=error))

    monkeypatch.setattr(norm_builder, "norm_claims", made)
    refused(run(square, tmp_path, norms=True, gram=True), "weights-norms")
