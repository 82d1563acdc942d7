"""Every target gives the golden integers, and its check notices a kernel that does not."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from quantcert.formats import targets
from quantcert.kernels import TARGETS, golden_vectors
from quantcert.kernels.arrays import layer_arrays, write_arrays
from tests.support.kernel_layers import WHOLE_LAYERS, made_layer

SHAPES = [("pair11", 3, 21, 16), ("alt43", 3, 21, 8), ("grid35", 4, 50, 16), ("grid3", 4, 50, 8)]
TOOLS = {
    "c": ("cc", "cc -O2 -o check check.c layer.c && ./check"),
    "fortran": ("gfortran", "gfortran -O1 -o check layer.f90 check.f90 && ./check"),
    "mlir": ("iree.compiler", f"{sys.executable} check.py"),
    "onnx": ("onnxruntime", f"{sys.executable} check.py"),
}
BREAKS = {
    "c": ("layer.c", "- (int32_t)zero", "+ (int32_t)zero"),
    "fortran": ("layer.f90", "+ 256 *", "+ 128 *"),
    "mlir": ("layer.mlir", "arith.subi %code, %zero_point", "arith.addi %code, %zero_point"),
}


QUICK = [(name, 3, 37, 8 + 8 * (n % 2)) for n, name in enumerate(sorted(targets()))]


def written(folder, target, layer):
    golden = golden_vectors(layer)
    write_arrays(folder, layer_arrays(layer, golden))
    TARGETS[target].write(folder, layer, golden)
    return golden


def run(command, folder):
    return subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True)


def need(target):
    tool = TOOLS[target][0]
    there = shutil.which(tool) or (target in ("mlir", "onnx") and find_spec(tool.split(".")[0]))
    if not there:
        pytest.skip(f"{tool} is not installed")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape[0])
@pytest.mark.parametrize("target", TOOLS)
def test_a_target_gives_the_golden_results(target, shape, tmp_path):
    need(target)
    layer = made_layer(*shape)
    golden = written(tmp_path, target, layer)
    found = run(TOOLS[target][1], tmp_path)
    words = f"all {len(golden.inputs)} vectors of {layer.rows} results are equal"
    assert (found.returncode, words in found.stdout) == (0, True), found.stdout + found.stderr


@pytest.mark.parametrize("target", TOOLS)
def test_a_table_may_have_no_columns_in_the_last_group(target, tmp_path):
    need(target)
    layer = made_layer("alt43", 2, 9, 16, group_size=8)
    assert layer.runs == 4
    written(tmp_path, target, layer)
    found = run(TOOLS[target][1], tmp_path)
    assert (found.returncode, "results are equal" in found.stdout) == (0, True), found.stderr


@pytest.mark.parametrize("shape", QUICK, ids=lambda shape: shape[0])
@pytest.mark.parametrize("target", TOOLS)
def test_every_format_that_is_written_has_the_same_bits(target, shape, tmp_path):
    need(target)
    written(tmp_path, target, made_layer(*shape, seed=7))
    found = run(TOOLS[target][1], tmp_path)
    assert (found.returncode, "results are equal" in found.stdout) == (0, True), found.stderr


def test_the_page_lists_every_format():
    page = (Path(__file__).parents[2] / "docs" / "hardware.md").read_text()
    listed = re.findall(
        r"^\| `(\w+)` \| yes (?:\| yes ){4}\| ([a-z ]+) \| yes \|$", page, re.MULTILINE
    )
    assert sorted(name for name, _ in listed) == sorted(targets())
    whole = {name for name, goals in listed if goals == "all of a layer"}
    assert whole == {shape[0] for shape in WHOLE_LAYERS}


@pytest.mark.parametrize("target", BREAKS)
def test_a_broken_kernel_is_noticed(target, tmp_path):
    need(target)
    written(tmp_path, target, made_layer("pair11", 3, 21, 16))
    name, old, new = BREAKS[target]
    text = (tmp_path / name).read_text()
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new))
    found = run(TOOLS[target][1], tmp_path)
    assert found.returncode == 1
    assert "should be" in found.stdout + found.stderr


def test_a_wrong_number_of_the_onnx_model_is_noticed(tmp_path):
    need("onnx")
    written(tmp_path, "onnx", made_layer("pair11", 3, 21, 16))
    data = bytearray((tmp_path / "outputs.bin").read_bytes())
    data[8 * 3] ^= 1
    (tmp_path / "outputs.bin").write_bytes(data)
    found = run(TOOLS["onnx"][1], tmp_path)
    assert (found.returncode, "vector 1, row 0" in found.stderr) == (1, True)


def test_blocked_weights_stand_beside_the_exact_model(tmp_path):
    need("onnx")
    written(tmp_path, "onnx", made_layer("grid4", 3, 64, 8))
    found = run(TOOLS["onnx"][1], tmp_path)
    assert "weights_qdq.onnx as written: relative error" in found.stdout


def found_tool(name):
    """A tool of LLVM 22 on PATH or where Debian puts it."""
    beside = "/usr/lib/llvm-22/bin"
    tool = shutil.which(name) or shutil.which(name, path=beside)
    if not tool:
        pytest.skip(f"{name} is not installed")
    return tool


def test_mlir_is_verified_and_lowered_to_llvm(tmp_path):
    tool = found_tool("mlir-opt")
    written(tmp_path, "mlir", made_layer("alt43", 3, 21, 16))
    command = TARGETS["mlir"].checks[1][0].replace("mlir-opt", tool, 1)
    found = run(command, tmp_path)
    assert (found.returncode, "llvm.func @layer_product" in found.stdout) == (0, True), found.stderr
    assert "linalg." not in found.stdout


@pytest.mark.parametrize("name", ["pair11", "grid35", "grid6"])
def test_weights_in_quantized_types_are_lowered_and_equal(name, tmp_path):
    need("mlir")
    found_tool("mlir-opt")
    layer = made_layer(name, 3, 64, 16, group_size=32)
    written(tmp_path, "mlir", layer)
    text = (tmp_path / "weights_quant.mlir").read_text()
    assert f"u8<0:{layer.widest}>:f32:{{0:1, 1:32}}" in text
    found = run(TOOLS["mlir"][1], tmp_path)
    assert "all 192 weights of quantized types are equal" in found.stdout, found.stderr
    scale = text.index("{{") + 2
    (tmp_path / "weights_quant.mlir").write_text(text[:scale] + "9" + text[scale + 1 :])
    found = run(TOOLS["mlir"][1], tmp_path)
    assert (found.returncode, "weight 0, " in found.stderr) == (1, True), found.stdout


@pytest.mark.parametrize(("name", "columns"), [("alt43", 64), ("grid35", 50)])
def test_quantized_types_are_left_out_where_they_do_not_fit(name, columns, tmp_path):
    layer = made_layer(name, 3, columns, 16, group_size=32)
    TARGETS["mlir"].write(tmp_path, layer, golden_vectors(layer))
    assert not (tmp_path / "weights_quant.mlir").exists()
    assert "quantized types" not in (tmp_path / "check.py").read_text()


def test_flang_runs_the_kernel_and_goes_through_fir(tmp_path):
    tool = found_tool("flang-22")
    written(tmp_path, "fortran", made_layer("pair11", 3, 21, 16))
    found = run(f"{tool} -O1 -o check layer.f90 check.f90 && ./check", tmp_path)
    assert "results are equal" in found.stdout, found.stderr
    for kind, operation in (("hlfir", "hlfir.declare"), ("fir", "fir.load"), ("llvm", "define")):
        assert run(f"{tool} -fc1 -emit-{kind} layer.f90 -o out", tmp_path).returncode == 0
        assert operation in (tmp_path / "out").read_text()
