"""The greatest part of a layer's evidence, on disk until it is asked for.

Theorems with their statements and the digests of tensors take some ten kilobytes a layer, what else
is known of it some hundred bytes; a mixture of experts may have ten thousands of layers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from quantcert.certificate.entries import Entries
from quantcert.certificate.model import LayerCertificate
from quantcert.certificate.plain import from_plain, to_plain
from quantcert.certificate.theorem import TheoremEvidence
from quantcert.spool import Spool


@dataclass(frozen=True)
class _Record:
    """What is on disk of a layer."""

    theorems: Sequence[TheoremEvidence]
    tensor_sha256: Mapping[str, str]
    literal_sha256: Mapping[str, str]


class Shelf:
    """Takes up layers. Raises OSError where its temporary file cannot be written."""

    def __init__(self) -> None:
        """Start with an empty file."""
        self._spool = Spool()
        self._last: tuple[int, _Record] | None = None

    def put(self, layer: LayerCertificate) -> LayerCertificate:
        """The same layer, the greatest part of which is read again when it is asked for."""
        record = _Record(layer.theorems, layer.tensor_sha256, layer.literal_sha256)
        place = self._spool.add(json.dumps(to_plain(record)))
        return replace(
            layer,
            theorems=Entries(range(len(layer.theorems)), lambda k: self.at(place).theorems[k]),
            tensor_sha256=ShelvedDigests(self, place, "tensor_sha256"),
            literal_sha256=ShelvedDigests(self, place, "literal_sha256"),
        )

    def at(self, place: int) -> _Record:
        """What is on disk at a place; what was asked for last is kept."""
        if self._last is None or self._last[0] != place:
            self._last = place, from_plain(_Record, json.loads(self._spool.at(place)))
        return self._last[1]


class ShelvedDigests(Mapping[str, str]):
    """Digests by name."""

    __slots__ = ("_part", "_place", "_shelf")

    def __init__(self, shelf: Shelf, place: int, part: str) -> None:
        """A part of the record at `place`."""
        self._shelf, self._place, self._part = shelf, place, part

    def __getitem__(self, name: str) -> str:
        """The digest. Raises KeyError if there is none."""
        return self._digests[name]

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._digests)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._digests)

    @property
    def _digests(self) -> Mapping[str, str]:
        found: Mapping[str, str] = getattr(self._shelf.at(self._place), self._part)
        return found
