"""How a matrix is cut into chunks and parts for its weight certificate."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from quantcert.literals import (
    LONGEST_LITERAL,
    ChunkLayout,
    Geometry,
    bound_width,
    chunk_rows,
    digit_width,
    geometry,
)
from quantcert.roles import Use
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.layer_scan import MatrixScan
from quantcert.run.segments import row_segments
from quantcert.statements.catalogue import Layer
from quantcert.statements.layer import LayerClaim
from quantcert.statements.matrix import CertifiedMatrix, Chunk, ColumnBits
from quantcert.statements.weights import data_name, part_name

CHUNK_WEIGHTS = 1 << 18
"""Weights of a chunk: large enough to hide fixed costs, small enough for the kernel's memory."""

PART_CHUNKS = 8
"""Chunks of a part: what one Lean process checks."""


NORM_WIDTH = 64
"""Bits of a digit that holds the sums and squares of norms."""


def certified_matrix(plan: LayerPlan, norms: bool = False) -> CertifiedMatrix:
    """The chunks of a planned layer, with their claims; with `norms`, digits have room for them.

    Raises ValueError for a layer that was planned without an original.
    """
    if plan.claim is None or plan.scan is None:
        raise ValueError(f"{plan.layer.tensor} was planned without an original")
    layer, errors = plan.layer, plan.scan.errors
    weight_bits = max(0, plan.scan.weight_high + errors.p)
    least = NORM_WIDTH if norms else 0
    layout, column_bits = _layout(plan.claim, layer, plan.scan, weight_bits, least)
    return CertifiedMatrix(
        layer,
        plan.claim,
        layout,
        tuple(_chunks(layer, plan.scan, layout)),
        weight_bits,
        column_bits,
        plan.heaviest_column,
    )


def _chunks(layer: Layer, scan: MatrixScan, layout: ChunkLayout) -> Iterator[Chunk]:
    """The chunks with their claims: whole rows, or parts of one."""
    cuts, sums = row_segments(layer), scan.segments
    step = chunk_rows(layout, CHUNK_WEIGHTS) if len(cuts) == 1 else 1
    starts = range(0, layer.rows, step)
    single = len(starts) * len(cuts) <= PART_CHUNKS
    for index, (start, (first, end)) in enumerate(product(starts, cuts)):
        rows, part = min(step, layer.rows - start), index // PART_CHUNKS
        lines = slice(index, index + 1) if len(cuts) > 1 else slice(start, start + rows)
        yield Chunk(
            index=index,
            first_row=start,
            rows=rows,
            columns=end - first,
            max_error=max(sums.max_abs[lines]),
            row_bound_max=max(sums.sum_abs[lines]),
            module=layer.module if single else part_name(layer, part),
            data_module=data_name(layer, part),
            first_column=first,
            size=sums.weight_sum_abs[index] if len(cuts) > 1 else 0,
        )


def fits_literals(plan: LayerPlan) -> bool:
    """Whether a row of a planned layer, and the sums of its columns if they are claimed, fit the
    numbers that Lean's kernel computes with.

    Raises ValueError for a layer that was planned without an original.
    """
    matrix = certified_matrix(plan, norms=True)
    shape = matrix.layout.shape
    digits = shape.padded_columns if matrix.has_columns else shape.blocks
    return digits * matrix.layout.width <= LONGEST_LITERAL


def _layout(
    claim: LayerClaim, layer: Layer, scan: MatrixScan, weight_bits: int, least: int
) -> tuple[ChunkLayout, ColumnBits]:
    """The narrowest digits of at least so many bits in which no sum that is claimed overflows."""
    first, end = row_segments(layer)[0]
    shape, errors = geometry(end - first, layer.scheme), scan.segments
    scale_bits, largest = max(0, scan.scale_high + errors.p), max(errors.max_abs)
    offset_bits = max(0, scan.offset_high + errors.p) if scan.tables.have_offsets else None
    more = max(least, _share_bits(claim, shape, weight_bits))
    while True:
        width = digit_width(weight_bits, scale_bits, largest, shape, more, offset_bits)
        bounds = bound_width(shape, width)
        layout = ChunkLayout(shape, errors.p, width, bounds, scan.tables)
        rows = min(layer.rows, chunk_rows(layout, CHUNK_WEIGHTS))
        bits = ColumnBits(
            (rows * largest).bit_length(), (rows << weight_bits).bit_length(), weight_bits
        )
        needed = _column_bits(claim, bits, -(-layer.rows // rows))
        if needed <= width:
            return layout, bits
        more = needed


def _share_bits(claim: LayerClaim, shape: Geometry, weight_bits: int) -> int:
    """Bits of a digit that `checkShareShape` asks for; of a part of a row, `checkRow`."""
    share, size = claim.shares.get(Use.ROWS), shape.padded_columns << weight_bits
    if shape.columns < claim.columns:
        return size.bit_length()
    if share is None:
        return 0
    block = shape.block_columns << weight_bits
    row = max(share.num * size + share.den * share.floor, share.den * claim.row_sum_max)
    return max(block.bit_length(), -(-(row.bit_length() + 1) // shape.blocks))


def _column_bits(claim: LayerClaim, bits: ColumnBits, chunks: int) -> int:
    """Bits of a digit that the checks of columns ask for, for so many chunks."""
    if Use.COLUMNS not in claim.by_use:
        return 0
    error, size = chunks << bits.errors, chunks << bits.weights
    share = claim.shares.get(Use.COLUMNS)
    if share is not None:
        error, size = share.den * error, share.num * size + share.den * share.floor
    return max(error, size).bit_length() + 1
