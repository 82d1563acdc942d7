"""Architectures as data: the same operations, in the same shape, as `Net` in the Lean library.

A net holds no weights. Matrices and vectors are numbered by their place in
`Architecture.matrices` and `Architecture.vectors`. See `lean/QuantCert/Spec/Model/Net.lean` for
what each operation computes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

from quantcert.exact.dyadic import Dyadic

Function = Literal["relu", "gelu", "silu"]

Frequencies = tuple[float, ...]
"""A table of angles: at position t, entries i and half + i of a head turn by t times the i-th."""


@dataclass(frozen=True)
class Input:
    """The activations that the block is given."""


@dataclass(frozen=True)
class Lookup:
    """A row of a table [rows, dim]: of the token, of the position, or always the same."""

    rows: int
    dim: int
    matrix: int
    index: Literal["token", "position"] | int


@dataclass(frozen=True)
class Linear:
    """A matrix [rows, columns] times the operand."""

    rows: int
    columns: int
    matrix: int
    x: Net


@dataclass(frozen=True)
class Bias:
    """A vector of `dim` entries is added."""

    dim: int
    vector: int
    x: Net


@dataclass(frozen=True)
class RmsNorm:
    """RMSNorm. `name` is the place whose root mean square a region may bound from below."""

    name: str
    dim: int
    factors: int
    epsilon: Dyadic
    x: Net


@dataclass(frozen=True)
class LayerNorm:
    """LayerNorm. `name` is the place whose standard deviation a region may bound from below."""

    name: str
    dim: int
    factors: int
    offsets: int
    epsilon: Dyadic
    x: Net


@dataclass(frozen=True)
class Activate:
    """A function applied to each entry."""

    dim: int
    function: Function
    x: Net


@dataclass(frozen=True)
class Add:
    """The sum of two operands."""

    dim: int
    x: Net
    y: Net


@dataclass(frozen=True)
class Mul:
    """The product of two operands, entry by entry."""

    dim: int
    x: Net
    y: Net


@dataclass(frozen=True)
class Rope:
    """Rotary position embedding of `heads` heads of `2 * half` entries."""

    heads: int
    half: int
    x: Net


@dataclass(frozen=True)
class Attention:
    """Attention of `groups * group` heads of `head_dim` entries; `groups` of keys and values."""

    groups: int
    group: int
    head_dim: int
    causal: bool
    query: Net
    key: Net
    value: Net


@dataclass(frozen=True)
class Mixture:
    """The outputs of the experts, mixed with the softmax of the router's scores."""

    dim: int
    router: Net
    experts: tuple[Net, ...]


@dataclass(frozen=True)
class Routed:
    """The experts with the `k` largest scores, mixed with the softmax of these scores.

    Of equal scores that of the expert with the lower number is larger. `name` is the place whose
    gap, between the scores that are selected and the others, a region may bound from below.
    """

    name: str
    dim: int
    k: int
    router: Net
    experts: tuple[Net, ...]


@dataclass(frozen=True)
class Seq:
    """`second`, applied to what `first` computes."""

    first: Net
    second: Net


@dataclass(frozen=True)
class Point:
    """The operand itself, at a place whose size a region may bound."""

    name: str
    dim: int
    x: Net


Net = (
    Input
    | Lookup
    | Linear
    | Bias
    | RmsNorm
    | LayerNorm
    | Activate
    | Add
    | Mul
    | Rope
    | Attention
    | Mixture
    | Routed
    | Seq
    | Point
)


@dataclass(frozen=True)
class Block:
    """A net with a name, such as "layer 3 attention"."""

    name: str
    net: Net


@dataclass(frozen=True)
class MatrixUse:
    """A matrix [rows, columns] of the network and the tensor that holds it."""

    tensor: str
    rows: int
    columns: int


@dataclass(frozen=True)
class VectorUse:
    """A vector of `dim` entries and the tensor that holds it."""

    tensor: str
    dim: int


@dataclass(frozen=True)
class Architecture:
    """A network from tokens to its output: blocks one after the other.

    `output` says what the last block computes. `input_dim` is the number of entries of the vectors
    that the first block is given, 0 if it reads tokens alone. `frequencies` are the tables of
    angles of the rotary embeddings, in radians per position.
    """

    family: str
    head_dim: int
    vocabulary: int
    max_length: int
    output: Literal["hidden states", "logits", "scores"]
    blocks: tuple[Block, ...]
    matrices: tuple[MatrixUse, ...]
    vectors: tuple[VectorUse, ...]
    frequencies: tuple[Frequencies, ...] = ()
    input_dim: int = 0


def output_dim(dim: int, net: Net) -> int:
    """`Net.outDim`: the entries of a net's output, if its input has `dim`."""
    match net:
        case Input():
            return dim
        case Linear():
            return net.rows
        case Rope():
            return net.heads * 2 * net.half
        case Attention():
            return net.groups * net.group * net.head_dim
        case Seq():
            return output_dim(output_dim(dim, net.first), net.second)
        case _:
            return net.dim


def operations(architecture: Architecture) -> Iterator[Net]:
    """All operations of all blocks."""
    for block in architecture.blocks:
        yield from nodes(block.net)


def nodes(net: Net) -> Iterator[Net]:
    """The net and all nets in it, the outermost first."""
    yield net
    for operand in operands(net):
        yield from nodes(operand)


def operands(net: Net) -> tuple[Net, ...]:
    """The nets to which the outermost operation of a net is applied."""
    values = [getattr(net, field.name) for field in fields(net)]
    nested = [value if isinstance(value, tuple) else (value,) for value in values]
    return tuple(value for group in nested for value in group if isinstance(value, Net))
