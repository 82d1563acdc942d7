"""Which tensors are what in a network of the Llama kind, read off its architecture.

What the integer program has no operation for is refused: other norms and functions, windows,
capped scores, norms of heads, experts.
"""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.errors import CheckpointError
from quantcert.exact.dyadic import Dyadic
from quantcert.models.net import (
    Activate,
    Add,
    Architecture,
    Attention,
    Bias,
    Block,
    Input,
    Linear,
    Lookup,
    Mul,
    Net,
    Point,
    RmsNorm,
    Rope,
    Scale,
    Seq,
)


@dataclass(frozen=True)
class Affine:
    """The numbers of a linear layer's matrix and bias in the architecture."""

    matrix: int
    bias: int | None


@dataclass(frozen=True)
class AttentionBlock:
    """Numbers of the tensors of an attention block, and how its heads attend."""

    norm: RmsNorm
    query: Affine
    key: Affine
    value: Affine
    output: Affine
    attention: Attention
    angles: int
    scale: Dyadic | None


@dataclass(frozen=True)
class MlpBlock:
    """Numbers of the tensors of a gated MLP."""

    norm: RmsNorm
    gate: Affine
    up: Affine
    down: Affine


@dataclass(frozen=True)
class Llama:
    """A network of this kind; a head has a matrix of its own, or the embedding's number."""

    embedding: int
    layers: tuple[tuple[AttentionBlock, MlpBlock], ...]
    norm: RmsNorm
    head: Affine


def read_llama(network: Architecture) -> Llama:
    """The network's tensors by role.

    Raises:
        CheckpointError: naming the block that the integer program cannot compute.
    """
    first, *middle, last = network.blocks
    embedding = _bare(first.net)
    if not isinstance(embedding, Lookup) or embedding.index != "token" or len(middle) % 2:
        raise _refused(first)
    pairs = zip(middle[0::2], middle[1::2], strict=True)
    layers = tuple((_attention(one), _mlp(other)) for one, other in pairs)
    head, operand = _affine(last, last.net)
    return Llama(embedding.matrix, layers, _norm(last, operand), head)


def _attention(block: Block) -> AttentionBlock:
    norm, added = _residual(block)
    output, operand = _affine(block, added)
    mixed = _bare(operand)
    if not isinstance(mixed, Attention) or mixed.mask != "causal" or mixed.cap is not None:
        raise _refused(block)
    query, angles, scale = _rotated(block, mixed.query)
    key, key_angles, key_scale = _rotated(block, mixed.key)
    if (angles, scale) != (key_angles, key_scale):
        raise _refused(block)
    value = _of_input(block, mixed.value)
    return AttentionBlock(norm, query, key, value, output, mixed, angles, scale)


def _rotated(block: Block, net: Net) -> tuple[Affine, int, Dyadic | None]:
    scale = net.factor if isinstance(net, Scale) else None
    rotated = net.x if isinstance(net, Scale) else net
    if not isinstance(rotated, Rope):
        raise _refused(block)
    return _of_input(block, rotated.x), rotated.angles, scale


def _mlp(block: Block) -> MlpBlock:
    norm, added = _residual(block)
    down, operand = _affine(block, added)
    hidden = _bare(operand)
    if not isinstance(hidden, Mul) or not isinstance(hidden.x, Activate):
        raise _refused(block)
    if hidden.x.function != "silu":
        raise _refused(block)
    return MlpBlock(norm, _of_input(block, hidden.x.x), _of_input(block, hidden.y), down)


def _residual(block: Block) -> tuple[RmsNorm, Net]:
    """The norm of the input, and what is computed of it and added to the input."""
    added = _bare(block.net)
    if not isinstance(added, Add) or not isinstance(added.x, Input) or not isinstance(added.y, Seq):
        raise _refused(block)
    return _norm(block, added.y.first), added.y.second


def _norm(block: Block, net: Net) -> RmsNorm:
    norm = _bare(net)
    if not isinstance(norm, RmsNorm) or not isinstance(norm.x, Input):
        raise _refused(block)
    return norm


def _of_input(block: Block, net: Net) -> Affine:
    affine, operand = _affine(block, net)
    if not isinstance(operand, Input):
        raise _refused(block)
    return affine


def _affine(block: Block, net: Net) -> tuple[Affine, Net]:
    """A matrix, perhaps with a bias, and what it is applied to."""
    inner = _bare(net)
    bias = inner.vector if isinstance(inner, Bias) else None
    product = _bare(inner.x) if isinstance(inner, Bias) else inner
    if not isinstance(product, Linear):
        raise _refused(block)
    return Affine(product.matrix, bias), product.x


def _bare(net: Net) -> Net:
    while isinstance(net, Point):
        net = net.x
    return net


def _refused(block: Block) -> CheckpointError:
    return CheckpointError(
        f"{block.name}: the integer program computes RMSNorm, rotary causal attention over all "
        "positions, gated MLPs with SiLU, and nothing else"
    )
