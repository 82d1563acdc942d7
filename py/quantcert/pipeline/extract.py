"""From a stored matrix to the numbers of its claim, streamed in blocks of rows."""

from __future__ import annotations

from collections.abc import Iterator

from quantcert.checkpoints import Checkpoint, QuantizedCheckpoint
from quantcert.exact import RowErrors, RowErrorStream
from quantcert.theorems.catalogue import Layer

_BLOCK_WEIGHTS = 1 << 20


def layers(quantized: QuantizedCheckpoint) -> list[Layer]:
    """The quantized matrices of a checkpoint, in its order, with their stored tensors' digests."""
    return [_layer(quantized, index, name) for index, name in enumerate(quantized.matrices())]


def scan_structure(quantized: QuantizedCheckpoint, layer: Layer) -> None:
    """Read all codes, scales and zero-points of a matrix.

    Raises CheckpointError for a stored value outside its range.
    """
    for start, stop in _blocks(layer):
        quantized.read_rows(layer.tensor, start, stop)


def scan_errors(quantized: QuantizedCheckpoint, base: Checkpoint, layer: Layer) -> RowErrors:
    """The exact row sums of a matrix, with p >= 0.

    Raises CheckpointError for a stored value outside its range or a weight that is not finite.
    """
    stream = RowErrorStream()
    for start, stop in _blocks(layer):
        original = base.read_rows(layer.tensor, start, stop)
        stream.add(original, quantized.read_rows(layer.tensor, start, stop))
    sums = stream.result()
    return sums if sums.p >= 0 else stream.result(0)


def _layer(quantized: QuantizedCheckpoint, index: int, name: str) -> Layer:
    rows, columns = quantized.shape(name)
    stored = [info.name for info in quantized.stored(name)]
    return Layer(
        index=index,
        tensor=name,
        rows=rows,
        columns=columns,
        format=quantized.format,
        group_size=quantized.group_size,
        tensor_sha256={part: quantized.checkpoint.sha256(part) for part in stored},
    )


def _blocks(layer: Layer) -> Iterator[tuple[int, int]]:
    """Row ranges of about `_BLOCK_WEIGHTS` weights that cover the matrix."""
    step = max(1, _BLOCK_WEIGHTS // layer.columns)
    for start in range(0, layer.rows, step):
        yield start, min(start + step, layer.rows)
