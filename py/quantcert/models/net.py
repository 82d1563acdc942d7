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
from quantcert.pairing.parts import TensorPart

Function = Literal["relu", "gelu", "gelu_tanh", "silu"]
"""`gelu_tanh` is `x * (1 + tanh(√(2/π) * (x + 0.044715 * x**3))) / 2`; to Lean it is a GELU too."""

Mask = Literal["full", "causal"] | int
"""Which positions a position attends to: all, those up to its own, or the last so many of these."""

Frequencies = tuple[float, ...]
"""A table of angles: at position t, entries i and half + i of a head turn by t times the i-th."""


@dataclass(frozen=True)
class Input:
    """The activations that the block is given."""


@dataclass(frozen=True)
class PaddedPosition:
    """The number of tokens up to a position that are not `pad`, plus `pad`; `pad` for that token.

    The positions of RoBERTa.
    """

    pad: int


@dataclass(frozen=True)
class Lookup:
    """A row of a table [rows, dim]: of the token, of the position, or always the same."""

    rows: int
    dim: int
    matrix: int
    index: Literal["token", "position"] | PaddedPosition | int


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
class Scale:
    """The operand times a number."""

    dim: int
    factor: Dyadic
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
class RmsNormHeads:
    """RMSNorm of each head of `head_dim` entries, all with the same factors [head_dim].

    `name` is the place whose root mean square, of any head, a region may bound from below.
    """

    name: str
    heads: int
    head_dim: int
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
class SoftCap:
    """`cap * tanh(x / cap)` of each entry."""

    dim: int
    cap: Dyadic
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
    """Rotary position embedding of `heads` heads of `2 * half` entries.

    `angles` is the number of its table in `Architecture.frequencies`.
    """

    heads: int
    half: int
    x: Net
    angles: int = 0


@dataclass(frozen=True)
class Attention:
    """Attention of `groups * group` heads of `head_dim` entries; `groups` of keys and values.

    A score is a dot product divided by the root of `root`, `head_dim` if None, and then
    `cap * tanh(score / cap)` unless `cap` is None.
    """

    groups: int
    group: int
    head_dim: int
    mask: Mask
    query: Net
    key: Net
    value: Net
    root: int | None = None
    cap: Dyadic | None = None

    @property
    def scoring(self) -> Scoring:
        """How scores are made of dot products."""
        return Scoring(self.head_dim if self.root is None else self.root, self.cap)


@dataclass(frozen=True)
class Scoring:
    """Dot products are divided by the root of `root`, and capped unless `cap` is None."""

    root: int
    cap: Dyadic | None


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
    gap, between the scores that are selected and the others, a region may bound from below. If
    `shares`, the weights are those of the softmax of all scores; they add to less than one.
    """

    name: str
    dim: int
    k: int
    router: Net
    experts: tuple[Net, ...]
    shares: bool = False


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
    | Scale
    | RmsNorm
    | RmsNormHeads
    | LayerNorm
    | Activate
    | SoftCap
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
    """A matrix [rows, columns] of the network, and the part of a tensor that holds it."""

    part: TensorPart
    rows: int
    columns: int

    @property
    def tensor(self) -> str:
        """Name of the tensor."""
        return self.part.tensor

    def __str__(self) -> str:
        """The tensor's name, and which part of it."""
        return str(self.part)


@dataclass(frozen=True)
class VectorUse:
    """A vector of `dim` entries, and the part of a tensor that holds it, less one if `plus_one`.

    The rows of the part are entries.
    """

    part: TensorPart
    dim: int
    plus_one: bool = False

    @property
    def tensor(self) -> str:
        """Name of the tensor."""
        return self.part.tensor

    @property
    def entries(self) -> slice:
        """Which entries of the tensor it is."""
        return slice(None) if self.part.rows is None else slice(*self.part.rows)

    def __str__(self) -> str:
        """The tensor's name, and which part of it."""
        return str(self.part).replace(", rows ", ", entries ")


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

    @property
    def weights(self) -> int:
        """How many entries all matrices have together."""
        return sum(use.rows * use.columns for use in self.matrices)

    @property
    def encodes(self) -> bool:
        """Whether it is an encoder: it gives a vector for each token, and no next tokens."""
        return self.output == "hidden states"


def output_dim(dim: int, net: Net) -> int:
    """`Net.outDim`: the entries of a net's output, if its input has `dim`."""
    match net:
        case Input():
            return dim
        case Linear():
            return net.rows
        case Rope():
            return net.heads * 2 * net.half
        case RmsNormHeads():
            return net.heads * net.head_dim
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
