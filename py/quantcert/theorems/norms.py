"""Norms of a matrix that follow from the claims of its chunks, as its module states them.

The arithmetic is that of `lean/QuantCert/Cert/Weights/NormMatrix.lean`; every number is rounded up
to few bits, so that statements stay short.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from quantcert.chunks import ChunkSizes, SizeClaim
from quantcert.exact.norms import Method
from quantcert.network.certificates import MatrixCert, MatrixNorms
from quantcert.network.dyadics import plus, root_up, rounded_up
from quantcert.theorems.dyadic import Dyadic
from quantcert.theorems.render import Theorem, render_text, render_theorem
from quantcert.theorems.weights import Addition, CertifiedMatrix, Chunk

NORM_IMPORTS = ("QuantCert.Cert.Weights.NormCert",)
CLAIM_IMPORT = "QuantCert.Cert.Weights.NormChunk"


@dataclass(frozen=True)
class ColumnBound:
    """No column sum of |x| is above `maximum`, in units of 2^(shift - p); see `SizeUnits`."""

    shift: int
    bits: int
    maximum: int

    def __str__(self) -> str:
        """The Lean term."""
        return f"⟨{self.shift}, {self.bits}, {self.maximum}⟩"


@dataclass(frozen=True)
class NormClaims:
    """What is claimed of a matrix: `cert`, from `chunks` and the sums of their columns."""

    cert: MatrixCert
    weights: ColumnBound
    errors: ColumnBound
    chunks: tuple[ChunkSizes, ...]

    @property
    def methods(self) -> tuple[Method, Method]:
        """How the operator norms of the original and of the error are bounded."""
        return "Schur", "Schur"


def norm_claims(rows: int, columns: int, p: int, chunks: Sequence[ChunkSizes]) -> NormClaims:
    """The bounds of a matrix [rows, columns] that the claims of its chunks imply.

    The operator norm is bounded by the row and column sums (Schur's test), a head's by that of the
    whole, and each bound of the quantized matrix is the sum of the original's and the error's.
    """
    original, weights = _side(p, [chunk.weights for chunk in chunks])
    error, errors = _side(p, [chunk.errors for chunk in chunks])
    cert = MatrixCert(rows, columns, original, _sum(original, error), error)
    return NormClaims(cert, weights, errors, tuple(chunks))


def _side(p: int, claims: Sequence[SizeClaim]) -> tuple[MatrixNorms, ColumnBound]:
    units = claims[0].units
    columns = ColumnBound(
        units.shift, units.column_bits, int(np.sum([c.columns for c in claims], axis=0).max())
    )
    unit = Fraction(1 << units.shift, 1 << p)
    row_sum = rounded_up(max(claim.row_sum for claim in claims) * unit)
    squares = [Fraction(c.row_square << 2 * c.square_shift, 1 << 2 * p) for c in claims]
    op_norm = root_up(row_sum.fraction * columns.maximum * unit)
    norms = MatrixNorms(
        max_abs=rounded_up(max(claim.maximum for claim in claims) * unit),
        row_sum=row_sum,
        row_norm=root_up(max(squares)),
        head_norm=op_norm,
        op_norm=op_norm,
    )
    return norms, columns


def _sum(a: MatrixNorms, b: MatrixNorms) -> MatrixNorms:
    def total(pick: Callable[[MatrixNorms], Dyadic]) -> Dyadic:
        return rounded_up(plus(pick(a), pick(b)).fraction)

    return MatrixNorms(
        max_abs=total(lambda norms: norms.max_abs),
        row_sum=total(lambda norms: norms.row_sum),
        row_norm=total(lambda norms: norms.row_norm),
        head_norm=total(lambda norms: norms.head_norm),
        op_norm=total(lambda norms: norms.op_norm),
    )


def part_addition(chunks: Sequence[Chunk], claims: Sequence[ChunkSizes]) -> Addition:
    """The claims of a part's chunks, and their checks."""
    definitions = render_text(
        "claims.lean.j2", {"claims": list(zip(chunks, claims, strict=True)), "all_chunks": ()}
    )
    return Addition((CLAIM_IMPORT,), definitions, _checks(chunks))


def layer_addition(matrix: CertifiedMatrix, norms: NormClaims) -> Addition:
    """The theorem about the norms of a matrix, and the claims of the chunks of its own module."""
    pairs = zip(matrix.chunks, norms.chunks, strict=True)
    own = [pair for pair in pairs if pair[0].module == matrix.layer.module]
    facts = {**matrix.facts, "norms": norms}
    return Addition(
        NORM_IMPORTS,
        render_text("claims.lean.j2", {"claims": own, "all_chunks": matrix.chunks}),
        (
            *_checks([chunk for chunk, _ in own]),
            render_theorem("weights-norms", matrix.layer.module, facts),
        ),
    )


def _checks(chunks: Sequence[Chunk]) -> tuple[Theorem, ...]:
    """The kernel's check of each chunk's claims."""
    return tuple(
        render_theorem("chunk-norms", chunk.module, {"chunk": chunk}, f"{chunk.short_name}_norms")
        for chunk in chunks
    )
