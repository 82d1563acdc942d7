"""`quantcert inspect` as a user runs it."""

import json
import time

import numpy as np
import pytest
from typer.testing import CliRunner

from quantcert.cli.main import app
from tests.support.checkpoints import join_file
from tests.support.foreign import golden, spoiled

FP8 = golden("fp8", "blocks")


def inspect(*arguments):
    return CliRunner().invoke(app, ["inspect", *map(str, arguments)])


def test_a_line_says_how_a_tensor_is_stored():
    result = inspect(FP8)
    assert result.exit_code == 0, result.output
    assert "stored as fp8, group 16" in result.stdout
    assert "b       12 x 42        8.381  ok" in result.stdout
    assert "2 tensors, 2 of them quantized; 1,272 weights, 8.302 bits per weight" in result.stdout
    assert "not the numbers; --values reads them" in result.stdout


def test_problems_are_listed_and_counted(tmp_path):
    def change(tensors, _):
        tensors["b.weight_scale_inv"][:] = np.nan

    folder = spoiled(FP8, tmp_path / "bad", change)
    assert inspect(folder).exit_code == 0
    result = inspect(folder, "--values")
    assert result.exit_code == 1
    assert "b.weight: b.weight_scale_inv: row 0, group 0: scale nan must be finite" in result.stdout
    assert "1 problems" in result.stdout


def test_json_is_the_document():
    result = inspect(FP8, "--json", "--values")
    assert json.loads(result.stdout)["tensors"][1]["name"] == "b.weight"


def test_what_is_no_checkpoint_ends_with_2(tmp_path):
    result = inspect(tmp_path / "none")
    assert result.exit_code == 2
    assert "none" in result.stderr


@pytest.mark.parametrize("count", [2000])
def test_ten_gigabytes_take_less_than_two_seconds(tmp_path, count):
    """The file is sparse: only its header is read."""
    size = 5 << 20
    names = (f"model.layers.{n}.weight" for n in range(count))
    header = {
        name: {"dtype": "F32", "shape": [1280, 1024], "data_offsets": [n * size, n * size + size]}
        for n, name in enumerate(names)
    }
    path = tmp_path / "model.safetensors"
    join_file(path, header, b"")
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size + count * size)
    start = time.process_time()
    result = inspect(path)
    assert result.exit_code == 0, result.output
    assert time.process_time() - start < 2
    assert "2,000 tensors, 0 of them quantized; 2,621,440,000 weights" in result.stdout
