"""Bounds of parts of a stored matrix."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from quantcert.exact.dyadic import Dyadic
from quantcert.models.certificates import MatrixCert, MatrixNorms
from quantcert.models.net import MatrixUse, VectorUse
from quantcert.models.parts import part_cert
from quantcert.pairing.parts import TensorPart
from tests.support.perturbed_models import matrix

SIDES = ("original", "quantized", "error")
NORMS = MatrixNorms(Dyadic(1, 3), Dyadic(5, 2), Dyadic(3, 2), Dyadic(7, 2), Dyadic(3, 0))
STORED = MatrixCert(6, 4, NORMS, NORMS, NORMS)


def test_the_whole_of_a_tensor_has_the_bounds_of_the_tensor() -> None:
    assert part_cert(STORED, MatrixUse(TensorPart("m"), 6, 4)) == STORED


def test_rows_need_not_begin_with_a_head() -> None:
    part = replace(NORMS, head_norm=NORMS.op_norm)
    expected = MatrixCert(2, 4, part, part, part)
    assert part_cert(STORED, MatrixUse(TensorPart("m", (3, 5)), 2, 4)) == expected
    assert part_cert(STORED, MatrixUse(TensorPart("m", (0, 2)), 2, 4)) == expected


def test_columns_are_bounded_by_the_operator_norm() -> None:
    """Six entries of a column of norm 3 add up to at most 3√6 = 7.348..., rounded up."""
    found = part_cert(STORED, MatrixUse(TensorPart("m", transposed=True), 4, 6))
    assert (found.rows, found.columns) == (4, 6)
    norms = found.original
    assert 0 <= norms.row_sum.fraction**2 - 54 < Fraction(1, 1 << 20)
    assert norms == MatrixNorms(NORMS.max_abs, norms.row_sum, *[NORMS.op_norm] * 3)
    assert found.quantized == found.error == norms
    assert part_cert(STORED, MatrixUse(TensorPart("m", (1, 3), transposed=True), 2, 6)) == replace(
        found, rows=2
    )


@pytest.mark.parametrize("seed", range(5))
def test_bounds_are_above_those_of_the_part_itself(seed: int) -> None:
    rng = np.random.default_rng(seed)
    original, quantized = rng.standard_normal((2, 6, 4))
    stored = matrix(original, quantized, 2)
    for use, of in (
        (MatrixUse(TensorPart("m", (2, 5)), 3, 4), lambda w: w[2:5]),
        (MatrixUse(TensorPart("m", transposed=True), 4, 6), lambda w: w.T),
        (MatrixUse(TensorPart("m", (1, 3), transposed=True), 2, 6), lambda w: w.T[1:3]),
    ):
        found = part_cert(stored, use)
        own = matrix(of(original), of(quantized), 2)
        assert (found.rows, found.columns) == (own.rows, own.columns) == (use.rows, use.columns)
        for side in SIDES:
            pairs = zip(vars(getattr(found, side)), vars(getattr(own, side)), strict=True)
            for name, _ in pairs:
                bound, least = (getattr(getattr(c, side), name).fraction for c in (found, own))
                assert bound >= least * (1 - Fraction(1, 1 << 16)), (side, name)


def test_parts_have_names() -> None:
    assert str(MatrixUse(TensorPart("m"), 3, 4)) == str(VectorUse(TensorPart("m"), 3)) == "m"
    assert str(MatrixUse(TensorPart("m", (2, 5)), 3, 4)) == "m, rows 2 to 4"
    assert (
        str(MatrixUse(TensorPart("m", (0, 3), transposed=True), 3, 4))
        == "m, transposed, rows 0 to 2"
    )
    assert str(MatrixUse(TensorPart("m", transposed=True), 3, 4)) == "m, transposed"
    assert str(VectorUse(TensorPart("v", (4, 7)), 3)) == "v, entries 4 to 6"
