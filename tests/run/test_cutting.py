"""A matrix cut into chunks and parts."""

import pytest

from quantcert.run import cutting
from quantcert.run.cutting import certified_matrix
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


def test_without_an_original_there_is_nothing_to_cut(model: SmallModel) -> None:
    with pytest.raises(ValueError, match=r"wide\.weight was planned without an original"):
        certified_matrix(plan_of(model, structure=True))
