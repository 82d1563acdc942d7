"""Who makes and who takes the values of a graph, and how a stored matrix takes part in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quantcert.containers.onnx.model import Node

_SAME = ("Cast", "Identity")


@dataclass(frozen=True)
class MatrixUse:
    """A product, or a look-up, that a matrix takes part in.

    Attributes:
        node: the operation.
        transposed: whether the matrix is stored [inputs, outputs], the other way round than a
            linear layer's weight.
    """

    node: Node
    transposed: bool


class Graph:
    """The operations of a file by the values that they make and take."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        """Index the operations."""
        self.nodes = nodes
        self._makers = {value: node for node in nodes for value in node.outputs if value}
        self._takers: dict[str, list[Node]] = {}
        for node in nodes:
            for value in filter(None, dict.fromkeys(node.inputs)):
                self._takers.setdefault(value, []).append(node)

    def maker(self, value: str) -> Node | None:
        """The operation that makes a value; None if it is an input or stored."""
        return self._makers.get(value)

    def takers(self, value: str) -> list[Node]:
        """The operations that take a value."""
        return self._takers.get(value, [])

    def uses(self, value: str, transposed: bool = False) -> Iterator[MatrixUse]:
        """What a matrix is used for, whose value may be cast and transposed on the way."""
        for node, taken, turned in self._takers_of_same(value, transposed):
            if node.kind == "Gather" and node.input(0) == taken:
                yield MatrixUse(node, turned)
            elif node.kind == "MatMul" and node.input(1) == taken:
                yield MatrixUse(node, not turned)
            elif node.kind == "Gemm" and node.input(1) == taken:
                yield MatrixUse(node, turned if node.integer("transB", 0) else not turned)

    def _takers_of_same(self, value: str, transposed: bool) -> Iterator[tuple[Node, str, bool]]:
        """The operations that take a value, or what it is cast or transposed to; what they take,
        and whether that is transposed.

        A malformed graph may go round in a circle: each is looked at once.
        """
        seen: set[tuple[str, bool]] = set()
        stack: list[tuple[Node, str, bool]] = []

        def push(taken: str, turned: bool) -> None:
            if (taken, turned) not in seen:
                seen.add((taken, turned))
                stack.extend((node, taken, turned) for node in reversed(self.takers(taken)))

        push(value, transposed)
        while stack:
            node, taken, turned = stack.pop()
            if node.kind in _SAME:
                push(node.output, turned)
            elif node.kind == "Transpose" and node.attributes.get("perm", (1, 0)) == (1, 0):
                push(node.output, not turned)
            else:
                yield node, taken, turned

    def addends(self, node: Node) -> Iterator[str]:
        """What is added to the result of an operation, or taken by it as its bias."""
        if node.kind == "Gemm":
            yield from node.inputs[2:3]
        for value in node.outputs:
            for taker, taken, turned in self._takers_of_same(value, False):
                if taker.kind == "Add" and not turned:
                    yield from (name for name in taker.inputs if name != taken)
