"""A matrix whose rows are the columns of a GGUF tensor in blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.containers.gguf.container import GgufContainer
from quantcert.formats.bitstream import pack_words
from quantcert.formats.codec import codes_of_words
from quantcert.formats.gguf.blocks import BlockKind, Bytes
from quantcert.formats.gguf.checks import check_finite
from quantcert.formats.gguf.matrices import FORMAT
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.scheme import Scheme, group_count


@dataclass(frozen=True)
class TransposedMatrix:
    """A matrix of codes in groups of one column; a `StoredMatrix`.

    The weights of a group lie below each other in it, so that neighbours in a row have scales and
    offsets of their own.

    Attributes:
        name: name of the original tensor.
        shape: rows and columns, after transposition.
        container: the files.
        stored: the tensor.
        kind: how its blocks are read.
    """

    name: str
    shape: tuple[int, int]
    container: GgufContainer
    stored: Sequence[TensorInfo]
    kind: BlockKind

    @property
    def scheme(self) -> Scheme:
        """How it is stored."""
        layout = {"type": self.kind.name, "block": self.kind.layout, "rows": "columns of the file"}
        return Scheme(f"{FORMAT}-{self.kind.name}", self.kind.codec, 1, layout)

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`.

        Raises:
            CheckpointError: if the file cannot be read.
            StoredValueError: for a scale or an offset that is not finite.
        """
        kind = self.kind
        first = start // kind.columns
        found = kind.split(self._blocks(first, group_count(stop, kind.columns)))
        rows = slice(start - first * kind.columns, stop - first * kind.columns)
        words = self._transposed(found.words, 1)[rows]
        scales = self._checked(found.scales, rows, start, "scale")
        offsets = found.offsets
        return QuantizedMatrix(
            name=self.name,
            scheme=self.scheme,
            codes=codes_of_words(kind.codec, 0)[words],
            scales=scales,
            zero_points=np.full(scales.shape, kind.zero_point, dtype=np.uint8),
            words=pack_words(words, kind.codec.word_bits),
            stored={},
            offsets=None if offsets is None else self._checked(offsets, rows, start, "offset"),
        )

    def _blocks(self, first: int, last: int) -> Bytes:
        """Blocks `first .. last - 1` of every row of the tensor, `[rows * blocks, bytes]`."""
        size = self.kind.nbytes
        data = self.container.row_bytes(self.stored[0].name, 0, self.shape[1])
        return data[:, first * size : last * size].reshape(-1, size)

    def _transposed(self, values: NDArray[Any], times: int) -> NDArray[Any]:
        """What blocks hold of each weight, or of `times` weights, with a row for each weight."""
        rows = values.reshape(self.shape[1], -1)
        return np.ascontiguousarray(np.repeat(rows, times, axis=1).T)

    def _checked(self, values: NDArray[Any], rows: slice, start: int, what: str) -> NDArray[Any]:
        """Scales or offsets of the rows, `[rows, columns, 1]`."""
        found = self._transposed(values, self.kind.group)[rows]
        check_finite(self.stored[0], start, found, 1, what)
        return found[:, :, None]
