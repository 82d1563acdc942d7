"""A matrix cut into chunks and parts."""

from dataclasses import replace

import pytest

from quantcert.roles import Use
from quantcert.run import cutting
from quantcert.run.cutting import certified_matrix, fits_literals
from quantcert.statements.layer import ShareClaim
from quantcert.statements.matrix import CertifiedMatrix
from tests.support.runs import plan_of
from tests.support.small_models import SmallModel


@pytest.mark.parametrize("weights", [1, 50, 100, 1 << 18])
@pytest.mark.parametrize("parts", [1, 2, 8])
def test_chunks_cover_the_rows_with_their_claims(
    model: SmallModel, monkeypatch: pytest.MonkeyPatch, weights: int, parts: int
) -> None:
    monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", weights)
    monkeypatch.setattr(cutting, "PART_CHUNKS", parts)
    plan = plan_of(model)
    chunks = certified_matrix(plan).chunks
    covered = [row for c in chunks for row in range(c.first_row, c.first_row + c.rows)]
    assert covered == [*range(6)]
    assert [chunk.index for chunk in chunks] == [*range(len(chunks))]
    assert plan.scan is not None
    for chunk in chunks:
        own = slice(chunk.first_row, chunk.first_row + chunk.rows)
        assert chunk.max_error == max(plan.scan.errors.max_abs[own])
        assert chunk.row_bound_max == max(plan.scan.errors.sum_abs[own])
        assert chunk.data_module.endswith(f".Part{chunk.index // parts:03d}")
    if len(chunks) <= parts:
        assert {chunk.module for chunk in chunks} == {plan.layer.module}
    else:
        names = {f"{plan.layer.module}.Part{chunk.index // parts:03d}" for chunk in chunks}
        assert {chunk.module for chunk in chunks} == names


@pytest.mark.parametrize(
    ("columns", "summed", "fits"),
    [
        (1 << 18, True, True),
        ((1 << 18) + 1, True, False),
        ((1 << 18) + 1, False, True),
        (1 << 23, False, False),
    ],
)
def test_rows_that_are_too_long_for_a_literal(
    model: SmallModel, monkeypatch: pytest.MonkeyPatch, columns: int, summed: bool, fits: bool
) -> None:
    """A vector of a row, or the sums of all columns, has at most 2^24 bits."""
    monkeypatch.setattr(CertifiedMatrix, "has_columns", summed)
    monkeypatch.setattr(cutting, "row_segments", lambda layer: [(0, layer.columns)])
    plan = plan_of(model)
    assert fits_literals(replace(plan, layer=replace(plan.layer, columns=columns))) == fits


def test_without_an_original_there_is_nothing_to_cut(model: SmallModel) -> None:
    with pytest.raises(ValueError, match=r"wide\.weight was planned without an original"):
        certified_matrix(plan_of(model, structure=True))


@pytest.mark.parametrize(("error", "planes"), [(0, 1), (10, 2), (30, 3), (60, 4), (100, 4)])
def test_the_worse_the_worst_row_the_more_columns_are_weighed(
    model: SmallModel, error: int, planes: int
) -> None:
    """Of four columns of a block, for a worst row that may err 60 units."""
    matrix = certified_matrix(plan_of(model))
    layout = replace(matrix.layout, shape=replace(matrix.layout.shape, block_words=2))
    share = ShareClaim(3, 4, 0, lines=6, failing=0, worst=0, error=error, size=80)
    use = replace(matrix.claim.by_use[Use.ROWS], share=share)
    claim = replace(matrix.claim, uses=(use,))
    assert replace(matrix, layout=layout, claim=claim).share_planes == planes
