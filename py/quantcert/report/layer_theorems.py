"""The annex of the layers' theorems: a section for each layer, filled when it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from quantcert.certificate import Certificate, LayerCertificate
from quantcert.certificate.entries import Entries
from quantcert.report.layers import ordered_layers
from quantcert.report.model import CellKind, Column, Item, Line, Row, Section, Table, Theorems
from quantcert.report.subjects import layer_subject

_COLUMNS = (Column("stored tensor", CellKind.NAME), Column("SHA-256", CellKind.CODE))


def layer_theorem_sections(certificate: Certificate) -> Iterator[Section]:
    """The theorems about each layer, in natural order, and the digests of its tensors."""
    for anchor, layer in ordered_layers(certificate):
        yield Section(
            layer.tensor,
            _items(layer),
            level=3,
            anchor=anchor,
            verdict=layer.verdict,
            detail=True,
            closed=True,
        )


def _items(layer: LayerCertificate) -> Sequence[Item]:
    """What the section of a layer holds, made when it is asked for."""
    makers: tuple[Callable[[LayerCertificate], Item], ...] = (_theorems, _stored)
    if layer.original_parts:
        makers = (_stands_for, *makers)
    return Entries(makers, lambda make: make(layer))


def _stands_for(layer: LayerCertificate) -> Item:
    return Line(f"In the original it is {' above '.join(layer.original_parts)}.", detail=True)


def _theorems(layer: LayerCertificate) -> Item:
    return Theorems(layer.theorems, layer_subject(layer))


def _stored(layer: LayerCertificate) -> Item:
    return Table("tensor", _COLUMNS, tuple(map(Row, layer.tensor_sha256.items())))
