"""`convert-gguf` as a user runs it, up to a quantized copy of the result."""

from pathlib import Path

import pytest
from gguf import GGMLQuantizationType
from typer.testing import CliRunner

from quantcert.cli._run import ProgressLines
from quantcert.cli.convert import app
from tests.support.gguf_files import write_gguf
from tests.support.small_models import quantize


def test_convert_and_quantize(tmp_path: Path) -> None:
    source = write_gguf(tmp_path / "m.gguf", kind=GGMLQuantizationType.Q4_1)
    result = CliRunner().invoke(app, [str(source), str(tmp_path / "model")])
    assert result.exit_code == 0, result.output
    assert "20 float32 tensors, decoded from 5 F32, 15 Q4_1" in result.stdout
    assert quantize(tmp_path / "model", tmp_path / "small", "--group-size", 8).exit_code == 0


@pytest.mark.parametrize("options", [(), ("--quiet",)])
def test_quiet_prints_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setattr(ProgressLines, "LINE_SECONDS", 0)
    source = write_gguf(tmp_path / "m.gguf", kind=GGMLQuantizationType.Q4_1)
    result = CliRunner().invoke(app, [str(source), str(tmp_path / "model"), *options])
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{tmp_path}/model: 20 float32 tensors")
    assert bool(result.stderr) is not bool(options)


def test_bad_input(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(b"no")
    result = CliRunner().invoke(app, [str(tmp_path / "m.gguf"), str(tmp_path / "model")])
    assert result.exit_code == 2
    assert "m.gguf: not a valid GGUF file" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "model").exists()
