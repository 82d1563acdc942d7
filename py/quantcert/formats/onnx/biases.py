"""Quantized vectors of a graph, such as biases: shown as the numbers that they stand for.

`DequantizeLinear` of a stored vector whose result is added to a product. They must be the
original's numbers like all that is no quantized matrix: what quantizing changed is a difference.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.onnx.container import OnnxContainer
from quantcert.errors import CheckpointError
from quantcert.formats.onnx.graph import Graph

_CODES = ("I32", "I8", "U8")


@dataclass(frozen=True)
class StoredVector:
    """A quantized vector.

    Attributes:
        tensors: its codes, scales and zero-points.
        value: what stands for it in the graph.
        numbers: what its codes stand for.
    """

    tensors: tuple[str, ...]
    value: str
    numbers: NDArray[np.float32]


def stored_vectors(container: OnnxContainer, graph: Graph) -> Iterator[StoredVector]:
    """The quantized vectors that are added to something.

    Raises:
        CheckpointError: for scales of another type, or shapes that do not fit each other.
    """
    for node in graph.nodes:
        tensors = tuple(name for name in node.inputs if name)
        if node.kind != "DequantizeLinear" or not all(name in container for name in tensors):
            continue
        infos = [container.info(name) for name in tensors]
        if infos[0].dtype not in _CODES or len(infos[0].shape) != 1 or len(infos) < 2:
            continue
        value = node.outputs[0]
        if any(taker.kind in ("Add", "Gemm") for taker in graph.takers(value)):
            yield StoredVector(tensors, value, _numbers(container, tensors))


def _numbers(container: OnnxContainer, tensors: tuple[str, ...]) -> NDArray[np.float32]:
    """`scale * (code - zero_point)`, rounded to float32 as the operator computes it."""
    infos = [container.info(name) for name in tensors]
    size = infos[0].shape[0]
    where = f"{container.path}: tensor {tensors[0]}"
    if infos[1].dtype != "F32" or any(i.shape not in ((), (1,), (size,)) for i in infos[1:]):
        raise CheckpointError(f"{where}: scales or zero-points do not fit {size} codes of a vector")
    codes, scales, *zeros = (
        container.elements(info.name, 0, math.prod(info.shape)) for info in infos
    )
    steps = codes.astype(np.int64) - (zeros[0].astype(np.int64) if zeros else 0)
    numbers: NDArray[np.float32] = steps.astype(np.float32) * scales
    return numbers
