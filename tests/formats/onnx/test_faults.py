"""Faults of quantized ONNX files, made byte by byte; their sound twins are read."""

from contextlib import suppress

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from quantcert.pairing.compare import compare_tensors
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.foreign import decoded
from tests.support.onnx_files import array, model, node, tensor

CODES = np.arange(-10, 14, dtype=np.int8).reshape(4, 6)
STEPS = np.array([0.5, 1, 2, 4, 8, 16], np.float32)
FREE = weights(6, 6)
BIAS = weights(6, seed=1)
ORIGINAL = {
    "a.weight": np.ascontiguousarray(CODES.T * STEPS[:, None]),
    "a.bias": BIAS,
    "b.weight": np.ascontiguousarray(FREE.T),
}


def written(tmp_path, *, codes=CODES, steps=STEPS, zeros=None, free=FREE, **attributes):
    """A quantized layer of 4 inputs and one of 6 that is not quantized, both transposed."""
    tensors = [array("q", codes), array("s", steps), array("a.bias", BIAS), array("m_1", free)]
    inputs = ["q", "s"]
    if zeros is not None:
        tensors.append(array("z", zeros))
        inputs.append("z")
    nodes = [
        node("DequantizeLinear", inputs, ["m_0"], **attributes),
        node("MatMul", ["x", "m_0"], ["y"], "/a/MatMul"),
        node("Add", ["y", "a.bias"], ["v"]),
        node("MatMul", ["v", "m_1"], ["w"], "/b/MatMul"),
    ]
    path = tmp_path / "m.onnx"
    path.write_bytes(model(*tensors, nodes=nodes))
    return path


def test_what_is_sound_is_read_as_the_layer_has_it(tmp_path):
    original = open_checkpoint(write_checkpoint(tmp_path / "o", ORIGINAL))
    quantized = open_quantized(written(tmp_path), original)
    assert quantized.matrices() == ["a.weight"]
    np.testing.assert_array_equal(decoded(quantized.read("a.weight")), CODES.T * STEPS[:, None])
    assert sorted(quantized.plain()) == ["a.bias", "b.weight"]
    view = quantized.checkpoint
    np.testing.assert_array_equal(view.read("b.weight"), FREE.T)
    np.testing.assert_array_equal(view.read_rows("b.weight", 1, 3), FREE.T[1:3])
    assert view.sha256("b.weight") == original.sha256("b.weight")
    assert compare_tensors(quantized, original).failed == ()


def test_a_layer_that_is_not_quantized_and_stored_the_wrong_way_round_is_found(tmp_path):
    original = open_checkpoint(write_checkpoint(tmp_path / "o", ORIGINAL))
    quantized = open_quantized(written(tmp_path, free=FREE.T.copy()), original)
    (fault,) = compare_tensors(quantized, original).failed
    assert fault.tensor == "b.weight"
    assert "element [0, 1] is" in fault.what


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_scale_that_is_not_finite_is_named(tmp_path, value):
    steps = STEPS.copy()
    steps[4] = value
    quantized = open_quantized(written(tmp_path, steps=steps))
    with pytest.raises(
        StoredValueError, match=r"row 4, group 0: scale .* must be finite"
    ) as caught:
        quantized.read("a.weight")
    assert (caught.value.tensor, caught.value.row, caught.value.column) == ("s", 4, 0)
    quantized.read_rows("a.weight", 0, 4)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"steps": STEPS[:5]}, r"shape \[4, 6\], but its scales s have shape \[5\] \(axis 1"),
        ({"axis": 0}, r"scales s have shape \[6\] \(axis 0"),
        ({"block_size": 2}, "block_size 2"),
        ({"steps": STEPS.astype(np.uint8)}, "its scales s are U8, must be one of F32"),
        ({"zeros": np.zeros(6, np.uint8)}, r"zero-points z are U8 \[6\], must be I8 \[6\]"),
        ({"zeros": np.zeros(5, np.int8)}, r"zero-points z are I8 \[5\], must be I8 \[6\]"),
        ({"codes": CODES[None]}, "nothing is quantized"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, changes, words):
    with pytest.raises(CheckpointError, match=words):
        open_quantized(written(tmp_path, **changes))


def integer_product(tmp_path, left="b_scale"):
    """A product of integers; the scale of the other side is stored too."""
    tensors = [array("b_quantized", CODES), array(left, STEPS[:1]), array("x_scale", STEPS[:1])]
    nodes = [
        node("Mul", ["x_scale", left], ["f"]),
        node("MatMulInteger", ["x", "b_quantized"], ["i"]),
        node("Cast", ["i"], ["c"], to=1),
        node("Mul", ["c", "f"], ["y"]),
    ]
    path = tmp_path / "i.onnx"
    path.write_bytes(model(*tensors, nodes=nodes))
    return path


def test_of_two_stored_scales_that_of_the_codes_is_taken(tmp_path):
    (name,) = open_quantized(integer_product(tmp_path)).matrices()
    quantized = open_quantized(integer_product(tmp_path))
    assert [info.name for info in quantized.stored(name)] == ["b_quantized", "b_scale"]
    with pytest.raises(CheckpointError, match="not clear which are its scales: x_scale, other"):
        open_quantized(integer_product(tmp_path, left="other"))


def in_blocks(tmp_path, **changes):
    """`MatMulNBits` of 2 x 20 codes of 4 bits in blocks of 16."""
    attributes = {"N": 2, "K": 20, "bits": 4, "block_size": 16} | changes.pop("attributes", {})
    parts = {
        "q": np.zeros((2, 2, 8), np.uint8),
        "s": np.ones(4, np.float32),
        "z": np.full(2, 0x88, np.uint8),
    } | changes.pop("parts", {})
    inputs = ["x", "q", "s", "z", *changes.pop("more", ())]
    made = node("MatMulNBits", inputs, ["y"], "/a/MatMul_Q4", **attributes)
    path = tmp_path / "b.onnx"
    path.write_bytes(model(*(array(n, v) for n, v in parts.items()), nodes=[made]))
    return path


def test_blocks_may_be_ragged(tmp_path):
    matrix = open_quantized(in_blocks(tmp_path)).read("a.weight")
    assert matrix.shape == (2, 20)
    assert set(decoded(matrix).reshape(-1)) == {-8.0}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"attributes": {"bits": 3}}, "bits 3, block_size 16: must be"),
        ({"attributes": {"K": 0}}, "K 0"),
        ({"attributes": {"block_size": 8}}, r"q is U8 \[2, 2, 8\], must be U8 \[2, 3, 4\]"),
        ({"parts": {"s": np.ones(3, np.float32)}}, r"s is F32 \[3\], must be F32 or F16"),
        ({"parts": {"z": np.zeros(4, np.uint8)}}, r"z is U8 \[4\], must be U8 \[2\]"),
        ({"parts": {"z": np.zeros(4, np.float32)}}, "z is F32"),
        ({"more": ["order"]}, "an order of columns is not supported"),
    ],
)
def test_blocks_that_do_not_fit_are_refused(tmp_path, changes, words):
    with pytest.raises(CheckpointError, match=words):
        open_quantized(in_blocks(tmp_path, **changes))


def test_a_pooler_that_is_there_in_part_is_not_left_out(tmp_path):
    pooler = {f"pooler.dense.{part}": np.ones(2, np.float32) for part in ("weight", "bias")}
    original = open_checkpoint(write_checkpoint(tmp_path / "o", ORIGINAL | pooler))
    path = written(tmp_path)
    assert compare_tensors(open_quantized(path, original), original).failed == ()
    tensors = {"q": CODES, "s": STEPS, "pooler.dense.bias": np.ones(2, np.float32)}
    nodes = [node("DequantizeLinear", ["q", "s"], ["m"])]
    path.write_bytes(model(*(array(name, a) for name, a in tensors.items()), nodes=nodes))
    faults = compare_tensors(open_quantized(path, original), original).failed
    assert "pooler.dense.weight" in [fault.tensor for fault in faults]


@pytest.mark.parametrize(
    "nodes",
    [
        [node("Cast", ["q"], ["c"]), node("Mul", ["c", "c"], ["m_0"])],
        [node("Cast", ["q"], ["c"]), node("Mul", ["c", "s"], [])],
        [node("Gather", [], ["g"]), node("MatMulInteger", ["x", "q"], [])],
        [node("DynamicQuantizeMatMul", ["x", "q", "s"], [])],
        [node("DequantizeLinear", ["q", "s"], []), node("MatMul", ["x"], ["y"])],
        [node("DequantizeLinear", ["q", "s"], ["v"]), node("MatMul", ["v"], ["y"])],
    ],
)
def test_operations_that_lack_inputs_or_outputs_are_no_crash(tmp_path, nodes):
    path = tmp_path / "m.onnx"
    path.write_bytes(model(array("q", CODES), array("s", STEPS), nodes=nodes))
    with suppress(CheckpointError):
        for name in (quantized := open_quantized(path)).matrices():
            quantized.read(name)


def test_a_graph_that_goes_round_in_a_circle_ends(tmp_path):
    nodes = [
        node("DequantizeLinear", ["q", "s"], ["v"]),
        *(node(kind, ["v"], ["v"]) for kind in ("Identity", "Transpose")),
        node("MatMul", ["x", "v"], ["y"]),
        node("Identity", ["y"], ["y"]),
        node("Add", ["y", "a.bias"], ["z"]),
    ]
    path = tmp_path / "m.onnx"
    tensors = [array("q", CODES), array("s", STEPS), array("a.bias", BIAS)]
    path.write_bytes(model(*tensors, nodes=nodes))
    original = open_checkpoint(write_checkpoint(tmp_path / "o", ORIGINAL))
    assert open_quantized(path, original).matrices() == ["a.weight"]


def small_floats(tmp_path, codes, zeros=0, scales=None, kind=17, scale_kind=1):
    """`DequantizeLinear` of FP8 codes [2, 4] with a scale for each column."""
    scales = np.ones(4, np.float32) if scales is None else scales
    tensors = [
        tensor(b"q", (2, 4), kind, codes.tobytes()),
        tensor(b"s", scales.shape, scale_kind, scales.tobytes()),
        tensor(b"z", scales.shape, kind, bytes([zeros] * 4)),
    ]
    nodes = [node("DequantizeLinear", ["q", "s", "z"], ["m"], axis=1)]
    path = tmp_path / "f.onnx"
    path.write_bytes(model(*tensors, nodes=[*nodes, node("MatMul", ["x", "m"], ["y"])]))
    return path


CODES8 = np.arange(8, dtype=np.uint8).reshape(2, 4)


def test_small_floats_have_no_zero_points(tmp_path):
    (name,) = open_quantized(small_floats(tmp_path, CODES8)).matrices()
    with pytest.raises(CheckpointError, match="zero-points z must be 0 for F8_E4M3"):
        open_quantized(small_floats(tmp_path, CODES8, zeros=1))
    powers = np.array([127, 128, 126, 127], np.uint8)
    matrix = open_quantized(small_floats(tmp_path, CODES8, scales=powers, scale_kind=24)).read(name)
    assert (matrix.scales[:, 0, 0] * 2.0**9).tolist() == [1, 2, 0.5, 1]


def test_a_code_or_a_power_that_is_no_number_is_named(tmp_path):
    codes = CODES8.copy()
    codes[1, 2] = 0x7F
    quantized = open_quantized(small_floats(tmp_path, codes))
    with pytest.raises(StoredValueError, match="row 2, column 1: code 0x7f of E4M3 is NaN"):
        quantized.read(quantized.matrices()[0])
    powers = np.array([127, 128, 255, 127], np.uint8)
    quantized = open_quantized(small_floats(tmp_path, CODES8, scales=powers, scale_kind=24))
    with pytest.raises(StoredValueError, match="row 2, column 0: code 0xff of E8M0 is NaN"):
        quantized.read(quantized.matrices()[0])


def bias(tmp_path, codes, steps):
    """A layer whose bias is quantized."""
    tensors = [array("q", CODES), array("s", STEPS), array("a.bias_quantized", codes)]
    tensors.append(array("a.bias_scale", steps))
    nodes = [
        node("DequantizeLinear", ["q", "s"], ["m_0"]),
        node("DequantizeLinear", ["a.bias_quantized", "a.bias_scale"], ["b"], axis=0),
        node("MatMul", ["x", "m_0"], ["y"], "/a/MatMul"),
        node("Add", ["y", "b"], ["v"]),
    ]
    path = tmp_path / "bias.onnx"
    path.write_bytes(model(*tensors, nodes=nodes))
    return path


def test_scales_of_a_quantized_bias_fit_it(tmp_path):
    codes = np.arange(6, dtype=np.int8)
    quantized = open_quantized(bias(tmp_path, codes, STEPS))
    assert quantized.plain() == ["a.bias"]
    np.testing.assert_array_equal(quantized.checkpoint.read("a.bias"), codes * STEPS)
    assert quantized.checkpoint.elements("a.bias", 2, 4).tolist() == [4, 12]
    with pytest.raises(CheckpointError, match="do not fit 6 codes of a vector"):
        open_quantized(bias(tmp_path, codes, STEPS[:5]))
