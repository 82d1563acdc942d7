"""Reader of ONNX files: quantized matrices and parameters under the names of the original."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from functools import partial
from pathlib import Path

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.containers.onnx.container import OnnxContainer, open_onnx
from quantcert.errors import CheckpointError
from quantcert.formats.onnx.biases import stored_vectors
from quantcert.formats.onnx.blocks_matrix import blocks_matrix
from quantcert.formats.onnx.graph import Graph, MatrixUse
from quantcert.formats.onnx.grid_matrix import grid_matrix
from quantcert.formats.onnx.naming import candidates, matching
from quantcert.formats.onnx.view import OnnxView, Shown
from quantcert.formats.onnx.weights import StoredWeight, stored_weights
from quantcert.formats.stored import StoredCheckpoint, StoredMatrix

_FLOATS = ("F32", "F16", "BF16", "F64")
_POOLER = re.compile(r"(?:.*\.)?pooler\.dense\.(?:weight|bias)$")


def is_onnx(path: Path) -> bool:
    """Whether a path is a file by the name of an ONNX file."""
    return path.suffix == ".onnx" and path.is_file()


def open_quantized_onnx(path: Path, original: Checkpoint | None) -> StoredCheckpoint:
    """The quantized matrices and the parameters of a file.

    What cannot be matched with a tensor of the original keeps the name that the file gives it.

    Raises:
        CheckpointError: if the file is malformed, or nothing in it is quantized.
    """
    container = open_onnx(path)
    graph = Graph(container.nodes)
    weights = stored_weights(container, graph)
    if not weights:
        raise CheckpointError(
            f"{path}: no operation that is known takes a stored matrix of integers with stored "
            "scales: nothing is quantized"
        )
    names = _Names(() if original is None else original.names())
    matrices = [_matrix(container, graph, weight, names) for weight in weights]
    taken = {info.name for matrix in matrices for info in matrix.stored}
    shown = {name: Shown(name) for name in taken}
    for vector in stored_vectors(container, graph):
        codes, taken = vector.tensors[0], taken.union(vector.tensors)
        name = names.take([codes], candidates([codes, vector.value], (), graph))
        shown[name] = Shown(codes, numbers=vector.numbers)
    for name in container.names():
        uses = list(graph.uses(name))
        if name in taken:
            continue
        if _is_parameter(container.info(name)):
            found = names.take([name], candidates([name], uses, graph))
            shown[found] = Shown(name, _transposed(uses))
        elif original is not None and matching([name], original.names()):
            shown[names.take([name], [name])] = Shown(name)
    config = {} if original is None else original.config
    known = {*shown, *(matrix.name for matrix in matrices)}
    view = OnnxView(container, shown, config)
    return StoredCheckpoint(view, matrices, partial(_left_out, frozenset(known)))


def _left_out(known: Collection[str], name: str) -> str:
    """What exporters leave out as a whole: a graph holds what its outputs depend on."""
    if _POOLER.match(name) and not any(map(_POOLER.match, known)):
        return "the pooler, of which the graph has nothing: it ends with the hidden states"
    return ""


class _Names:
    """The original's names, each given once."""

    def __init__(self, originals: Collection[str]) -> None:
        self._free = list(originals)
        self._known = bool(originals)
        self._used: set[str] = set()

    def take(self, own: list[str], found: list[str]) -> str:
        """The original's name for a tensor, or one of its own that is not used yet."""
        match = matching(found, self._free)
        if match is not None:
            self._free.remove(match)
            return match
        guesses = own if self._known else [*(n for n in found if "." in n), *found, *own]
        name = next((name for name in guesses if name not in self._used), own[0])
        self._used.add(name)
        return name


def _matrix(
    container: OnnxContainer, graph: Graph, weight: StoredWeight, names: _Names
) -> StoredMatrix:
    found = candidates([weight.codes, weight.value], weight.uses, graph)
    name = names.take([weight.codes], found)
    if weight.node.kind == "MatMulNBits":
        return blocks_matrix(container, weight, name)
    return grid_matrix(container, weight, name, _transposed(weight.uses))


def _transposed(uses: Collection[MatrixUse]) -> bool:
    """Whether a matrix is stored [inputs, outputs]: all that use it agree."""
    return bool(uses) and all(use.transposed for use in uses)


def _is_parameter(info: TensorInfo) -> bool:
    """Whether a tensor may be one of the original's: exporters store sizes and constants too."""
    return info.dtype in _FLOATS and bool(info.shape) and math.prod(info.shape) > 1
