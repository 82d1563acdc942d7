"""A quantized matrix (or a block of its rows) in memory, packed and unpacked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.bitstream import packed_length
from quantcert.formats.codec import Codec
from quantcert.formats.scheme import Scheme


@dataclass(frozen=True)
class QuantizedMatrix:
    """Codes and what they stand for; `w_hat = scale * (code - zero_point) + offset`, exactly.

    Column `i` of a row belongs to group `i // group_size` and reads table `tables[i % lanes]` of
    the codec.

    Attributes:
        name: name of the original tensor.
        scheme: how it is stored.
        codes: `[rows, columns]` unsigned integers.
        scales: `[rows, groups, tables]` float16, bfloat16, float32 or float64, finite.
        zero_points: `[rows, groups, tables]` unsigned integers.
        words: `[rows, ceil(word_bits * word_count / 8)]` uint8, the codes as words of the codec.
        stored: the stored arrays by role, exactly as they lie in the file, `[rows, ...]` each.
        offsets: `[rows, groups, tables]` of the dtypes of scales, finite; None if all are zero.
    """

    name: str
    scheme: Scheme
    codes: NDArray[Any]
    scales: NDArray[Any]
    zero_points: NDArray[Any]
    words: NDArray[np.uint8]
    stored: Mapping[str, NDArray[Any]]
    offsets: NDArray[Any] | None = None

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
            offsets=None if self.offsets is None else self.offsets[part],
        )

    def columns(self, start: int, stop: int) -> QuantizedMatrix:
        """Views of columns `start .. stop - 1`, without the stored arrays.

        Both are ends of a group and of a whole number of bytes of words, or ends of the row.
        """
        size, codec = self.group_size, self.codec
        groups = slice(start // size, -(-stop // size))
        first = start // codec.lanes * codec.word_bits // 8
        length = packed_length(codec.word_count(stop - start), codec.word_bits)
        return replace(
            self,
            codes=self.codes[:, start:stop],
            scales=self.scales[:, groups],
            zero_points=self.zero_points[:, groups],
            words=self.words[:, first : first + length],
            stored={},
            offsets=None if self.offsets is None else self.offsets[:, groups],
        )

    @property
    def bits_per_weight(self) -> Fraction:
        """Bits really stored for a weight: codes, padding, scales and offsets."""
        return Fraction(8 * sum(array.nbytes for array in self.stored.values()), self.codes.size)
