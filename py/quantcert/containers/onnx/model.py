"""The graph of an ONNX file: its nodes, and where its tensors lie.

Field numbers are those of onnx/onnx.proto (IR version 13). Graphs within nodes (bodies of loops and
branches) are not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from quantcert.containers.container import TensorInfo
from quantcert.containers.impostors import refuse_impostor
from quantcert.containers.onnx.stored import (
    STRING,
    StoredTensor,
    place_tensor,
    read_tensor_message,
)
from quantcert.containers.onnx.wire import BYTES, VARINT, Field, WireFile
from quantcert.errors import CheckpointError

_MODEL_GRAPH = 7
_GRAPH_NODE, _GRAPH_INITIALIZER = 1, 5


@dataclass(frozen=True)
class Node:
    """An operation of the graph.

    Attributes:
        name: may be empty.
        kind: its operator.
        domain: of the operator; empty for ONNX's own.
        inputs: names of values; an empty one is an input that is left out.
        outputs: names of values.
        attributes: integers, and lists of integers, by name; others are left out.
    """

    name: str
    kind: str
    domain: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, int | tuple[int, ...]]

    def integer(self, name: str, default: int) -> int:
        """An attribute that is an integer."""
        value = self.attributes.get(name, default)
        return value if isinstance(value, int) else default

    def input(self, place: int) -> str:
        """The name of an input; empty if it is left out."""
        return self.inputs[place] if place < len(self.inputs) else ""

    @property
    def output(self) -> str:
        """The name of the first output; empty if there is none."""
        return self.outputs[0] if self.outputs else ""


@dataclass(frozen=True)
class Model:
    """A parsed file.

    Attributes:
        nodes: the operations, in order.
        tensors: the stored tensors (initializers and constants).
        values: elements of tensors that do not lie in the file as they are, by name.
    """

    nodes: tuple[Node, ...]
    tensors: tuple[TensorInfo, ...]
    values: Mapping[str, NDArray[Any]]


def read_model(path: Path) -> Model:
    """The graph and the tensors of a file.

    Raises:
        CheckpointError: if the file is malformed, or a tensor is none that can be read.
    """
    refuse_impostor(path)
    with WireFile(path) as file:
        graphs = [f for f in file.fields(0, file.size) if f.number == _MODEL_GRAPH]
        if len(graphs) != 1 or graphs[0].kind != BYTES:
            raise CheckpointError(f"{path}: holds {len(graphs)} graphs; not a sound ONNX file")
        return _graph(file, graphs[0])


def _graph(file: WireFile, graph: Field) -> Model:
    nodes: list[Node] = []
    stored: list[StoredTensor] = []
    for part in file.fields(graph.offset, graph.offset + graph.length):
        if part.number == _GRAPH_NODE:
            node, constant = _node(file, part)
            if constant is not None and node.kind == "Constant" and len(node.outputs) == 1:
                constant.name = node.outputs[0]
                stored.append(constant)
            else:
                nodes.append(node)
        elif part.number == _GRAPH_INITIALIZER:
            stored.append(read_tensor_message(file, part))
    values: dict[str, NDArray[Any]] = {}
    infos = [place_tensor(file, tensor, values) for tensor in stored if tensor.dtype != STRING]
    names = [info.name for info in infos]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise CheckpointError(f"{file.path}: tensor {twice} is stored twice")
    return Model(tuple(nodes), tuple(infos), values)


def _node(file: WireFile, node: Field) -> tuple[Node, StoredTensor | None]:
    """An operation, and the tensor among its attributes."""
    texts: dict[int, list[str]] = {1: [], 2: [], 3: [], 4: [], 7: []}
    attributes: dict[str, int | tuple[int, ...]] = {}
    constant = None
    for part in file.fields(node.offset, node.offset + node.length):
        if part.number in texts:
            texts[part.number].append(file.text(part))
        elif part.number == 5:
            name, value, tensor = _attribute(file, part)
            constant = constant or tensor
            if value is not None:
                attributes[name] = value
    name, kind, domain = (texts[number][-1] if texts[number] else "" for number in (3, 4, 7))
    return Node(name, kind, domain, tuple(texts[1]), tuple(texts[2]), attributes), constant


def _attribute(
    file: WireFile, attribute: Field
) -> tuple[str, int | tuple[int, ...] | None, StoredTensor | None]:
    name, value, tensor = "", None, None
    many: list[int] = []
    for part in file.fields(attribute.offset, attribute.offset + attribute.length):
        if part.number == 1:
            name = file.text(part)
        elif part.number == 3 and part.kind == VARINT:
            (value,) = file.integers(part)
        elif part.number == 8:
            many += file.integers(part)
        elif part.number == 5 and part.kind == BYTES:
            tensor = read_tensor_message(file, part)
    return name, tuple(many) if many else value, tensor
