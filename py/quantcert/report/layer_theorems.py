"""The annex of the layers' theorems: a section for each layer, filled when it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from quantcert.certificate import Certificate, LayerCertificate
from quantcert.report.layers import ordered_layers
from quantcert.report.model import CellKind, Column, Item, Line, Row, Section, Table, Theorems
from quantcert.report.subjects import layer_subject

_COLUMNS = (Column("stored tensor", CellKind.NAME), Column("SHA-256", CellKind.CODE))


def layer_theorem_sections(certificate: Certificate) -> Iterator[Section]:
    """The theorems about each layer, in natural order, and the digests of its tensors."""
    for anchor, layer in ordered_layers(certificate):
        yield Section(
            layer.tensor,
            _LayerItems(layer),
            level=3,
            anchor=anchor,
            verdict=layer.verdict,
            detail=True,
            closed=True,
        )


class _LayerItems(Sequence[Item]):
    """What the section of a layer holds, made when it is asked for."""

    __slots__ = ("_layer",)

    def __init__(self, layer: LayerCertificate) -> None:
        """Make nothing yet."""
        self._layer = layer

    def __len__(self) -> int:
        """How many items there are."""
        return 2 + bool(self._layer.original_parts)

    def __iter__(self) -> Iterator[Item]:
        """The items in order."""
        layer = self._layer
        if layer.original_parts:
            yield Line(
                f"In the original it is {' above '.join(layer.original_parts)}.", detail=True
            )
        yield Theorems(layer.theorems, layer_subject(layer))
        yield Table("tensor", _COLUMNS, tuple(map(Row, layer.tensor_sha256.items())))

    @overload
    def __getitem__(self, place: int) -> Item: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...

    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        """The item at a place, or those of a slice."""
        return tuple(self)[place]
