"""What is wrong with the numbers of a tensor, read a block of rows at a time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import ml_dtypes
import numpy as np

from quantcert.containers import Container
from quantcert.errors import StoredValueError
from quantcert.formats import QuantizedCheckpoint, QuantizedMatrix
from quantcert.inspection.model import InspectedTensor
from quantcert.pairing.values import first_not_finite, not_finite

_BLOCK_WEIGHTS = 1 << 20


def matrix_problems(quantized: QuantizedCheckpoint, tensor: InspectedTensor) -> InspectedTensor:
    """A quantized matrix with the problems of its numbers; the first that cannot be read ends it.

    Raises:
        CheckpointError: if the file cannot be read.
    """
    rows, columns = tensor.shape
    step = max(1, _BLOCK_WEIGHTS // max(1, columns))
    counts: Counter[str] = Counter()
    try:
        for start in range(0, rows, step):
            counts += _counts(quantized.read_rows(tensor.name, start, min(start + step, rows)))
    except StoredValueError as error:
        return replace(tensor, problems=(*tensor.problems, f"{error.tensor}: {error.what}"))
    return replace(tensor, problems=(*tensor.problems, *_sentences(counts)))


def tensor_problems(container: Container, tensor: InspectedTensor) -> InspectedTensor:
    """A tensor of numbers with the problems of its numbers.

    Raises:
        CheckpointError: if the file cannot be read.
    """
    found = first_not_finite(container, tensor.name)
    problems = [not_finite(*found)] if found else []
    if len(tensor.shape) > 1 and not found and _is_zero(container, tensor):
        problems.append("all numbers are zero")
    return replace(tensor, problems=(*tensor.problems, *problems))


def _is_zero(container: Container, tensor: InspectedTensor) -> bool:
    size = math.prod(tensor.shape)
    return not any(
        container.elements(tensor.name, first, min(first + _BLOCK_WEIGHTS, size)).any()
        for first in range(0, size, _BLOCK_WEIGHTS)
    )


def _counts(matrix: QuantizedMatrix) -> Counter[str]:
    """How many weights are not zero, or lost, and how many scales and zero-points are odd."""
    columns = np.arange(matrix.shape[1])
    tables = np.array(matrix.codec.tables)[columns % matrix.codec.lanes]
    places = (slice(None), columns // matrix.group_size, tables)
    centred = matrix.codes != matrix.zero_points[places]
    scaled = (matrix.scales != 0)[places]
    weights = centred & scaled
    if matrix.offsets is not None:
        weights |= (matrix.offsets != 0)[places]
    smallest = ml_dtypes.finfo(matrix.scales.dtype).smallest_normal  # type: ignore[no-untyped-call]
    with np.errstate(all="ignore"):
        small = np.abs(matrix.scales) < smallest
    return +Counter(
        {
            "weights": int(np.count_nonzero(weights)),
            "lost": int(np.count_nonzero(centred & ~scaled)),
            "scales": matrix.scales.size,
            "subnormal": int(np.count_nonzero(small & (matrix.scales != 0))),
            "outside": int(np.count_nonzero(matrix.zero_points >= np.array(matrix.codec.levels))),
        }
    )


def _sentences(counts: Counter[str]) -> Iterator[str]:
    if not counts["weights"]:
        yield "all weights are zero"
    elif counts["lost"]:
        yield f"{counts['lost']:,} weights have codes that are not zero, and a scale that is"
    if counts["subnormal"]:
        yield f"{counts['subnormal']:,} of {counts['scales']:,} scales are subnormal"
    if counts["outside"]:
        yield f"{counts['outside']:,} zero-points are outside the range of codes"
