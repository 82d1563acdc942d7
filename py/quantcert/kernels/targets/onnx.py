"""ONNX: the exact product by MatMulInteger, and the weights as blocked DequantizeLinear.

Codes are uint8 initializers that MatMulInteger multiplies by integers; each run's sum is int32, its
scaled sum int64. Activations of 16 bits are split into two bytes. The second model, where the
operator can say it, is what importers fuse: its decoded weights are exact, its float product is not
(https://onnx.ai/onnx/operators/onnx__DequantizeLinear.html, opset 21).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import QuantizeError
from quantcert.kernels.layer import KernelLayer
from quantcert.kernels.targets.target import Target

_OPSET = 21
_IR = 10
_LEAST_BLOCK = 16


def _models(layer: KernelLayer, folder: Path) -> dict[str, object]:
    """Write the models."""
    onnx = _onnx()
    onnx.save(_product_model(onnx, layer), str(folder / "layer.onnx"))
    blocked = _can_be_blocked(layer)
    if blocked:
        onnx.save(_blocked_model(onnx, layer), str(folder / "weights_qdq.onnx"))
    return {"blocked": blocked}


def _onnx() -> Any:
    try:
        import onnx
    except ImportError:
        raise QuantizeError(
            "the target onnx needs the package onnx: pip install 'quantcert[onnx]'"
        ) from None
    return onnx


class _Graph:
    """Nodes and initializers under construction; every value has a name of its own."""

    def __init__(self, onnx: Any) -> None:
        self._onnx = onnx
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []

    def constant(self, value: NDArray[Any]) -> str:
        name = f"constant{len(self.initializers)}"
        self.initializers.append(self._onnx.numpy_helper.from_array(value, name))
        return name

    def node(self, operator: str, *inputs: str, **attributes: object) -> str:
        name = f"{operator.lower()}{len(self.nodes)}"
        made = self._onnx.helper.make_node(operator, list(inputs), [name], name=name, **attributes)
        self.nodes.append(made)
        return name

    def cast(self, value: str, dtype: str) -> str:
        return self.node("Cast", value, to=getattr(self._onnx.TensorProto, dtype))

    def model(self, inputs: list[Any], result: str, output: Any) -> Any:
        helper = self._onnx.helper
        self.nodes.append(helper.make_node("Identity", [result], [output.name]))
        graph = helper.make_graph(self.nodes, "layer", inputs, [output], self.initializers)
        opset = [helper.make_opsetid("", _OPSET)]
        model = helper.make_model(graph, opset_imports=opset, ir_version=_IR)
        self._onnx.checker.check_model(model)
        return model


def _product_model(onnx: Any, layer: KernelLayer) -> Any:
    """`x [vectors, columns]` int8 or int16 to `y [vectors, rows]` int64."""
    graph = _Graph(onnx)
    parts = _bytes(graph, layer.activation_bits)
    results = [_scaled_run(graph, layer, parts, *block) for block in layer.matrix.blocks()]
    y = results[0]
    for result in results[1:]:
        y = graph.node("Add", y, result)
    tensor, kinds = onnx.helper.make_tensor_value_info, onnx.TensorProto
    x = tensor("x", getattr(kinds, f"INT{layer.activation_bits}"), ["vectors", layer.columns])
    return graph.model([x], y, tensor("y", kinds.INT64, ["vectors", layer.rows]))


def _bytes(graph: _Graph, bits: int) -> list[tuple[str, int]]:
    """The activations as bytes, each with its factor: `x = sum of factor * byte`."""
    if bits == 8:
        return [("x", 1)]
    wide, base = graph.cast("x", "INT32"), graph.constant(np.array(256, np.int32))
    low = graph.node("Mod", wide, base)
    high = graph.node("Div", graph.node("Sub", wide, low), base)
    return [(graph.cast(low, "UINT8"), 1), (graph.cast(high, "INT8"), 256)]


def _scaled_run(
    graph: _Graph,
    layer: KernelLayer,
    parts: list[tuple[str, int]],
    group: int,
    table: int,
    columns: slice,
) -> str:
    """The scaled sums of a run, int64 `[vectors, rows]`."""
    run = group * layer.tables + table
    weights = graph.constant(np.ascontiguousarray(layer.matrix.codes[:, columns].T))
    zeros = graph.constant(layer.zeros[:, run].copy())
    places = (columns.start, columns.stop, 1, columns.step)
    bounds = [graph.constant(np.array([place], np.int64)) for place in places]
    total = ""
    for values, factor in parts:
        none = graph.constant(np.array(0, np.uint8 if factor == 1 and len(parts) > 1 else np.int8))
        entries = graph.node("Slice", values, *bounds)
        product = graph.node("MatMulInteger", entries, weights, none, zeros)
        wide = graph.cast(product, "INT64")
        if factor > 1:
            wide = graph.node("Mul", wide, graph.constant(np.array(factor, np.int64)))
        total = graph.node("Add", total, wide) if total else wide
    return graph.node("Mul", total, graph.constant(layer.scales[:, run].astype(np.int64)))


def _can_be_blocked(layer: KernelLayer) -> bool:
    """Whether codes are uint4 in whole blocks of one table, and weights exact in float32."""
    exact = layer.scale_limit * layer.widest < 1 << 24
    return (
        layer.tables == 1
        and max(layer.matrix.levels) <= 16
        and layer.columns % layer.group_size == 0
        and layer.group_size >= _LEAST_BLOCK
        and exact
    )


def _blocked_model(onnx: Any, layer: KernelLayer) -> Any:
    """`x [vectors, columns]` float32 times the decoded weights, which are an output as well."""
    graph = _Graph(onnx)
    helper, kinds = onnx.helper, onnx.TensorProto

    def nibbles(name: str, values: NDArray[Any]) -> str:
        packed = helper.make_tensor(name, kinds.UINT4, values.shape, values.flatten().tolist())
        graph.initializers.append(packed)
        return name

    scales = np.ldexp(layer.scales.astype(np.float64), -layer.exponent).astype(np.float32)
    weights = graph.node(
        "DequantizeLinear",
        nibbles("codes", layer.matrix.codes),
        graph.constant(scales),
        nibbles("zeros", layer.zeros),
        axis=1,
        block_size=layer.group_size,
    )
    y = graph.node("MatMul", "x", graph.node("Transpose", weights, perm=[1, 0]))
    tensor = helper.make_tensor_value_info
    x = tensor("x", kinds.FLOAT, ["vectors", layer.columns])
    return graph.model([x], y, tensor("y", kinds.FLOAT, ["vectors", layer.rows]))


TARGET = Target(
    name="onnx",
    summary="ONNX, exact by MatMulInteger, and blocked QDQ beside it where it can say the same",
    prepare=_models,
    checks=(("python check.py", "golden vectors, run by onnxruntime: compared"),),
)
"""ONNX."""
