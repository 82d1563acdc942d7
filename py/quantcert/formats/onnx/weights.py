"""The quantized matrices of a graph, by the operations that take their codes.

Operators of ONNX (`DequantizeLinear`, `QLinearMatMul`, `MatMulInteger`: docs/Operators.md) and of
ONNX Runtime's domain com.microsoft (docs/ContribOperators.md); besides, a cast of codes followed by
a product with scales, which exporters of their own write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quantcert.containers.onnx.container import OnnxContainer
from quantcert.containers.onnx.model import Node
from quantcert.errors import CheckpointError
from quantcert.formats.onnx.graph import Graph, MatrixUse
from quantcert.formats.onnx.layout import BITS

CODES = frozenset(BITS)
"""Types of codes."""


@dataclass(frozen=True)
class StoredWeight:
    """A quantized matrix in a file.

    Attributes:
        codes: tensor of the codes.
        scales: tensor of the scales.
        zeros: tensor of the zero-points; empty if there is none.
        value: what stands for the matrix, or its product, in the graph.
        node: the operation that takes the codes.
        axis: the axis along which scales of one axis run, or blocks lie.
        block: elements of a block along the axis; 0 if there are none.
        uses: what it is used for.
    """

    codes: str
    scales: str
    zeros: str
    value: str
    node: Node
    axis: int
    block: int
    uses: tuple[MatrixUse, ...]


_QUANTIZED = "_quantized"  # how ONNX Runtime ends the names of codes

Finder = Callable[[OnnxContainer, Graph, Node], Iterator[StoredWeight]]


def stored_weights(container: OnnxContainer, graph: Graph) -> list[StoredWeight]:
    """All quantized matrices, each once, in the order of the operations."""
    found: dict[str, StoredWeight] = {}
    for node in graph.nodes:
        for weight in _FINDERS.get(node.kind, _nothing)(container, graph, node):
            if _is_matrix(container, weight):
                found.setdefault(weight.codes, weight)
    return list(found.values())


def _is_matrix(container: OnnxContainer, weight: StoredWeight) -> bool:
    """Whether codes and scales are stored, the codes as a matrix (or its blocks)."""
    stored = [weight.codes, weight.scales, *([weight.zeros] if weight.zeros else [])]
    if not all(name in container for name in stored):
        return False
    info = container.info(weight.codes)
    axes = 3 if weight.node.kind == "MatMulNBits" else 2
    return info.dtype in CODES and len(info.shape) == axes and 0 not in info.shape


def _nothing(container: OnnxContainer, graph: Graph, node: Node) -> Iterator[StoredWeight]:
    yield from ()


def _dequantized(container: OnnxContainer, graph: Graph, node: Node) -> Iterator[StoredWeight]:
    """Codes that are decoded whole, or looked up and then decoded."""
    codes, scales, zeros = _inputs(node, 0, 1, 2)
    value, axis, block = node.output, node.integer("axis", 1), node.integer("block_size", 0)
    maker = graph.maker(codes)
    if maker is not None and maker.kind == "Gather":
        yield StoredWeight(
            maker.input(0), scales, zeros, value, node, axis, block, (MatrixUse(maker, False),)
        )
    else:
        yield StoredWeight(codes, scales, zeros, value, node, axis, block, tuple(graph.uses(value)))


def _looked_up(container: OnnxContainer, graph: Graph, node: Node) -> Iterator[StoredWeight]:
    """Codes that are looked up for products of integers: what belongs to them is named alike."""
    codes = node.input(0)
    stem = codes.removesuffix(_QUANTIZED)
    if stem != codes and f"{stem}_scale" in container:
        zeros = f"{stem}_zero_point" if f"{stem}_zero_point" in container else ""
        use = (MatrixUse(node, False),)
        yield StoredWeight(codes, f"{stem}_scale", zeros, node.output, node, 0, 0, use)


def _multiplied(container: OnnxContainer, graph: Graph, node: Node) -> Iterator[StoredWeight]:
    """Codes that are cast and multiplied by scales, nothing else."""
    takers = graph.takers(node.output)
    if node.input(0) not in container or [taker.kind for taker in takers] != ["Mul"]:
        return
    (product,) = takers
    others = [name for name in product.inputs if name != node.output]
    if len(others) != 1:
        return
    (scales,), value = others, product.output
    yield StoredWeight(node.input(0), scales, "", value, node, 1, 0, tuple(graph.uses(value)))


def _product(*places: int) -> Finder:
    """A product with codes; `places` of codes, scales and zero-points among its inputs."""

    def find(container: OnnxContainer, graph: Graph, node: Node) -> Iterator[StoredWeight]:
        codes, scales, zeros = _inputs(node, *places)
        stored_as_layer = node.kind == "QGemm" and node.integer("transB", 0)
        use = MatrixUse(node, not stored_as_layer)
        yield StoredWeight(codes, scales, zeros, node.output, node, 1, 0, (use,))

    return find


def _integer_product(container: OnnxContainer, graph: Graph, node: Node) -> Iterator[StoredWeight]:
    """A product of integers, whose result is cast and multiplied by both sides' scales."""
    _, codes, _, zeros = _inputs(node, 0, 1, 2, 3)
    for cast in graph.takers(node.output):
        for product in graph.takers(cast.output) if cast.kind == "Cast" else []:
            scales = _scales_of_product(container, graph, product, codes)
            if scales:
                use = (MatrixUse(product, True),)
                yield StoredWeight(codes, scales, zeros, product.output, node, 1, 0, use)


def _scales_of_product(container: OnnxContainer, graph: Graph, product: Node, codes: str) -> str:
    """The stored factor of an integer product's scales; empty if there is none.

    Raises:
        CheckpointError: if there are two, none of which is named as the codes are.
    """
    factors: list[str] = []
    for other in product.inputs if product.kind == "Mul" else ():
        maker = graph.maker(other)
        factors += (other,) if maker is None else maker.inputs if maker.kind == "Mul" else ()
    stored = [name for name in factors if name in container]
    stem = codes.removesuffix(_QUANTIZED)
    named = [name for name in stored if name.startswith(stem)] if len(stored) > 1 else stored
    if len(named) > 1 or (stored and not named):
        raise CheckpointError(
            f"{container.path}: tensor {codes}: it is not clear which are its scales: "
            f"{', '.join(stored)}"
        )
    return named[0] if named else ""


def _inputs(node: Node, *places: int) -> list[str]:
    """Names of inputs; empty for those that are left out."""
    return [node.input(place) for place in places]


_FINDERS: dict[str, Finder] = {
    "DequantizeLinear": _dequantized,
    "Gather": _looked_up,
    "Cast": _multiplied,
    "MatMulInteger": _integer_product,
    "QLinearMatMul": _product(3, 4, 5),
    "QGemm": _product(3, 4, 5),
    "MatMulIntegerToFloat": _product(1, 3, 5),
    "DynamicQuantizeMatMul": _product(1, 2, 3),
    "MatMulNBits": _product(1, 2, 3),
}
