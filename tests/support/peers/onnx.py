"""Quantized ONNX files and what their matrices decode to, recorded with onnx and onnxruntime.

`python -m tests.support.peers.onnx` records them anew.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from onnxruntime import quantization as tools
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.quantization.quant_utils import QuantFormat

FOLDER = Path(__file__).parents[2] / "formats" / "onnx" / "goldens"
LAYERS = {"layer.0.up": (40, 24), "layer.0.down": (24, 40)}
"""Rows and columns of the layers of the float model."""

Arrays = dict[str, np.ndarray]


def save(name: str, model: onnx.ModelProto, expected: Arrays) -> None:
    """A file, and its decoded matrices by the original's names."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    model.ir_version = min(model.ir_version, 11)
    onnx.save(model, FOLDER / f"{name}.onnx")
    np.savez(FOLDER / f"{name}.npz", **expected)


def model_of(nodes: list[Any], tensors: list[Any], inputs: list[Any], outputs: list[Any]) -> Any:
    """A model of opset 21."""
    graph = helper.make_graph(nodes, "g", inputs, outputs, tensors)
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def value(name: str, *shape: int | str) -> Any:
    """A value of float32."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def float_model(rng: np.random.Generator) -> tuple[onnx.ModelProto, Arrays]:
    """An embedding and two layers, as PyTorch's exporter names them: matrices are transposed."""
    table = rng.standard_normal((30, 24)).astype(np.float32)
    tensors = [numpy_helper.from_array(table, "model.embed.weight")]
    nodes = [
        helper.make_node("Gather", ["model.embed.weight", "ids"], ["x0"], name="/embed/Gather")
    ]
    weights = {"embed.weight": table}
    last = "x0"
    for number, (name, (rows, columns)) in enumerate(LAYERS.items()):
        matrix = rng.standard_normal((rows, columns)).astype(np.float32)
        weights[f"{name}.weight"] = matrix
        path = "/" + name.replace(".", "/").replace("layer/0", "layer.0")
        tensors.append(numpy_helper.from_array(matrix.T.copy(), f"onnx::MatMul_{number}"))
        tensors.append(numpy_helper.from_array(np.ones(rows, np.float32), f"model.{name}.bias"))
        out = f"y{number}"
        nodes.append(
            helper.make_node("MatMul", [last, f"onnx::MatMul_{number}"], [out], f"{path}/MatMul")
        )
        last = f"x{number + 1}"
        nodes.append(helper.make_node("Add", [f"model.{name}.bias", out], [last], f"{path}/Add"))
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"])
    return model_of(nodes, tensors, [ids], [value(last, "n", 24)]), weights


def dequantized() -> None:
    """`DequantizeLinear` of every kind, decoded by the reference evaluator."""
    rng = np.random.default_rng(1)
    nodes, tensors, outputs, names = [], [], [], []

    def add(
        name: str, shape: tuple[int, int], kind: int, scales: tuple[int, ...], **how: Any
    ) -> None:
        raw, zero = how.pop("raw", True), how.pop("zero", True)
        low, high = {
            TensorProto.INT8: (-128, 128),
            TensorProto.UINT8: (0, 256),
            TensorProto.INT4: (-8, 8),
            TensorProto.UINT4: (0, 16),
        }[kind]
        codes = rng.integers(low, high, shape)
        steps = rng.uniform(0.01, 0.1, scales).astype(np.float32)
        inputs = [f"{name}_quantized", f"{name}_scale"]
        tensors.append(made(inputs[0], kind, codes, raw))
        tensors.append(numpy_helper.from_array(steps, inputs[1]))
        if zero:
            inputs.append(f"{name}_zero_point")
            tensors.append(made(inputs[2], kind, rng.integers(low, high, scales), raw))
        nodes.append(helper.make_node("DequantizeLinear", inputs, [name], **how))
        nodes.append(helper.make_node("Gather", [name, "ids"], [f"{name}_row"]))
        outputs.append(value(name, *shape))
        names.append(name)

    add("whole", (5, 9), TensorProto.INT8, ())
    add("rows", (5, 9), TensorProto.UINT8, (5,), axis=0)
    add("columns", (5, 9), TensorProto.INT8, (9,), axis=-1, zero=False)
    add("typed", (5, 9), TensorProto.INT8, (9,), raw=False)
    add("down", (12, 5), TensorProto.INT4, (3, 5), axis=0, block_size=4)
    add("across", (5, 16), TensorProto.UINT4, (5, 2), axis=1, block_size=8, raw=False)
    add("wide", (4, 32), TensorProto.INT8, (4, 2), axis=1, block_size=16, zero=False)
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"])
    model = model_of(nodes, tensors, [ids], outputs)
    results = ReferenceEvaluator(model).run(None, {"ids": np.array([0])})
    save("dequantized", model, dict(zip(names, results, strict=True)))


def floats() -> None:
    """`DequantizeLinear` of small floats, every code of which is there that is a number."""
    bad = {TensorProto.FLOAT8E4M3FN: (0x7F, 0xFF), TensorProto.FLOAT8E5M2: range(0x7C, 0x80)}
    nodes, tensors, outputs, names = [], [], [], []
    for name, kind, scales, how in (
        ("rows", TensorProto.FLOAT8E4M3FN, (8,), {"axis": 0}),
        ("whole", TensorProto.FLOAT8E5M2, (), {}),
        ("across", TensorProto.FLOAT4E2M1, (8, 2), {"axis": 1, "block_size": 16}),
        ("down", TensorProto.FLOAT8E4M3FN, (2, 32), {"axis": 0, "block_size": 4}),
    ):
        codes = np.arange(256, dtype=np.uint8)
        codes[np.isin(codes & 0x7F, [byte & 0x7F for byte in bad.get(kind, ())])] = 1
        raw = codes if kind in bad else (codes[0::2] & 15) | (codes[1::2] & 15) << 4
        steps = np.random.default_rng(kind).uniform(0.01, 0.1, scales).astype(np.float32)
        tensors.append(helper.make_tensor(f"{name}_q", kind, (8, 32), raw.tobytes(), raw=True))
        tensors.append(numpy_helper.from_array(steps, f"{name}_scale"))
        nodes.append(
            helper.make_node("DequantizeLinear", [f"{name}_q", f"{name}_scale"], [name], **how)
        )
        nodes.append(helper.make_node("Gather", [name, "ids"], [f"{name}_row"]))
        outputs.append(value(name, 8, 32))
        names.append(name)
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"])
    model = model_of(nodes, tensors, [ids], outputs)
    model.opset_import[0].version = 23
    results = ReferenceEvaluator(model).run(None, {"ids": np.array([0])})
    save("floats", model, dict(zip(names, results, strict=True)))


def made(name: str, kind: int, values: np.ndarray, raw: bool) -> Any:
    """A tensor, its elements as bytes or as numbers."""
    if not raw:
        return helper.make_tensor(name, kind, values.shape, values.reshape(-1).tolist())
    dtype = helper.tensor_dtype_to_np_dtype(kind)
    return numpy_helper.from_array(values.astype(dtype), name)


def multiplied() -> None:
    """Codes that are cast and multiplied, by rows and by columns; transposed for the product."""
    rng = np.random.default_rng(2)
    codes = {
        n: rng.integers(-127, 128, s).astype(np.int8) for n, s in (("a", (6, 8)), ("b", (8, 6)))
    }
    steps = {
        "a": rng.uniform(0.01, 0.1, (6, 1)).astype(np.float32),
        "b": rng.uniform(0.01, 0.1, (1, 6)).astype(np.float32),
    }
    tensors, nodes = [], []
    for name in codes:
        tensors.append(numpy_helper.from_array(codes[name], f"{name}_q"))
        tensors.append(numpy_helper.from_array(steps[name], f"{name}_scale"))
        nodes.append(helper.make_node("Cast", [f"{name}_q"], [f"{name}_f"], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Mul", [f"{name}_f", f"{name}_scale"], [name]))
    tensors.append(numpy_helper.from_array(np.ones(6, np.float32), "inner.dense.bias"))
    nodes += [
        helper.make_node("Gather", ["a", "ids"], ["x"]),
        helper.make_node("MatMul", ["x", "b"], ["product"]),
        helper.make_node("Add", ["product", "inner.dense.bias"], ["y"]),
    ]
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"])
    model = model_of(
        nodes, tensors, [ids], [value("a", 6, 8), value("b", 8, 6), value("y", "n", 6)]
    )
    a, b, _ = ReferenceEvaluator(model).run(None, {"ids": np.array([0])})
    save("multiplied", model, {"a": a, "dense.weight": b.T})


def blocks(bits: int, block: int, symmetric: bool) -> None:
    """`MatMulNBits` by ONNX Runtime's quantizer; its products with unit vectors are the columns."""
    model, _ = float_model(np.random.default_rng(bits))
    quantizer = MatMulNBitsQuantizer(
        model, block_size=block, is_symmetric=symmetric, bits=bits, accuracy_level=1
    )
    quantizer.process()
    made = quantizer.model.model
    expected = {}
    for name, (rows, columns) in LAYERS.items():
        node = next(
            n
            for n in made.graph.node
            if n.op_type == "MatMulNBits" and name.split(".")[-1] in n.name
        )
        single = helper.make_node(
            "MatMulNBits", ["x", *node.input[1:]], ["y"], domain="com.microsoft"
        )
        single.attribute.extend(node.attribute)
        kept = [t for t in made.graph.initializer if t.name in node.input]
        probe = model_of(
            [single], kept, [value("x", columns, columns)], [value("y", columns, rows)]
        )
        session = ort.InferenceSession(probe.SerializeToString())
        expected[f"{name}.weight"] = session.run(None, {"x": np.eye(columns, dtype=np.float32)})[
            0
        ].T
    save(f"blocks{bits}{'s' if symmetric else 'u'}", made, expected)


class Ids(tools.CalibrationDataReader):
    """All ids once."""

    def __init__(self) -> None:
        self._data = iter([{"ids": np.arange(30)}])

    def get_next(self) -> Any:
        return next(self._data, None)


def by_onnxruntime() -> None:
    """Dynamic and static quantization; matrices are decoded by onnx's own reader of tensors."""
    model, weights = float_model(np.random.default_rng(9))
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "float.onnx", Path(folder) / "made.onnx"
        onnx.save(model, source)
        for per_channel in (False, True):
            tools.quantize_dynamic(source, target, per_channel=per_channel)
            record(f"dynamic-{'channel' if per_channel else 'tensor'}", onnx.load(target), weights)
        for form in (QuantFormat.QDQ, QuantFormat.QOperator):
            tools.quantize_static(
                source, target, Ids(), quant_format=form, weight_type=tools.QuantType.QInt8
            )
            record(f"static-{form.name.lower()}", onnx.load(target), weights)


def record(name: str, model: onnx.ModelProto, weights: Arrays) -> None:
    """A file whose matrices are `(codes - zero_point) * scale` of its initializers."""
    stored = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    sources = {"model.embed.weight": "embed.weight", "onnx::MatMul_0": "layer.0.up.weight"}
    sources["onnx::MatMul_1"] = "layer.0.down.weight"
    expected = {}
    for source, original in sources.items():
        codes = stored[f"{source}_quantized"].astype(np.float32)
        step = stored[f"{source}_scale"]
        decoded = (codes - stored[f"{source}_zero_point"].astype(np.float32)) * step
        expected[original] = decoded if source.startswith("model") else decoded.T
        assert np.abs(expected[original] - weights[original]).max() < 0.1
    save(name, model, expected)


if __name__ == "__main__":
    dequantized()
    floats()
    multiplied()
    for bits in (4, 8):
        for symmetric in (False, True):
            blocks(bits, 16, symmetric)
    by_onnxruntime()
