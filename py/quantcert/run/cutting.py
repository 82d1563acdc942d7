"""How a matrix is cut into chunks and parts for its weight certificate."""

from __future__ import annotations

from quantcert.literals import ChunkLayout, chunk_rows, digit_width, geometry
from quantcert.run.layer_plan import LayerPlan
from quantcert.statements.weights import CertifiedMatrix, Chunk, data_name, part_name

CHUNK_WEIGHTS = 1 << 18
"""Weights of a chunk: large enough to hide fixed costs, small enough for the kernel's memory."""

PART_CHUNKS = 8
"""Chunks of a part: what one Lean process checks."""


def certified_matrix(plan: LayerPlan) -> CertifiedMatrix:
    """The chunks of a planned layer, with their claims.

    Raises ValueError for a layer that was planned without an original.
    """
    if plan.claim is None or plan.scan is None:
        raise ValueError(f"{plan.layer.tensor} was planned without an original")
    layer, errors = plan.layer, plan.scan.errors
    shape = geometry(layer.columns, layer.scheme)
    width = digit_width(
        max(0, plan.scan.weight_high + errors.p),
        max(0, plan.scan.scale_high + errors.p),
        max(errors.max_abs),
        shape,
    )
    layout = ChunkLayout(shape, errors.p, width)
    step = chunk_rows(layout, CHUNK_WEIGHTS)
    starts = range(0, layer.rows, step)
    single = len(starts) <= PART_CHUNKS
    chunks = []
    for index, start in enumerate(starts):
        stop = min(start + step, layer.rows)
        part = index // PART_CHUNKS
        chunks.append(
            Chunk(
                index=index,
                first_row=start,
                rows=stop - start,
                max_error=max(errors.max_abs[start:stop]),
                row_bound_max=max(errors.sum_abs[start:stop]),
                module=layer.module if single else part_name(layer, part),
                data_module=data_name(layer, part),
            )
        )
    return CertifiedMatrix(layer, plan.claim, layout, tuple(chunks))
