"""Layers on the shelf are the same layers, of which little is in memory."""

import tracemalloc
from dataclasses import replace

import pytest

from quantcert.certificate import Certificate
from quantcert.certificate.encode import canonical, to_document
from quantcert.certificate.shelf import Shelf
from tests.support.certificates import BY_COLUMNS, FAILED, PROVED, SHA, THEOREM, WHOLE
from tests.support.machine_certificates import UNPROVED

MANY = replace(
    PROVED,
    theorems=tuple(replace(THEOREM, statement=f"{k} {SHA * 8}") for k in range(12)),
    tensor_sha256={f"tensor {k}": SHA for k in range(4)},
)


@pytest.mark.parametrize("layer", [PROVED, FAILED, BY_COLUMNS, MANY])
def test_a_layer_is_the_same(layer) -> None:
    shelf = Shelf()
    found, other = shelf.put(layer), shelf.put(MANY)
    assert found == layer
    assert other == MANY
    assert layer == found
    assert found != replace(layer, theorems=())
    assert found.tensor_sha256 != {**layer.tensor_sha256, "more": SHA}
    assert found.theorems[-1:] == layer.theorems[-1:]


@pytest.mark.parametrize("certificate", [WHOLE, UNPROVED])
def test_so_is_the_document(certificate: Certificate) -> None:
    shelf = Shelf()
    layers = tuple(map(shelf.put, certificate.layers))
    assert to_document(replace(certificate, layers=layers)) == to_document(certificate)


def test_digests_on_the_shelf_are_canonical_as_a_dictionary_is() -> None:
    found = Shelf().put(MANY)
    assert canonical([found.tensor_sha256]) == canonical([MANY.tensor_sha256])
    with pytest.raises(TypeError, match="Fraction is no JSON"):
        canonical([MANY.bound])


def test_a_shelved_layer_can_be_shelved_again() -> None:
    shelf = Shelf()
    assert shelf.put(shelf.put(MANY)) == MANY


def test_theorems_and_digests_are_not_in_memory() -> None:
    shelf, layers = Shelf(), []
    shelf.put(MANY)
    tracemalloc.start()
    for number in range(100):
        layers.append(shelf.put(replace(MANY, tensor=f"layer {number}")))
    found, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found < 100 * 1024
    assert all(layer.theorems == MANY.theorems for layer in layers)
