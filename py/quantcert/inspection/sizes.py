"""What a model takes in a format, everything counted, from the shapes of its tensors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from quantcert.formats import Target
from quantcert.models.shapes import Shapes

VECTOR_BYTES = 2
"""Of an entry that is not quantized: float16 or bfloat16."""


@dataclass(frozen=True)
class StoredSize:
    """What a model takes.

    Attributes:
        format: name of the format.
        group_size: columns of a group.
        weights: entries of all matrices.
        code_bytes: of codes alone, without padding; a fraction of a byte may be left.
        scale_bytes: of scales, zero-points and padding.
        vector_bytes: of what is not quantized.
    """

    format: str
    group_size: int
    weights: int
    code_bytes: Fraction
    scale_bytes: Fraction
    vector_bytes: int

    @property
    def total_bytes(self) -> int:
        """All of it."""
        return int(self.code_bytes + self.scale_bytes) + self.vector_bytes

    @property
    def bits_per_weight(self) -> Fraction:
        """Bits stored for a weight of a matrix, scales and zero-points included."""
        return 8 * (self.code_bytes + self.scale_bytes) / self.weights


def stored_size(shapes: Shapes, target: Target, group_size: int | None = None) -> StoredSize:
    """What a model of these shapes takes with every matrix in one format, scales in float16.

    Args:
        shapes: of its tensors.
        target: the format.
        group_size: columns of a group, by default the format's own.

    Raises:
        QuantizeError: for a group size that the format does not allow.
    """
    size = target.group_size if group_size is None else group_size
    target.check_group_size(size)
    weights, codes, stored = 0, Fraction(0), 0
    for (rows, columns), count in _matrices(shapes).items():
        planned = target.planned("w", (rows, columns), size, np.dtype(np.float16))
        bits = rows * target.codec.word_count(columns) * target.codec.word_bits
        weights += count * rows * columns
        codes += count * Fraction(bits, 8)
        stored += count * sum(tensor.nbytes for tensor in planned)
    vectors = sum(math.prod(shape) for shape in shapes.values() if len(shape) != 2)
    return StoredSize(target.name, size, weights, codes, stored - codes, VECTOR_BYTES * vectors)


def _matrices(shapes: Shapes) -> Mapping[tuple[int, int], int]:
    """How many matrices there are of each shape."""
    found: dict[tuple[int, int], int] = {}
    for shape in shapes.values():
        if len(shape) == 2:
            found[shape[0], shape[1]] = found.get((shape[0], shape[1]), 0) + 1
    return found
