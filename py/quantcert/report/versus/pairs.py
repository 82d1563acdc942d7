"""What two certificates say of the same layers and the same network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from quantcert.certificate import Certificate, LayerCertificate, ScopeEvidence
from quantcert.roles import Use

_ORIGINAL = " (original)"


class Better(StrEnum):
    """Which of two is better."""

    FIRST = "A"
    SECOND = "B"
    EQUAL = "equal"
    UNKNOWN = "–"
    """They cannot be compared."""


@dataclass(frozen=True)
class LayerPair:
    """A layer of two certificates; None where one has it not. `note` says why none is better."""

    tensor: str
    first: LayerCertificate | None
    second: LayerCertificate | None
    better: Better
    note: str = ""

    @property
    def ratio(self) -> Fraction | None:
        """The second bound over the first, if they can be compared."""
        if self.better is Better.UNKNOWN or self.first is None or self.second is None:
            return None
        first, second = self.first.bound, self.second.bound
        return second / first if first and second is not None else None


@dataclass(frozen=True)
class ScopePair:
    """What both say of the network in a scope."""

    scope: str
    first: ScopeEvidence
    second: ScopeEvidence

    @property
    def better(self) -> Better:
        """By bound, if the kernel accepted both."""
        if not (self.first.verdict.by_kernel and self.second.verdict.by_kernel):
            return Better.UNKNOWN
        return _smaller(self.first.bound, self.second.bound)


@dataclass(frozen=True)
class Versus:
    """Two certificates beside each other, layers in the order of the first."""

    first: Certificate
    second: Certificate
    layers: tuple[LayerPair, ...]
    scopes: tuple[ScopePair, ...]

    @property
    def same_original(self) -> bool:
        """Whether both were made from one original."""
        return bool(self.first.base_files) and self.first.base_files == self.second.base_files

    def count(self, better: Better) -> int:
        """In how many layers it is so."""
        return sum(pair.better is better for pair in self.layers)


def versus(first: Certificate, second: Certificate) -> Versus:
    """Both beside each other."""
    return Versus(first, second, tuple(_layers(first, second)), tuple(_scopes(first, second)))


def bits_per_weight(certificate: Certificate) -> Fraction | None:
    """Of all quantized matrices, with scales and zero-points; None if there are none."""
    weights = sum(layer.weights for layer in certificate.layers)
    bits = sum(layer.bits_per_weight * layer.weights for layer in certificate.layers)
    return Fraction(bits) / weights if weights else None


def _layers(first: Certificate, second: Certificate) -> Iterator[LayerPair]:
    others = {layer.tensor: layer for layer in second.layers}
    for layer in first.layers:
        yield _pair(layer, others.pop(layer.tensor, None))
    for layer in others.values():
        yield LayerPair(layer.tensor, None, layer, Better.UNKNOWN, "A has no such layer")


def _pair(first: LayerCertificate, second: LayerCertificate | None) -> LayerPair:
    if second is None:
        return LayerPair(first.tensor, first, None, Better.UNKNOWN, "B has no such layer")
    better, note = _better(first, second)
    return LayerPair(first.tensor, first, second, better, note)


def _better(first: LayerCertificate, second: LayerCertificate) -> tuple[Better, str]:
    """The one with the smaller bound, if both bounds speak of the same."""
    if first.bound is None or second.bound is None:
        return Better.UNKNOWN, "no original was given"
    if _original(first) != _original(second):
        return Better.UNKNOWN, "the originals differ"
    if [use.use for use in first.uses] != [use.use for use in second.uses]:
        return Better.UNKNOWN, "bounds of different uses"
    looked_up = all(use.use is Use.ENTRIES for use in first.uses) and bool(first.uses)
    if first.input_abs_max != second.input_abs_max and not looked_up:
        return Better.UNKNOWN, "the ranges of inputs differ"
    proved = first.verdict.by_kernel, second.verdict.by_kernel
    if proved != (True, True):
        return Better.UNKNOWN, "not both are proved"
    return _smaller(first.bound, second.bound), ""


def _original(layer: LayerCertificate) -> dict[str, str]:
    """Digests of what the layer was made from."""
    return {name: sha for name, sha in layer.tensor_sha256.items() if name.endswith(_ORIGINAL)}


def _smaller(first: Fraction, second: Fraction) -> Better:
    if first == second:
        return Better.EQUAL
    return Better.FIRST if first < second else Better.SECOND


def _scopes(first: Certificate, second: Certificate) -> Iterator[ScopePair]:
    ours = () if first.network is None else first.network.scopes
    theirs = () if second.network is None else second.network.scopes
    others = {scope.scope: scope for scope in theirs}
    for scope in ours:
        if scope.scope in others:
            yield ScopePair(scope.scope, scope, others[scope.scope])
