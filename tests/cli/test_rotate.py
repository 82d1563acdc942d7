from pathlib import Path

from typer.testing import CliRunner

from quantcert.cli.main import app
from tests.support.gguf_models import FAMILIES, write_original


def run(*arguments: object):
    return CliRunner().invoke(app, ["rotate", *(str(argument) for argument in arguments), "-q"])


def test_it_says_what_is_rotated(tmp_path: Path) -> None:
    made = FAMILIES["llama"]
    halves = {
        name: (array * 1024).round().astype("f4") / 1024 for name, array in made.arrays().items()
    }
    source = write_original(tmp_path / "original", made, halves)
    result = run(source, tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("/out: 4 matrices rotated exactly, 4 in F32\n")
    assert "/all: 16 matrices rotated" in run(source, tmp_path / "all", "--residual").stdout


def test_another_family_is_a_two(tmp_path: Path) -> None:
    source = write_original(tmp_path / "original", FAMILIES["bert"])
    result = run(source, tmp_path / "out")
    assert result.exit_code == 2
    assert "model_type 'bert' is not rotated" in result.stderr
