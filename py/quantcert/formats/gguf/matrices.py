"""Matrices in the blocks of a GGUF tensor, read by rows."""

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
from quantcert.formats.codecs import ValueCodec
from quantcert.formats.decoded import value_matrix
from quantcert.formats.gguf.blocks import BlockKind, Fields
from quantcert.formats.gguf.checks import check_finite
from quantcert.formats.gguf.rows import RowOrder
from quantcert.formats.gguf.values import decoded_values
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.scheme import Scheme

FORMAT = "gguf"
"""Name of the format in certificates."""


@dataclass(frozen=True)
class BlockMatrix:
    """A matrix of codes, scales and offsets; a `StoredMatrix`.

    Attributes:
        name: name of the original tensor.
        shape: rows and columns.
        container: the files.
        stored: the tensor with the blocks, then others that belong to it.
        kind: how blocks are read.
        order: which rows of the tensor the matrix has.
        factor: tensor and index of what every scale is multiplied with, a float32; see
            `quantcert.formats.gguf.reader`.
    """

    name: str
    shape: tuple[int, int]
    container: GgufContainer
    stored: Sequence[TensorInfo]
    kind: BlockKind
    order: RowOrder
    factor: tuple[str, int] | None = None

    @property
    def scheme(self) -> Scheme:
        """How it is stored."""
        layout = {"type": self.kind.name, "block": self.kind.layout, **order_words(self.order)}
        if self.factor is not None:
            layout["scales"] = "times entry {1} of {0}".format(*self.factor)
        return Scheme(f"{FORMAT}-{self.kind.name}", self.kind.codec, self.kind.group, layout)

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`.

        Raises:
            CheckpointError: if the file cannot be read.
            StoredValueError: for a scale or an offset that is not finite.
        """
        data = stored_rows(self.container, self.stored[0].name, self.order, start, stop)
        found = self._fields(start, data)
        rows, columns, kind = stop - start, self.shape[1], self.kind
        words = found.words.reshape(rows, columns)
        scales = found.scales.reshape(rows, self._groups, 1)
        return QuantizedMatrix(
            name=self.name,
            scheme=self.scheme,
            codes=words if _is_code(kind) else codes_of_words(kind.codec, 0)[words],
            scales=scales if self.factor is None else self._multiplied(scales),
            zero_points=np.full(scales.shape, kind.zero_point, dtype=np.uint8),
            words=pack_words(words, kind.codec.word_bits),
            stored={"blocks": data},
            offsets=None if found.offsets is None else found.offsets.reshape(scales.shape),
        )

    @property
    def _groups(self) -> int:
        return self.shape[1] // self.kind.group

    def _multiplied(self, scales: NDArray[Any]) -> NDArray[np.float64]:
        assert self.factor is not None
        tensor, index = self.factor
        factor = self.container.read(tensor).reshape(-1)[index]
        return scales.astype(np.float64) * np.float64(factor)

    def _fields(self, start: int, data: NDArray[np.uint8]) -> Fields:
        """Fields of rows of blocks, checked."""
        found = self.kind.split(data.reshape(-1, self.kind.nbytes))
        for what, values in (("scale", found.scales), ("offset", found.offsets)):
            if values is not None:
                of_rows = values.reshape(len(data), self._groups)
                check_finite(self.stored[0], start, of_rows, self.kind.group, what)
        return found


def _is_code(kind: BlockKind) -> bool:
    """Whether words are the codes."""
    return len(set(kind.codec.levels)) == 1 and kind.codec.levels[0] == 1 << kind.codec.word_bits


def stored_rows(
    container: GgufContainer, tensor: str, order: RowOrder, start: int, stop: int
) -> NDArray[np.uint8]:
    """The bytes of rows `start .. stop - 1` of a matrix, `[stop - start, bytes of a row]`.

    Raises:
        CheckpointError: if the file cannot be read.
    """
    places = order.places(start, stop)
    if not places.size:
        return container.row_bytes(tensor, 0, 0)
    first = int(places.min())
    data = container.row_bytes(tensor, first, int(places.max()) + 1)
    return data if not order.heads else np.ascontiguousarray(data[places - first])


def order_words(order: RowOrder) -> dict[str, str]:
    """What certificates say of the order of rows."""
    if not order.heads:
        return {}
    return {"rows": f"of {order.heads} heads, the halves of each interleaved"}


@dataclass(frozen=True)
class ValueMatrix:
    """A matrix of decoded values, because its kind has no codes of single weights.

    A `StoredMatrix` with an offset for each weight and nothing else. The tensor may store it
    transposed; then it is decoded as a whole for any rows.

    Attributes:
        name: name of the original tensor.
        shape: rows and columns, after transposition.
        container: the files.
        stored: the tensor.
        order: which rows of the tensor the matrix has.
        transposed: whether rows of the matrix are columns of the tensor.
    """

    name: str
    shape: tuple[int, int]
    container: GgufContainer
    stored: Sequence[TensorInfo]
    order: RowOrder
    transposed: bool = False

    @property
    def scheme(self) -> Scheme:
        """How it is stored."""
        kind = self.stored[0].dtype
        layout = {"type": kind, "values": "decoded to floats", **order_words(self.order)}
        if self.transposed:
            layout["rows"] = "columns of the file"
        return Scheme(f"{FORMAT}-{kind}", ValueCodec(), 1, layout)

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`.

        Raises:
            CheckpointError: if the file cannot be read, or the package `gguf` is missing.
            StoredValueError: for a value that is not finite.
        """
        whole = (0, self.shape[1]) if self.transposed else (start, stop)
        data = stored_rows(self.container, self.stored[0].name, self.order, *whole)
        values = decoded_values(data, self.stored[0].dtype)
        if self.transposed:
            values = np.ascontiguousarray(values[:, start:stop].T)
            data = data.reshape(-1)[:0].reshape(stop - start, 0)
        check_finite(self.stored[0], start, values, 1, "value")
        return value_matrix(self.name, self.scheme, values, {"blocks": data})
