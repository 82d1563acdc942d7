"""Norms that the kernel proves: a claim one unit too small is refused."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.certificate import Certificate, Verdict
from quantcert.checkpoints import open_checkpoint, open_quantized
from quantcert.chunks import ChunkSizes, SizeClaim, chunk_sizes
from quantcert.pipeline import cutting
from quantcert.pipeline import norms as norm_work
from quantcert.pipeline.extract import layers as stack
from quantcert.pipeline.norms import provable_norms
from quantcert.pipeline.plan import plan_layer
from quantcert.requirements import load_requirements
from quantcert.theorems import norms as norm_theorems
from quantcert.theorems.dyadic import Dyadic
from quantcert.theorems.norms import NormClaims
from tests.checkpoint_files import weights
from tests.pipeline.weight_runs import layers, model_of, run, theorem
from tests.small_models import SmallModel

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


def claims_of(model: SmallModel) -> NormClaims:
    """The norms of the first matrix, worked out without Lean."""
    quantized, base = open_quantized(model.quantized), open_checkpoint(model.original)
    layer = stack(quantized, base)[0]
    return provable_norms(
        quantized, base, plan_layer(quantized, base, layer, load_requirements(None))
    )


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
    def made(tensor: np.ndarray, matrix: Any, *rest: Any) -> ChunkSizes:
        sizes = chunk_sizes(tensor, matrix, *rest)
        if matrix.name != TENSOR:
            return sizes
        return dataclasses.replace(sizes, **{side: change(getattr(sizes, side))})

    monkeypatch.setattr(norm_work, "chunk_sizes", made)
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

    monkeypatch.setattr(norm_work, "norm_claims", made)
    refused(run(model, tmp_path, norms=True), "weights-norms")
