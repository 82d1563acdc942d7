"""What is claimed of the sizes of a program's numbers: the structures of `Thm/Integer` in Lean.

Fields have Lean's order. Bounds are of magnitudes; shifts are the largest that vectors may need.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LinearSizes:
    """Of a linear layer: the largest sum of a row's weights without signs, bias, shift, outputs."""

    norm: int
    bias: int
    shift: int
    output: int


@dataclass(frozen=True)
class NormSizes:
    """Of a norm: the largest factor, shift and root."""

    factor: int
    shift: int
    root: int

    def output(self, left: int) -> int:
        """The largest output, if factors are shifted by `left` to the wide unit."""
        return self.factor << left


@dataclass(frozen=True)
class AttentionSizes:
    """Of attention: shifts of queries, keys and values, scores, means of values."""

    query_shift: int
    key_shift: int
    value_shift: int
    score: int
    output: int


@dataclass(frozen=True)
class GateSizes:
    """Of a gated product: shifts of both factors, products."""

    gate_shift: int
    up_shift: int
    output: int


@dataclass(frozen=True)
class LayerSizes:
    """Of a layer; `turned_query` and `turned_key` are of entries after their rotation."""

    attention_norm: NormSizes
    query: LinearSizes
    key: LinearSizes
    value: LinearSizes
    turned_query: int
    turned_key: int
    attention: AttentionSizes
    output: LinearSizes
    mlp_norm: NormSizes
    gate: LinearSizes
    up: LinearSizes
    product: GateSizes
    down: LinearSizes

    def after(self, stream: int) -> int:
        """The residual stream after the layer, if it is at most `stream` before."""
        return stream + self.output.output + self.down.output


@dataclass(frozen=True)
class ProgramSizes:
    """Of a program."""

    layers: tuple[LayerSizes, ...]
    final_norm: NormSizes
    head: LinearSizes
