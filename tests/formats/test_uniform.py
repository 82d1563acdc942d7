from dataclasses import replace

import numpy as np
import pytest

from quantcert.errors import ExportError
from quantcert.formats.codecs import UniformCodec, ValueCodec
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import ALT43
from quantcert.formats.scheme import Scheme
from quantcert.formats.uniform import UniformMatrix, UniformPlan, cut, plan_uniform


def matrix_of(
    columns: int, group_size: int, codec: object = UniformCodec(4), factor: float = 1.0
) -> QuantizedMatrix:
    """Three rows of random codes, scales (multiples of `factor`) and zero-points."""
    rng = np.random.default_rng(columns)
    tables = len(codec.levels)  # type: ignore[attr-defined]
    groups = -(-columns // group_size)
    scales = rng.integers(1, 2000, (3, groups, tables)) * factor
    return QuantizedMatrix(
        "w",
        Scheme("test", codec, group_size),  # type: ignore[arg-type]
        rng.integers(0, 8, (3, columns)).astype(np.uint8),
        scales.astype(np.float32),
        rng.integers(0, 8, (3, groups, tables)).astype(np.uint8),
        np.zeros((3, 0), dtype=np.uint8),
        {},
    )


def weights(matrix: QuantizedMatrix) -> list[list[int]]:
    """In Python's integers, by the definition."""
    tables = matrix.codec.tables
    return [
        [
            int(matrix.scales[row, c // matrix.group_size, tables[c % len(tables)]])
            * (
                int(code)
                - int(matrix.zero_points[row, c // matrix.group_size, tables[c % len(tables)]])
            )
            for c, code in enumerate(codes)
        ]
        for row, codes in enumerate(matrix.codes)
    ]


def uniform_weights(found: UniformMatrix, plan: UniformPlan) -> list[list[int]]:
    order = plan.order
    return [
        [
            int(found.scales[row, order[c]]) * (int(code) - int(found.zero_points[row, order[c]]))
            for c, code in enumerate(codes)
        ]
        for row, codes in enumerate(found.codes)
    ]


@pytest.mark.parametrize("symmetric", [False, True])
@pytest.mark.parametrize("codec", [UniformCodec(4), ALT43])
@pytest.mark.parametrize(("columns", "group_size"), [(64, 32), (48, 32), (32, 128), (144, 128)])
def test_cut_groups_stand_for_the_same_weights(
    columns: int, group_size: int, codec: object, symmetric: bool
) -> None:
    matrix = matrix_of(columns, group_size, codec)
    plan = replace(plan_uniform(matrix), symmetric=symmetric)
    assert columns % plan.group_size == 0
    assert len(np.unique(plan.order)) == plan.groups
    for own in (plan, plan.cut_to(plan.group_size // 2)):
        assert uniform_weights(cut(matrix, own), own) == weights(matrix)


def test_zero_points_are_the_middle_of_symmetric_codes() -> None:
    matrix = matrix_of(32, 32)
    plan = plan_uniform(matrix)
    assert plan.fits_symmetric(4)
    assert not plan.fits_symmetric(3)
    found = cut(matrix, replace(plan, symmetric=True))
    assert set(found.zero_points.flat) == {8}


@pytest.mark.parametrize(("factor", "dtype"), [(1.0, "F16"), (2.0**30, "BF16"), (1.0001, "F32")])
def test_the_narrowest_dtype_holds_all_scales(factor: float, dtype: str) -> None:
    matrix = matrix_of(32, 32, factor=factor)
    if dtype == "BF16":
        matrix = replace(matrix, scales=np.full_like(matrix.scales, factor))
    assert plan_uniform(matrix).scales == dtype
    assert plan_uniform(matrix, "BF16").scales == "BF16"


def test_what_has_no_such_codes_is_refused() -> None:
    with pytest.raises(ExportError, match="other codes than integers"):
        plan_uniform(replace(matrix_of(32, 32), scheme=Scheme("test", ValueCodec(), 1)))
    with pytest.raises(ExportError, match="groups of 32 of 36 columns have only 4 in common"):
        plan_uniform(matrix_of(36, 32))
    large = replace(matrix_of(32, 32), scales=np.full((3, 1, 1), 1e30, np.float32))
    with pytest.raises(ExportError, match="too large or too small for F16"):
        cut(large, plan_uniform(large, "F16"))
