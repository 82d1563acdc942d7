"""`quantize-model`: its choices are the formats that the registry knows."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quantcert.cli._run import ProgressLines
from quantcert.cli.quantize import app
from quantcert.formats import default_target, open_quantized, targets
from tests.support.checkpoints import weights, write_checkpoint


def quantize(folder: Path, *options: str, quiet: bool = True) -> Result:
    original = write_checkpoint(folder / "original", {"w": weights(4, 6), "bias": weights(3)})
    given = [str(original), str(folder / "out"), *(["--quiet"] if quiet else []), *options]
    return CliRunner().invoke(app, given)


@pytest.mark.parametrize("name", [None, *targets()])
def test_a_checkpoint_is_written_in_the_format_that_is_asked_for(tmp_path, name):
    result = quantize(tmp_path, "--group-size", "4", *(["--format", name] if name else []))
    assert result.exit_code == 0, result.output
    wanted = name or default_target().name
    assert f"1 matrices, 24 weights, {wanted}, " in result.output
    scheme = open_quantized(tmp_path / "out").scheme("w")
    assert (scheme.format, scheme.group_size) == (wanted, 4)


@pytest.mark.parametrize("quiet", [True, False])
def test_quiet_shows_no_progress(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: bool
) -> None:
    monkeypatch.setattr(ProgressLines, "LINE_SECONDS", 0)
    result = quantize(tmp_path, "--group-size", "4", quiet=quiet)
    assert result.exit_code == 0
    assert bool(result.stderr) is not quiet
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize("options", [("--format", "int4"), ("--group-size", "5")], ids=str)
def test_what_cannot_be_written_ends_the_command(tmp_path, options):
    result = quantize(tmp_path, *options)
    assert result.exit_code == 2
    assert options[1] in result.output
    assert not (tmp_path / "out").exists()


def test_help_names_every_format_and_says_what_it_is():
    result = CliRunner().invoke(app, ["--help"], terminal_width=400)
    text = " ".join(result.output.replace("│", " ").split())
    for name, target in targets().items():
        assert f"{name}: {target.summary}" in text
