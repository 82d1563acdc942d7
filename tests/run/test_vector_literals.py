"""Literals of vectors: what was written is read back and compared with the tensors."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.errors import CheckpointError, OleanError
from quantcert.exact.vectors import PackedVector, pack_vector
from quantcert.lean import read_literals
from quantcert.models.net import VectorUse
from quantcert.pairing.parts import TensorPart
from quantcert.run import vector_literals
from quantcert.run.vector_literals import write_vectors
from quantcert.statements.vectors import StoredVector
from tests.support.checkpoints import write_checkpoint

USES = [
    VectorUse(TensorPart("b"), 3),
    VectorUse(TensorPart("a"), 5),
    VectorUse(TensorPart("zero"), 2),
]
TENSORS = {
    "a": np.array([1.5, -0.25, 3.0, 0.0, 0.0], np.float32),
    "b": np.array([2.0**-20, 1, -1], np.float16),
    "zero": np.zeros(2, ml_dtypes.bfloat16),
}


def base(folder: Path, **tensors: np.ndarray) -> Checkpoint:
    return open_checkpoint(write_checkpoint(folder / "base", {**TENSORS, **tensors}))


def entries(vector: StoredVector, written: Mapping[str, memoryview]) -> list[float]:
    """What a literal stands for."""
    number = int.from_bytes(written[vector.literal], "little")
    half, unit = 1 << (vector.width - 1), 2.0**-vector.p
    digits = [number >> vector.width * i & (2 * half - 1) for i in range(vector.cert.dim)]
    return [(digit - half) * unit for digit in digits]


def test_literals_are_written_in_the_order_of_the_network(tmp_path: Path) -> None:
    stored, data = write_vectors(base(tmp_path), USES, tmp_path)
    assert [(v.use.tensor, v.cert.dim) for v in stored] == [("b", 3), ("a", 5), ("zero", 2)]
    written = read_literals(data.path, data.name, data.imports)
    assert [*written] == [v.literal for v in stored] == [f"Data.Vectors.v{i}" for i in range(3)]
    assert entries(stored[1], written) == TENSORS["a"].tolist()


def test_a_part_of_a_tensor_is_written_alone(tmp_path: Path) -> None:
    uses = [VectorUse(TensorPart("a", (1, 4)), 3), VectorUse(TensorPart("a", (0, 2)), 2, True)]
    stored, data = write_vectors(base(tmp_path), uses, tmp_path)
    written = read_literals(data.path, data.name, data.imports)
    assert entries(stored[0], written) == [-0.25, 3.0, 0.0]
    assert entries(stored[1], written) == [1.5, -0.25]
    assert stored[1].cert.size.entry.fraction == 2.5


@pytest.mark.parametrize(("entry", "units"), [(0, -1), (1, 1), (2, -1)])
def test_a_literal_that_is_not_the_tensors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: int, units: int
) -> None:
    """An entry that is nearer to zero by 2^-25: every claim about sizes stays true."""

    def made(values: np.ndarray, offset: int) -> PackedVector:
        packed = pack_vector(values, offset)
        if len(values) != 5:
            return packed
        number = int.from_bytes(packed.data, "little") + (units << packed.width * entry)
        return dataclasses.replace(packed, data=number.to_bytes(len(packed.data), "little"))

    monkeypatch.setattr(vector_literals, "pack_vector", made)
    message = rf"Data\.Vectors\.v1: entry {entry} is .*, the tensor a holds"
    with pytest.raises(OleanError, match=message):
        write_vectors(base(tmp_path), USES, tmp_path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite(tmp_path: Path, value: float) -> None:
    spoiled = base(tmp_path, b=np.array([1, value, 0], np.float16))
    message = r"model\.safetensors: tensor b: element \[1\] is .*, must be finite"
    with pytest.raises(CheckpointError, match=message):
        write_vectors(spoiled, USES, tmp_path)


def test_a_tensor_that_holds_no_weights(tmp_path: Path) -> None:
    spoiled: Any = base(tmp_path, b=np.arange(3))
    with pytest.raises(CheckpointError, match=r"tensor b: .*int64"):
        write_vectors(spoiled, USES, tmp_path)
