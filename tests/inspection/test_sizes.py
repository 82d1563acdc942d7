"""Sizes from shapes alone are those of what is written; the page shows what is printed."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quantcert.cli.main import app
from quantcert.containers import open_checkpoint
from quantcert.errors import QuantizeError
from quantcert.formats import open_quantized, targets
from quantcert.inspection.sizes import stored_size
from quantcert.models.shapes import llama_shapes
from tests.support.exports import quantized_llama

ROOT = Path(__file__).parents[2]
SHAPES = ROOT / "bench" / "shapes"
WEIGHTS = {
    "llama-2-70b": 68_976_648_192,
    "llama-3-70b": 70_553_706_496,
    "llama-3-405b": 405_853_388_800,
}
"""Parameters as they are published, vectors included."""


def run(*arguments: object):
    return CliRunner().invoke(app, ["sizes", *(str(argument) for argument in arguments)])


@pytest.mark.parametrize("name", WEIGHTS)
def test_shapes_are_those_of_the_published_models(name: str) -> None:
    config = json.loads((SHAPES / f"{name}.json").read_text())
    size = stored_size(llama_shapes(config), targets()["pair11"])
    assert size.weights + size.vector_bytes // 2 == WEIGHTS[name]
    assert config["source"]


@pytest.mark.parametrize("name", sorted(targets()))
def test_a_small_model_takes_what_is_counted(tmp_path: Path, name: str) -> None:
    quantized = quantized_llama(tmp_path, name)
    original = open_checkpoint(tmp_path / "original")
    shapes = llama_shapes(original.config)
    assert shapes == {name: original.info(name).shape for name in original.names()}
    found = open_quantized(quantized)
    stored = sum(info.nbytes for matrix in found.matrices() for info in found.stored(matrix))
    size = stored_size(shapes, targets()[name])
    assert size.code_bytes + size.scale_bytes == stored
    assert size.vector_bytes * 2 == sum(found.checkpoint.info(n).nbytes for n in found.plain())


@pytest.mark.parametrize("name", WEIGHTS)
def test_the_page_shows_what_is_printed(name: str) -> None:
    page = (ROOT / "docs" / "sizes.md").read_text()
    command = f"    $ quantcert sizes bench/shapes/{name}.json --memory 44\n"
    shown = re.search(re.escape(command) + r"((?:    .*\n)+)", page)
    assert shown is not None
    printed = run(SHAPES / f"{name}.json", "--memory", 44).stdout
    assert [line[4:] for line in shown[1].splitlines()] == printed.splitlines()


def test_one_format_in_other_groups() -> None:
    lines = run(SHAPES / "llama-2-70b.json", "--format", "alt43", "--group-size", 64).stdout
    assert lines.splitlines()[2].split() == ["alt43", "64", "30.18", "5.39", "35.57", "4.125"]
    shapes = llama_shapes(json.loads((SHAPES / "llama-2-70b.json").read_text()))
    with pytest.raises(QuantizeError, match="group size 3 must be an even integer"):
        stored_size(shapes, targets()["alt43"], 3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model_type": "bert"}, "model_type 'bert' is not one of llama, mistral"),
        ({"hidden_size": -1}, "hidden_size is -1, must be a positive integer"),
    ],
)
def test_what_is_no_llama_is_a_two(tmp_path: Path, change: dict[str, object], message: str) -> None:
    config = json.loads((SHAPES / "llama-2-70b.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, **change}))
    result = run(tmp_path / "config.json")
    assert result.exit_code == 2
    assert message in result.stderr
    assert run(SHAPES / "llama-2-70b.json", "--format", "zip").exit_code == 2
