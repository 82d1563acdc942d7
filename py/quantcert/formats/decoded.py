"""Matrices of decoded values in place of codes: what an export leaves where codes cannot be stored.

    {"decoded_matrices": ["model.embed_tokens.weight"]}

in config.json names matrices whose floats are decoded weights, perhaps rounded. They are judged as
quantized matrices are: by how far each weight is from the original's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import CONFIG_FILE, WEIGHT_DTYPES, Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import stored_rows
from quantcert.formats.codecs import ValueCodec
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.scheme import Scheme

DECODED_KEY = "decoded_matrices"
"""Key of config.json, beside `quantization_config` or without one."""

FORMAT = "decoded"
"""Name of the format in certificates."""


@dataclass(frozen=True)
class DecodedMatrix:
    """A matrix of decoded values in a folder; a `StoredMatrix`.

    Attributes:
        checkpoint: the folder.
        info: the tensor.
    """

    checkpoint: Checkpoint
    info: TensorInfo

    @property
    def name(self) -> str:
        """Name of the original tensor, and of this one."""
        return self.info.name

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.info.shape
        return rows, columns

    @property
    def scheme(self) -> Scheme:
        """A value for each weight."""
        layout = {"type": self.info.dtype, "values": "decoded to floats"}
        return Scheme(f"{FORMAT}-{self.info.dtype}", ValueCodec(), 1, layout)

    @property
    def stored(self) -> Sequence[TensorInfo]:
        """The tensor."""
        return (self.info,)

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`.

        Raises:
            CheckpointError: if the file cannot be read.
            StoredValueError: for a value that is not finite.
        """
        values = self.checkpoint.read_rows(self.name, start, stop)
        raw = stored_rows(self.checkpoint, self.info, start, stop)
        return value_matrix(self.name, self.scheme, values, {"values": raw})


def value_matrix(
    name: str, scheme: Scheme, values: NDArray[Any], stored: dict[str, NDArray[Any]]
) -> QuantizedMatrix:
    """A matrix whose weights are offsets of groups of one column, `values` `[rows, columns]`."""
    offsets = values.reshape(*values.shape, 1)
    return QuantizedMatrix(
        name=name,
        scheme=scheme,
        codes=np.zeros(values.shape, dtype=np.uint8),
        scales=np.zeros(offsets.shape, dtype=values.dtype),
        zero_points=np.zeros(offsets.shape, dtype=np.uint8),
        words=np.zeros((len(values), 0), dtype=np.uint8),
        stored=stored,
        offsets=offsets,
    )


def decoded_matrices(checkpoint: Checkpoint) -> list[DecodedMatrix]:
    """The matrices that config.json says are decoded; none if it says nothing.

    Raises:
        CheckpointError: if it names what is no matrix of floats.
    """
    where = checkpoint.path / CONFIG_FILE
    stated = checkpoint.config.get(DECODED_KEY, [])
    if not isinstance(stated, list) or not all(isinstance(name, str) for name in stated):
        raise CheckpointError(f"{where}: {DECODED_KEY} must be a list of names of tensors")
    found = []
    for name in stated:
        info = checkpoint.info(name)
        if info.dtype not in WEIGHT_DTYPES or len(info.shape) != 2 or 0 in info.shape:
            raise CheckpointError(
                f"{info.file}: tensor {name}: {info.dtype} {list(info.shape)}, but {DECODED_KEY} "
                f"may name only matrices of {', '.join(WEIGHT_DTYPES)}"
            )
        found.append(DecodedMatrix(checkpoint, info))
    return found
