"""What is known of a network's weights; mirrors `lean/QuantCert/Spec/Model/Cert.lean`."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.exact.dyadic import Dyadic, rounded_up
from quantcert.exact.norms import MeasuredNorms, NormBounds
from quantcert.exact.vectors import PackedVector
from quantcert.models.region import Size


@dataclass(frozen=True)
class MatrixNorms:
    """Bounds of a matrix: its entries, absolute row sums, row norms, heads and operator norm."""

    max_abs: Dyadic
    row_sum: Dyadic
    row_norm: Dyadic
    head_norm: Dyadic
    op_norm: Dyadic


@dataclass(frozen=True)
class MatrixCert:
    """Bounds of the original matrix [rows, columns], of the quantized one and of the difference."""

    rows: int
    columns: int
    original: MatrixNorms
    quantized: MatrixNorms
    error: MatrixNorms


@dataclass(frozen=True)
class VectorCert:
    """Bounds of a vector of `dim` entries."""

    dim: int
    size: Size


@dataclass(frozen=True)
class ModelCert:
    """The numbers of a model: matrices and vectors in the order of its architecture."""

    head_dim: int
    vocabulary: int
    max_length: int
    matrices: tuple[MatrixCert, ...]
    vectors: tuple[VectorCert, ...]


def matrix_cert(measured: MeasuredNorms) -> MatrixCert:
    """Measured norms, rounded up to dyadic numbers."""
    return MatrixCert(
        rows=measured.rows,
        columns=measured.columns,
        original=_norms(measured.original),
        quantized=_norms(measured.quantized),
        error=_norms(measured.error),
    )


def vector_cert(vector: PackedVector) -> VectorCert:
    """Bounds of a vector; heads are bounded by the whole, as in `checkVector`."""
    norm = rounded_up(vector.norm)
    return VectorCert(vector.dim, Size(rounded_up(vector.max_abs), norm, norm))


def _norms(bounds: NormBounds) -> MatrixNorms:
    return MatrixNorms(
        max_abs=rounded_up(bounds.max_abs),
        row_sum=rounded_up(bounds.row_sum),
        row_norm=rounded_up(bounds.row_norm),
        head_norm=rounded_up(bounds.head_norm),
        op_norm=rounded_up(bounds.op_norm),
    )
