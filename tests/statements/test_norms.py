"""Norms of a matrix from the claims of its chunks: true, and no larger than the arithmetic asks."""

from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
from hypothesis import given, settings

from quantcert.exact import row_errors, span
from quantcert.formats.pair35.codes import PAIR_CODECS
from quantcert.literals import ChunkLayout, chunk_entries, chunk_sizes, geometry, size_units
from quantcert.models.certificates import MatrixNorms
from quantcert.quantizer import quantize_matrix
from quantcert.statements.norms import NormClaims, norm_claims
from tests.support.matrices import decoded, random_weights, target_of

Rows = list[list[Fraction]]


def claims_of(
    weights: np.ndarray, name: str, group_size: int, step: int
) -> tuple[NormClaims, Rows]:
    """The claims of a matrix in chunks of `step` rows, and what its codes stand for."""
    rows, columns = weights.shape
    matrix = quantize_matrix(weights, target_of(PAIR_CODECS[name]), group_size)
    errors = row_errors(weights, matrix)
    units = (
        size_units(1 << span(weights).bits(errors.p), step, 10),
        size_units(max(errors.max_abs), step, 8),
    )
    layout = ChunkLayout(geometry(columns, matrix.scheme), errors.p, 64, 64)
    chunks = [
        chunk_sizes(
            chunk_entries(
                weights[start : start + step],
                matrix.rows(start, min(start + step, rows)),
                layout.shape,
            ),
            layout,
            units,
        )
        for start in range(0, rows, step)
    ]
    return norm_claims(rows, columns, errors.p, chunks), decoded(matrix)


def exact_sizes(rows: Rows) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Largest entry, row sum, row's sum of squares and column sum."""
    sizes = [[abs(entry) for entry in row] for row in rows]
    return (
        max(map(max, sizes)),
        max(sum(row, Fraction(0)) for row in sizes),
        max(sum((x * x for x in row), Fraction(0)) for row in sizes),
        max(sum(column, Fraction(0)) for column in zip(*sizes, strict=True)),
    )


def check(norms: MatrixNorms, rows: Rows, slack: float) -> None:
    largest, row_sum, square, column_sum = exact_sizes(rows)
    pairs = [
        (norms.max_abs.fraction, largest),
        (norms.row_sum.fraction, row_sum),
        (norms.row_norm.fraction**2, square),
        (norms.op_norm.fraction**2, row_sum * column_sum),
    ]
    for claimed, true in pairs:
        assert true <= claimed
        assert float(claimed) <= float(true) * (1 + slack)
    matrix = np.array([[float(entry) for entry in row] for row in rows])
    assert np.linalg.norm(matrix, 2) <= float(norms.op_norm.fraction) * (1 + 1e-9)


@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 6),
    blocks=st.integers(1, 3),
    name=st.sampled_from(sorted(PAIR_CODECS)),
    step=st.integers(1, 6),
)
@settings(max_examples=40, deadline=None)
def test_bounds_are_true_and_tight(seed: int, rows: int, blocks: int, name: str, step: int) -> None:
    """Without padding columns only rounding is lost, most of it in squares of few bits."""
    weights = random_weights(seed, rows, 16 * blocks)
    claims, codes = claims_of(weights, name, 16, step)
    original = [[Fraction(float(w)) for w in row] for row in weights]
    error = [
        [w - q for w, q in zip(*pair, strict=True)] for pair in zip(original, codes, strict=True)
    ]
    check(claims.cert.original, original, 0.02)
    check(claims.cert.error, error, 0.05)
    quantized = claims.cert.quantized
    for name_ in ("max_abs", "row_sum", "row_norm", "head_norm", "op_norm"):
        parts = [
            getattr(side, name_).fraction for side in (claims.cert.original, claims.cert.error)
        ]
        assert sum(parts) <= getattr(quantized, name_).fraction <= sum(parts) * (1 + 2**-38)
    assert exact_sizes(codes)[1] <= quantized.row_sum.fraction


def test_chunks_do_not_change_the_sums() -> None:
    weights = random_weights(3, 12, 32)
    whole, _ = claims_of(weights, "alt43", 32, 12)
    parts, _ = claims_of(weights, "alt43", 32, 5)
    assert whole.cert == parts.cert
    assert (whole.weights.maximum, whole.errors.maximum) == (
        parts.weights.maximum,
        parts.errors.maximum,
    )
    assert [len(claims.chunks) for claims in (whole, parts)] == [1, 3]
