"""What is known of a part of a stored matrix; mirrors `lean/QuantCert/Cert/Model/Part.lean`."""

from __future__ import annotations

from dataclasses import replace

from quantcert.exact.dyadic import root_up
from quantcert.models.certificates import MatrixCert, MatrixNorms
from quantcert.models.net import MatrixUse


def part_cert(stored: MatrixCert, use: MatrixUse) -> MatrixCert:
    """Bounds of the matrix of a use, from those of the stored matrix that it is a part of."""
    cert = transposed_cert(stored) if use.part.transposed else stored
    return cert if use.part.rows is None else rows_cert(cert, use.rows)


def rows_cert(cert: MatrixCert, rows: int) -> MatrixCert:
    """`MatrixCert.rowsFrom`: bounds of any `rows` rows, which need not begin with a head."""
    return MatrixCert(
        rows, cert.columns, _part(cert.original), _part(cert.quantized), _part(cert.error)
    )


def transposed_cert(cert: MatrixCert) -> MatrixCert:
    """`MatrixCert.transposed`, with the smallest sums of columns that `checkTransposed` accepts.

    A column of n entries is no longer than the operator norm, so that its absolute entries add up
    to at most √n times as much.
    """
    sides = (_transposed(cert.rows, n) for n in (cert.original, cert.quantized, cert.error))
    return MatrixCert(cert.columns, cert.rows, *sides)


def _part(norms: MatrixNorms) -> MatrixNorms:
    return replace(norms, head_norm=norms.op_norm)


def _transposed(rows: int, norms: MatrixNorms) -> MatrixNorms:
    op_norm = norms.op_norm
    row_sum = root_up(rows * op_norm.fraction**2)
    return MatrixNorms(norms.max_abs, row_sum, op_norm, op_norm, op_norm)
