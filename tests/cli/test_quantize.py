"""`quantize-model`: its choices are the formats that the registry knows."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quantcert.cli._run import ProgressLines
from quantcert.cli.quantize import app
from quantcert.formats import default_target, open_quantized, targets
from quantcert.quantizer.text import shipped_text
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.networks import small_network


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


def test_without_a_text_the_one_of_the_package_is_read(tmp_path):
    network = small_network(tmp_path, "llama")
    made = []
    for given in ((), ("--text", shipped_text())):
        out = tmp_path / str(len(made))
        fixed = [network.original, out, "--recipe", "default", "--format", "grid3", "--quiet"]
        options = (*fixed, *given, "--tokens", 40, "-n", 8)
        result = CliRunner().invoke(app, list(map(str, options)))
        assert result.exit_code == 0, result.output
        made.append((out / "model.safetensors").read_bytes())
    assert made[0] == made[1]


def test_bits_are_given_or_a_format(tmp_path):
    network = small_network(tmp_path, "llama")
    fixed = [str(network.original), str(tmp_path / "out"), "--quiet", "--bits-per-weight", "8"]

    def run(*options):
        return CliRunner().invoke(app, [*fixed, *map(str, options)])

    assert "--format cannot be given" in " ".join(run("--format", "grid3").stderr.split())
    assert "reads no text" in " ".join(run("--recipe", "fast").stderr.split())
    result = run("--tokens", 40, "-n", 8, "--text", network.text)
    assert result.exit_code == 0, result.output
    assert len({part for part in result.output.split() if part.startswith("grid")}) > 1


def test_a_text_and_a_recipe_go_together(tmp_path):
    network = small_network(tmp_path, "llama")
    fixed = [str(network.original), str(tmp_path / "out"), "--quiet"]

    def run(*options):
        return CliRunner().invoke(app, [*fixed, *map(str, options)])

    assert "recipe fast reads no text" in run("--recipe", "fast", "--text", network.text).stderr
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('format = "grid3"\n[[layers]]\npattern = "*.q_proj.*"\nformat = "grid6"')
    both = run("--recipe", recipe, "--format", "grid3", "--text", network.text)
    assert "a recipe file says formats" in " ".join(both.stderr.split())
    assert not (tmp_path / "out").exists()
    options = ("--recipe", recipe, "--text", network.text, "--tokens", 40, "-n", 8)
    result = run(*options, "--ignore", "*.embed_tokens.*")
    assert result.exit_code == 0, result.output
    assert "grid3, grid6" in result.output
    quantized = open_quantized(tmp_path / "out")
    assert not any("embed_tokens" in name for name in quantized.matrices())
