"""`quantcert export` as a user runs it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from quantcert.cli.main import app
from tests.support.exports import quantized_llama


def run(*arguments: object):
    return CliRunner().invoke(app, ["export", *(str(argument) for argument in arguments), "-q"])


@pytest.fixture(scope="module")
def quantized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return quantized_llama(tmp_path_factory.mktemp("quantized"), "pair11")


def test_it_says_what_is_exact(quantized: Path, tmp_path: Path) -> None:
    result = run(quantized, tmp_path / "m.gguf", "--to", "gguf")
    assert result.exit_code == 0, result.output
    first, second, third = result.stdout.splitlines()
    assert first.endswith("15 matrices as gguf-Q4_0, 4.5 bits per weight with all scales")
    assert second == "all 75,008 weights are those of the checkpoint, exactly"
    assert third.startswith("without a vocabulary")


def test_it_says_what_is_rounded(quantized: Path, tmp_path: Path) -> None:
    result = run(quantized, tmp_path / "out", "--to", "SAFETENSORS", "--dtype", "bf16")
    assert result.exit_code == 0, result.output
    line = result.stdout.splitlines()[1]
    assert "of 75,008 weights of 15 matrices are rounded, by at most " in line


def test_what_cannot_be_written_is_a_two(quantized: Path, tmp_path: Path) -> None:
    for options in (["--to", "zip"], ["--to", "gguf", "--dtype", "F8"]):
        result = run(quantized, tmp_path / "out", *options)
        assert result.exit_code == 2
        assert "is not known (one of" in result.stderr
