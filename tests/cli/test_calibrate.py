"""`calibrate-model` as a user runs it: exit codes, what is printed, what is written."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quantcert.cli._run import ProgressLines
from quantcert.cli.calibrate import app
from quantcert.forward import compare as compare_module
from quantcert.forward import read_region
from tests.support.checkpoints import edit_tensor
from tests.support.networks import FAMILIES, SmallNetwork, small_network


def run(network: SmallNetwork, out: Path, *arguments: object) -> Result:
    fixed = (network.quantized, "--base", network.original, "--out", out)
    return CliRunner().invoke(app, [str(argument) for argument in (*fixed, *arguments)])


def given(network: SmallNetwork) -> tuple[object, ...]:
    """The options that fit the family of the network."""
    if network.architecture.input_dim:
        return ("--inputs", network.vectors)
    return ("--text", network.text, "--tokens", 24, "--length", 8)


@pytest.mark.parametrize("family", FAMILIES)
def test_region_is_written(tmp_path: Path, family: str) -> None:
    network = small_network(tmp_path, family)
    out = tmp_path / "new" / "region.json"
    result = run(network, out, *given(network))
    assert result.exit_code == 0, result.output
    for block in network.architecture.blocks:
        assert block.name in result.stdout
    assert ("perplexity" in result.stdout) == (network.architecture.output == "logits")
    wanted = "7 vectors of vectors.npy" if family == "mixture" else "24 tokens of text.txt, 8 at"
    assert wanted in result.stdout
    assert "\x1b" not in result.output
    assert [path.name for path in out.parent.iterdir()] == ["region.json"]
    assert len(read_region(out).observed.blocks) == len(network.architecture.blocks)


def test_quiet_prints_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProgressLines, "LINE_SECONDS", 0)
    network = small_network(tmp_path, "llama")
    result = run(network, tmp_path / "region.json", *given(network), "--quiet")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{tmp_path}/region.json: ranges of ")
    assert result.stderr == ""


def refused(network: SmallNetwork, *arguments: object) -> str:
    """The message of a run that must end with exit code 2 and write nothing."""
    out = network.original.parent / "region.json"
    result = run(network, out, *arguments)
    assert result.exit_code == 2, result.output
    assert not out.exists()
    assert "Traceback" not in result.stderr
    return " ".join(result.stderr.split())


def test_bad_input(tmp_path: Path) -> None:
    network = small_network(tmp_path, "bert")
    assert "give --text" in refused(network)
    absent = refused(network, "--text", tmp_path / "absent", "--tokens", 9, "--length", 9)
    assert absent.startswith("error: ")
    assert "absent: cannot be read: No such file" in absent
    assert "window of 128 tokens" in refused(network, "--text", network.text)
    assert "--tokens" in refused(network, "--text", network.text, "--tokens", 0)


def test_spoiled_checkpoint(tmp_path: Path) -> None:
    network = small_network(tmp_path, "llama")
    name = "model.layers.1.mlp.up_proj.weight_scale"

    def spoil(scales) -> None:
        scales[1, 0] = float("nan")

    edit_tensor(network.quantized / "model.safetensors", name, spoil, "<f2")
    message = refused(network, *given(network))
    assert f"tensor {name}: row 1, group 0, lane 0 (from column 0): scale nan is not a" in message


def test_other_base(tmp_path: Path) -> None:
    network = small_network(tmp_path / "one", "llama")
    other = small_network(tmp_path / "two", "bert")
    mixed = SmallNetwork(other.original, network.quantized, network.text, network.vectors)
    assert "the base of another model" in refused(mixed, *given(network))


def test_interrupted_run_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = small_network(tmp_path, "bert")
    out = tmp_path / "region.json"
    old = '{"schema": "quantcert-region"}'
    out.write_text(old)

    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(compare_module, "evaluate", interrupt)
    result = run(network, out, *given(network))
    assert result.exit_code == 130
    assert "interrupted" in result.stderr
    assert out.read_text() == old


def test_help() -> None:
    result = CliRunner().invoke(app, ["--help"], terminal_width=200)
    assert result.exit_code == 0
    for option in ("--base", "--text", "--inputs", "--tokens", "--length", "--out", "--quiet"):
        assert option in result.stdout
    assert "measured, not proved" in " ".join(result.stdout.split())


def test_schema_is_json() -> None:
    """The shipped schema is itself valid."""
    import jsonschema

    from quantcert.documents import json_schema

    jsonschema.Draft202012Validator.check_schema(json_schema("region"))
    assert json.dumps(json_schema("region"))
