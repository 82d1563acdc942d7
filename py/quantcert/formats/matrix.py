"""A quantized matrix (or a block of its rows) in memory, packed and unpacked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.codec import Codec
from quantcert.formats.scheme import Scheme


@dataclass(frozen=True)
class QuantizedMatrix:
    """Codes with their scales and zero-points; `w_hat = scale * (code - zero_point)`, exactly.

    Column `i` of a row belongs to group `i // group_size` and reads table `tables[i % lanes]` of
    the codec.

    Attributes:
        name: name of the original tensor.
        scheme: how it is stored.
        codes: `[rows, columns]` uint8.
        scales: `[rows, groups, tables]` float16 or float32, finite and positive.
        zero_points: `[rows, groups, tables]` uint8, below the levels of the table.
        words: `[rows, ceil(word_bits * word_count / 8)]` uint8, the codes as words of the codec.
        stored: the stored arrays by role, exactly as they lie in the file, `[rows, ...]` each.
    """

    name: str
    scheme: Scheme
    codes: NDArray[np.uint8]
    scales: NDArray[Any]
    zero_points: NDArray[np.uint8]
    words: NDArray[np.uint8]
    stored: Mapping[str, NDArray[Any]]

    @property
    def codec(self) -> Codec:
        """How the codes are packed."""
        return self.scheme.codec

    @property
    def group_size(self) -> int:
        """Columns of a group; the last one may be shorter."""
        return self.scheme.group_size

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.codes.shape
        return rows, columns

    def rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Views of rows `start .. stop - 1`."""
        part = slice(start, stop)
        return replace(
            self,
            codes=self.codes[part],
            scales=self.scales[part],
            zero_points=self.zero_points[part],
            words=self.words[part],
            stored={role: array[part] for role, array in self.stored.items()},
        )

    @property
    def bits_per_weight(self) -> Fraction:
        """Bits really stored for a weight: codes, padding, scales and zero-points."""
        return Fraction(8 * sum(array.nbytes for array in self.stored.values()), self.codes.size)
