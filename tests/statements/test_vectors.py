"""Theorems about the sizes of stored vectors: true ones are accepted, smaller ones are refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from quantcert.exact.dyadic import Dyadic
from quantcert.exact.vectors import pack_vector
from quantcert.lean import Library, ModuleResult, ModuleVerdict, check_modules, write_data_module
from quantcert.models.certificates import VectorCert
from quantcert.models.net import VectorUse
from quantcert.pairing.parts import TensorPart
from quantcert.run.steps import ModuleStep
from quantcert.statements.naming import label
from quantcert.statements.vectors import (
    VECTOR_DATA,
    VECTOR_IMPORTS,
    StoredVector,
    stored_vector,
    vector_module,
)

VECTORS = [
    np.array([3.0, -4.0, 0.0], np.float32),
    np.array([2.0**-24, -65504.0], np.float16),
    np.array([1e-30, 2.0**100, 7.0, -(2.0**100)], np.float32),
    np.zeros(2, np.float32),
]
PACKED = [pack_vector(values) for values in VECTORS]
STORED = [
    stored_vector(index, VectorUse(TensorPart(f"norm.{index}"), made.dim), made)
    for index, made in enumerate(PACKED)
]


def check(library: Library, folder: Path, stored: list[StoredVector]) -> ModuleResult:
    literals = {vector.literal: memoryview(PACKED[vector.index].data) for vector in STORED}
    data = write_data_module(folder, VECTOR_DATA, VECTOR_IMPORTS, literals)
    (result,) = check_modules(library, [ModuleStep(vector_module(stored, {}), (data,)).job()], 1)
    return result


def test_sizes_are_those_of_the_entries() -> None:
    for vector, values in zip(STORED, VECTORS, strict=True):
        exact, size = values.astype(np.float64), vector.cert.size
        assert vector.cert.dim == len(values)
        assert float(size.entry.fraction) == pytest.approx(np.abs(exact).max(), rel=1e-11)
        assert float(size.norm.fraction) == pytest.approx(np.linalg.norm(exact), rel=1e-11)
        assert size.entry.fraction >= np.abs(exact).max()
        assert size.head == size.norm
    assert STORED[0].cert == VectorCert(3, STORED[0].cert.size)
    assert (STORED[0].cert.size.entry, STORED[0].cert.size.norm) == (Dyadic(4, 0), Dyadic(5, 0))


def test_each_vector_has_a_theorem_about_its_literal() -> None:
    module = vector_module(STORED, {VECTOR_DATA: "0" * 64})
    assert module.name == "Proofs.Vectors"
    assert [theorem.name for theorem in module.theorems] == [v.theorem for v in STORED]
    for theorem, vector in zip(module.theorems, STORED, strict=True):
        assert f"`{label(str(vector.use))}`" in theorem.doc
        assert f"packedVector (R := R) {vector.p} {vector.width} {vector.literal}" in (
            theorem.statement
        )
        assert f"VectorCert.Holds d {vector.term}" in theorem.statement
    assert module.imports[-1] == VECTOR_DATA
    assert "0" * 64 in module.source


def test_the_kernel_accepts_them(library: Library, tmp_path: Path) -> None:
    result = check(library, tmp_path, STORED)
    assert result.verdict is ModuleVerdict.ACCEPTED, result
    assert len(result.theorems) == len(STORED)


@pytest.mark.parametrize("field", ["entry", "norm", "head"])
def test_the_kernel_refuses_a_size_that_is_too_small(
    library: Library, tmp_path: Path, field: str
) -> None:
    """By one unit of the last place that is stated: 4 and 5 are attained."""
    first, *others = STORED
    size = first.cert.size
    limit = {"entry": Dyadic(8191, 11), "norm": Dyadic(10239, 11), "head": Dyadic(10239, 11)}
    smaller = replace(size, **{field: limit[field]})
    spoiled = replace(first, cert=replace(first.cert, size=smaller))
    result = check(library, tmp_path, [spoiled, *others])
    assert result.verdict is ModuleVerdict.REJECTED
    assert "while replaying declaration" in result.reason
    assert "Proofs.Vectors.size_0" in result.reason


def test_the_kernel_refuses_the_size_of_another_vector(library: Library, tmp_path: Path) -> None:
    spoiled = replace(STORED[2], cert=VectorCert(4, STORED[0].cert.size))
    result = check(library, tmp_path, [*STORED[:2], spoiled])
    assert result.verdict is ModuleVerdict.REJECTED
    assert "Proofs.Vectors.size_2" in result.reason
