"""The literals of the vectors that quantization leaves as they are, written and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from quantcert.containers import Tensors
from quantcert.errors import CheckpointError, OleanError
from quantcert.exact.vectors import PackedVector, pack_vector
from quantcert.lean import DataModule, read_numbers, write_data_module
from quantcert.models.net import VectorUse
from quantcert.statements.vectors import VECTOR_DATA, VECTOR_IMPORTS, StoredVector, stored_vector


def write_vectors(
    base: Tensors, uses: Sequence[VectorUse], folder: Path
) -> tuple[list[StoredVector], DataModule]:
    """Write a data module of the vectors, in the order of `uses`, and compare it with the tensors.

    Raises:
        CheckpointError: for a tensor of another dtype, or with a number that is not finite.
        OleanError: if what was written is not what the tensors hold.
    """
    packed = [_packed(base, use) for use in uses]
    vectors = [
        stored_vector(index, use, vector)
        for index, (use, vector) in enumerate(zip(uses, packed, strict=True))
    ]
    literals = {
        vector.literal: memoryview(number.data)
        for vector, number in zip(vectors, packed, strict=True)
    }
    data = write_data_module(folder, VECTOR_DATA, VECTOR_IMPORTS, literals)
    _compare(base, vectors, data)
    return vectors, data


def _packed(base: Tensors, use: VectorUse) -> PackedVector:
    try:
        return pack_vector(base.read(use.tensor)[use.entries], int(use.plus_one))
    except ValueError as error:
        file = base.info(use.tensor).file
        raise CheckpointError(f"{file}: tensor {use.tensor}: {error}") from error


def _compare(base: Tensors, vectors: Sequence[StoredVector], data: DataModule) -> None:
    """Refuse written literals that are not the tensors'."""
    written: Mapping[str, memoryview] = read_numbers(data.path, data.name, data.imports)
    for vector in vectors:
        number = written[vector.literal]
        for index, value in enumerate(base.read(vector.use.tensor)[vector.use.entries]):
            found = _entry(vector, number, index)
            if found != Fraction(float(value)):
                raise OleanError(
                    f"{vector.literal}: entry {index} is {float(found)}, "
                    f"the tensor {vector.use} holds {float(value)}"
                )


def _entry(vector: StoredVector, number: memoryview, index: int) -> Fraction:
    """`packedVector`: entry `index` of the vector whose literal has the little-endian bytes."""
    size = vector.width // 8
    digit = int.from_bytes(number[size * index : size * (index + 1)], "little")
    return Fraction(digit - (1 << (vector.width - 1)), 1 << vector.p)
