"""Which linear layers follow a norm, so that their input is bounded whatever the network reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from quantcert.exact.dyadic import Dyadic, plus, root_up, rounded_up, times
from quantcert.models.certificates import MatrixNorms, ModelCert
from quantcert.models.net import (
    Architecture,
    Input,
    LayerNorm,
    Linear,
    Net,
    Point,
    RmsNorm,
    Seq,
    operands,
)

Norm = RmsNorm | LayerNorm


@dataclass(frozen=True)
class LayerAfterNorm:
    """A linear layer, by the number of its matrix, and the norm whose output it reads."""

    matrix: int
    norm: Norm


@dataclass(frozen=True)
class AfterNormClaim:
    """What `checkAfterNorm` is asked: `bound` of the error of the layer's output.

    `root` is at least the root of the number of entries, `factor` and `offset` bound the norm's
    vectors. `trivial` is the same bound for a layer of zeros.
    """

    root: Dyadic
    factor: Dyadic
    offset: Dyadic
    bound: Dyadic
    trivial: Dyadic


def layers_after_norm(architecture: Architecture) -> list[LayerAfterNorm]:
    """The linear layers that follow a norm, in the order of the network, each once."""
    found: dict[LayerAfterNorm, None] = {}
    before: Norm | None = None
    for block in architecture.blocks:
        found |= dict.fromkeys(_layers(block.net, before))
        before = _last_norm(block.net, before)
    return list(found)


def after_norm_claim(layer: LayerAfterNorm, cert: ModelCert) -> AfterNormClaim:
    """The bound for a layer: the norm of a row of its error times the norm of its input.

    After a norm over n entries the input's norm is at most √n times the largest factor, plus the
    norm of the offsets.
    """
    norm, matrix = layer.norm, cert.matrices[layer.matrix]
    root = root_up(Fraction(norm.dim))
    factor = cert.vectors[norm.factors].size.entry
    offset = Dyadic(0, 0)
    if isinstance(norm, LayerNorm):
        offset = cert.vectors[norm.offsets].size.norm
    size = plus(times(root, factor), offset)

    def error(of: MatrixNorms) -> Dyadic:
        return rounded_up(times(of.row_norm, size).fraction)

    return AfterNormClaim(root, factor, offset, error(matrix.error), error(matrix.original))


def _layers(net: Net, before: Norm | None) -> Iterator[LayerAfterNorm]:
    """The layers after a norm in a net whose input comes from the norm `before`, if from one."""
    if isinstance(net, Seq):
        yield from _layers(net.first, before)
        yield from _layers(net.second, _last_norm(net.first, before))
        return
    for operand in operands(net):
        yield from _layers(operand, before)
    if isinstance(net, Linear):
        norm = _last_norm(net.x, before)
        if norm is not None:
            yield LayerAfterNorm(net.matrix, norm)


def _last_norm(net: Net, before: Norm | None) -> Norm | None:
    """The norm whose output the net's output is, if it is that of a norm."""
    match net:
        case Input():
            return before
        case RmsNorm() | LayerNorm():
            return net
        case Point():
            return _last_norm(net.x, before)
        case Seq():
            return _last_norm(net.second, _last_norm(net.first, before))
        case _:
            return None
