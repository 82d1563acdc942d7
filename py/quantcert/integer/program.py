"""The integer program of a network of the Llama kind: sizes, matrices and constants."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.integer.attention import Scores
from quantcert.integer.linear import Matrix
from quantcert.integer.norm import Norm
from quantcert.integer.precision import Precision
from quantcert.integer.rope import Rotation


@dataclass(frozen=True)
class Sizes:
    """Numbers of a program.

    Attributes:
        precision: how numbers are written.
        positions: the longest text.
        vocabulary: tokens.
        dim: entries of the residual stream.
        inner: entries between the matrices of an MLP.
        heads: of queries.
        groups: heads of keys and values.
        head_dim: entries of a head.
    """

    precision: Precision
    positions: int
    vocabulary: int
    dim: int
    inner: int
    heads: int
    groups: int
    head_dim: int

    @property
    def unit(self) -> int:
        """Wide integers are in units of `2**-unit`."""
        return self.precision.unit


@dataclass(frozen=True)
class Layer:
    """The norms and matrices of a layer, by the names that families share."""

    attention_norm: Norm
    query: Matrix
    key: Matrix
    value: Matrix
    output: Matrix
    mlp_norm: Norm
    gate: Matrix
    up: Matrix
    down: Matrix

    def matrices(self) -> tuple[Matrix, ...]:
        """The seven, in the order of use."""
        return (self.query, self.key, self.value, self.output, self.gate, self.up, self.down)


@dataclass(frozen=True)
class Program:
    """All that a run needs; the head may be the embedding itself."""

    sizes: Sizes
    embedding: Matrix
    layers: tuple[Layer, ...]
    final_norm: Norm
    head: Matrix
    rotation: Rotation
    scores: Scores

    def matrices(self) -> tuple[Matrix, ...]:
        """All matrices, one that is embedding and head once, in the order of use."""
        inside = tuple(matrix for layer in self.layers for matrix in layer.matrices())
        return (self.embedding, *inside, *(() if self.head is self.embedding else (self.head,)))
