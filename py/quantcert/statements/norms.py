"""Norms of a matrix that follow from the claims of its chunks, as its module states them.

The arithmetic is that of `lean/QuantCert/Cert/Weights/NormMatrix.lean`; every number is rounded up
to few bits, so that statements stay short.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from quantcert.exact.dyadic import Dyadic, plus, root_up, rounded_up
from quantcert.exact.norms import Method
from quantcert.literals import ChunkGrams, ChunkSizes, GramClaim, SizeClaim
from quantcert.models.certificates import MatrixCert, MatrixNorms
from quantcert.statements.matrix import CertifiedMatrix, Chunk, ModuleExtras
from quantcert.statements.render import Theorem, render_text, render_theorem

NORM_IMPORTS = ("QuantCert.Cert.Weights.NormGramCert",)


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
    """What is claimed of a matrix: `cert`, from `chunks` and the sums of their columns.

    Operator norms are from row and column sums, or from `grams` if there are any.
    """

    cert: MatrixCert
    weights: ColumnBound
    errors: ColumnBound
    chunks: tuple[ChunkSizes, ...]
    grams: tuple[ChunkGrams, ...]

    @property
    def methods(self) -> tuple[Method, Method]:
        """How the operator norms of the original and of the error are bounded."""
        return ("Gram", "Gram") if self.grams else ("Schur", "Schur")


def norm_claims(
    rows: int,
    columns: int,
    p: int,
    chunks: Sequence[ChunkSizes],
    grams: Sequence[ChunkGrams] = (),
) -> NormClaims:
    """The bounds of a matrix [rows, columns] that the claims of its chunks imply.

    The operator norm is bounded by the row and column sums (Schur's test) or, where that is
    smaller for the error, by the Gram matrices; a head's by that of the whole. Each bound of the
    quantized matrix is the sum of the original's and the error's.
    """
    original, weights = _side(p, [chunk.weights for chunk in chunks])
    error, errors = _side(p, [chunk.errors for chunk in chunks])
    if grams:
        better = _gram_norm(p, [gram.errors for gram in grams])
        if better.fraction < error.op_norm.fraction:
            error = _with_norm(error, better)
            original = _with_norm(original, _gram_norm(p, [gram.weights for gram in grams]))
        else:
            grams = ()
    cert = MatrixCert(rows, columns, original, _sum(original, error), error)
    return NormClaims(cert, weights, errors, tuple(chunks), tuple(grams))


def _gram_norm(p: int, claims: Sequence[GramClaim]) -> Dyadic:
    """The root of the sum of the squares of the chunks' bounds."""
    return root_up(Fraction(sum(claim.bound**2 for claim in claims), 1 << 2 * p + 2))


def _with_norm(norms: MatrixNorms, op_norm: Dyadic) -> MatrixNorms:
    return replace(norms, head_norm=op_norm, op_norm=op_norm)


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


def part_extras(
    chunks: Sequence[Chunk], claims: Sequence[ChunkSizes], grams: Sequence[ChunkGrams]
) -> ModuleExtras:
    """The claims of a part's chunks, and their checks; `grams` is empty or has one for each."""
    return ModuleExtras(
        NORM_IMPORTS, _definitions(chunks, claims, grams, ()), _checks(chunks, bool(grams))
    )


def layer_extras(matrix: CertifiedMatrix, norms: NormClaims) -> ModuleExtras:
    """The theorem about the norms of a matrix, and the claims of the chunks of its own module."""
    module = matrix.layer.module
    own = [index for index, chunk in enumerate(matrix.chunks) if chunk.module == module]
    chunks = [matrix.chunks[index] for index in own]
    sizes = [norms.chunks[index] for index in own]
    grams = [norms.grams[index] for index in own] if norms.grams else []
    theorem = render_theorem(
        "weights-norms", module, {**matrix.facts, "norms": norms, "grams": bool(norms.grams)}
    )
    return ModuleExtras(
        NORM_IMPORTS,
        _definitions(chunks, sizes, grams, matrix.chunks, bool(norms.grams)),
        (*_checks(chunks, bool(grams)), theorem),
    )


def _definitions(
    chunks: Sequence[Chunk],
    sizes: Sequence[ChunkSizes],
    grams: Sequence[ChunkGrams],
    all_chunks: Sequence[Chunk],
    all_grams: bool = False,
) -> str:
    facts = {
        "claims": list(zip(chunks, sizes, strict=True)),
        "grams": list(zip(chunks, grams, strict=True)) if grams else [],
        "all_chunks": all_chunks,
        "all_grams": all_grams,
    }
    return render_text("claims.lean.j2", facts)


def _checks(chunks: Sequence[Chunk], grams: bool) -> tuple[Theorem, ...]:
    """The kernel's checks of each chunk's claims."""
    kinds = {"chunk-norms": "norms"}
    if grams:
        kinds |= {"chunk-weight-gram": "weight_gram", "chunk-error-gram": "error_gram"}
    return tuple(
        render_theorem(kind, chunk.module, {"chunk": chunk}, f"{chunk.short_name}_{name}")
        for chunk in chunks
        for kind, name in kinds.items()
    )
