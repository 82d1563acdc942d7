"""From a stored matrix to the numbers of its claim, streamed in blocks of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import StoredValueError
from quantcert.exact import RowErrors, RowErrorStream, span
from quantcert.formats import QuantizedCheckpoint, QuantizedMatrix
from quantcert.literals import NO_TABLES, SCALES_AND_ZEROS, Tables, tables_of
from quantcert.pairing.original import Original
from quantcert.roles import Role, Use
from quantcert.run.matrix_rows import MatrixRows
from quantcert.run.segments import row_segments
from quantcert.statements.catalogue import Layer

_BLOCK_WEIGHTS = 1 << 20
KEPT_WEIGHTS = 1 << 21
"""Of a part of a matrix, whose rows are kept too: a smaller matrix is read once."""
ORIGINAL = " (original)"
"""What follows the name of a tensor of the original where digests are listed."""

_LOWEST = -(1 << 16)  # below every exponent


@dataclass(frozen=True)
class MatrixScan:
    """Exact row sums of a matrix, and bounds on its numbers.

    Every |w| is below 2**weight_high, every |scale| below 2**scale_high and every |offset| below
    2**offset_high. `tables` are those that are not zero everywhere. `segments` are the sums of the
    parts that rows are cut into, one after the other; those of the rows if they are not cut.
    """

    errors: RowErrors
    segments: RowErrors
    weight_high: int
    scale_high: int
    offset_high: int = 0
    tables: Tables = SCALES_AND_ZEROS


def layers(
    quantized: QuantizedCheckpoint, base: Original | None, roles: Mapping[str, tuple[Role, ...]]
) -> list[Layer]:
    """The quantized matrices of a checkpoint, in its order, with their tensors' digests.

    `roles` are those that are known, by tensor.
    """
    return [
        layer_of(quantized, base, (index, name), roles, matrix_digests(quantized, base, name))
        for index, name in enumerate(quantized.matrices())
    ]


def scan_errors(rows: MatrixRows, layer: Layer) -> MatrixScan:
    """The exact row sums of a matrix, and its column sums where columns make outputs.

    A matrix that is not large is kept in `rows`.

    Raises StoredValueError for a stored value outside its range or a weight that is not finite.
    """
    stream, cuts = RowErrorStream(columns=Use.COLUMNS in layer.uses), row_segments(layer)
    weight_high = scale_high = offset_high = _LOWEST
    tables = NO_TABLES
    if layer.weights <= KEPT_WEIGHTS:
        rows.read(0, layer.rows)
    for start, stop in row_blocks(layer, _BLOCK_WEIGHTS):
        original, stored = rows.read(start, stop)
        for part in _parts(cuts, original, stored):
            stream.add(*part)
        weight_high = max(weight_high, span(original).high)
        scale_high = max(scale_high, span(stored.scales).high)
        if stored.offsets is not None:
            offset_high = max(offset_high, span(stored.offsets).high)
        tables |= tables_of(stored)
        _check_zero_points(rows.quantized, stored, start)
    found = stream.result()
    errors = found.joined(len(cuts))
    return MatrixScan(errors, found, weight_high, scale_high, offset_high, tables)


def _parts(
    cuts: Sequence[tuple[int, int]], original: NDArray[Any], stored: QuantizedMatrix
) -> Iterator[tuple[NDArray[Any], QuantizedMatrix]]:
    """The parts of some rows, row by row if they are cut."""
    if len(cuts) == 1:
        yield original, stored
        return
    for row in range(len(original)):
        weights, matrix = original[row : row + 1], stored.rows(row, row + 1)
        for start, stop in cuts:
            yield weights[:, start:stop], matrix.columns(start, stop)


def _check_zero_points(
    quantized: QuantizedCheckpoint, stored: QuantizedMatrix, first_row: int
) -> None:
    """No zero-point is more than one above what the bits of the codes hold.

    Raises StoredValueError naming the first that is.
    """
    most = 1 << stored.codec.code_bits
    if stored.zero_points.max(initial=0) <= most:
        return
    row, group, table = np.argwhere(stored.zero_points > most)[0].tolist()
    info = quantized.stored(stored.name)[0]
    found = stored.zero_points[row, group, table]
    what = f"row {first_row + row}, group {group}: zero-point {found}, must be 0 to {most}"
    column = group * stored.group_size
    raise StoredValueError(info.file, info.name, what, first_row + row, column)


def row_blocks(layer: Layer, weights: int) -> Iterator[tuple[int, int]]:
    """Row ranges of about `weights` weights that cover the matrix."""
    step = max(1, weights // layer.columns)
    for start in range(0, layer.rows, step):
        yield start, min(start + step, layer.rows)


def matrix_digests(
    quantized: QuantizedCheckpoint, base: Original | None, name: str
) -> Mapping[str, str]:
    """SHA-256 of the tensors that a matrix and its original are made of.

    Of one that is not quantized, those of the original.
    """
    known = name in quantized.matrices()
    stored = [info.name for info in quantized.stored(name)] if known else []
    digests = {part: quantized.checkpoint.sha256(part) for part in stored}
    if base is not None and name in base:
        originals = base.digests(name).items()
        digests |= {tensor + ORIGINAL: sha256 for tensor, sha256 in originals}
    return digests


def layer_of(
    quantized: QuantizedCheckpoint,
    base: Original | None,
    place: tuple[int, str],
    roles: Mapping[str, tuple[Role, ...]],
    digests: Mapping[str, str],
) -> Layer:
    """The matrix with this index and name, given the digests of its tensors."""
    index, name = place
    rows, columns = quantized.shape(name)
    assembled = base is not None and name in base and base.is_assembled(name)
    parts = tuple(map(str, base.parts(name))) if base is not None and assembled else ()
    return Layer(
        index=index,
        tensor=name,
        rows=rows,
        columns=columns,
        scheme=quantized.scheme(name),
        tensor_sha256=digests,
        roles=roles.get(name, (Role.MATRIX,)),
        original_parts=parts,
    )
