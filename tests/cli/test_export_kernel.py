import json

import numpy as np
import pytest
from typer.testing import CliRunner

from quantcert.cli.main import app
from tests.support.small_models import small_model


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return small_model(tmp_path_factory.mktemp("model"))


@pytest.mark.parametrize("target", ["c", "fortran", "mlir", "verilog"])
def test_a_folder_holds_the_kernel_and_says_what_it_is(model, target, tmp_path):
    out = tmp_path / "kernel"
    found = run("export-kernel", model.quantized, out, "--layer", "wide.weight", "--target", target)
    assert found.exit_code == 0, found.output
    manifest = json.loads((out / "kernel.json").read_text())
    assert (manifest["rows"], manifest["columns"], manifest["target"]) == (6, 19, target)
    for check in manifest["checks"]:
        assert check["command"] in found.output


def test_results_of_a_tool_are_compared(model, tmp_path):
    out = tmp_path / "kernel"
    run("export-kernel", model.quantized, out, "--layer", "wide.weight", "--activation-bits", 8)
    same = run("check-engine", out, out / "outputs.bin")
    assert (same.exit_code, same.output.split(":")[0]) == (0, "EQUAL")
    np.save(tmp_path / "zeros.npy", np.zeros((14, 6)))
    other = run("check-engine", out, tmp_path / "zeros.npy")
    assert (other.exit_code, other.output.split(":")[0]) == (1, "DIFFERENT")


@pytest.mark.parametrize("option", ["--slack", "--certificate"])
def test_what_is_not_for_kernels_is_refused(model, option, tmp_path):
    out = tmp_path / "kernel"
    run("export-kernel", model.quantized, out, "--layer", "wide.weight")
    found = run("check-engine", out, out / "outputs.bin", option, "1")
    assert (found.exit_code, "a kernel's results have none" in found.output) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--layer", "narrow.weight"), "no quantized matrix narrow.weight"),
        (("--layer", "wide.weight", "--target", "cobol"), "target 'cobol' is not known"),
        (("--layer", "wide.weight", "--activation-bits", "4"), "must be 8 or 16"),
    ],
)
def test_what_cannot_be_is_refused(model, arguments, words, tmp_path):
    found = run("export-kernel", model.quantized, tmp_path / "kernel", *arguments)
    assert (found.exit_code, words in found.output) == (2, True), found.output
    assert not (tmp_path / "kernel").exists()


def test_a_folder_that_is_not_ours_is_left_alone(model, tmp_path):
    (tmp_path / "mine").write_text("mine")
    found = run("export-kernel", model.quantized, tmp_path, "--layer", "wide.weight")
    assert found.exit_code == 2
    assert (tmp_path / "mine").read_text() == "mine"
