"""What the command prints and writes of a report: width, encoding, details, the last line."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from quantcert.certificate import conclude
from quantcert.certificate.encode import to_document
from quantcert.cli.verify import app
from tests.support.certificates import FAILED, PROVED, WHOLE
from tests.support.made_runs import MadeRun

ODD = ("experts[/x].w", "[bold]w[/bold]", "重み.unsafe", "a\udc80b", "sorry")
LAYERS = tuple(replace(PROVED, tensor=name) for name in ODD)
DEEP = tuple(
    replace(PROVED, tensor=f"model.language_model.layers.{layer}.self_attention.{kind}.weight")
    for layer in range(12)
    for kind in ("query_projection", "output_projection")
)


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def stdout(tmp_path: Path, *arguments: str, charset: str = "utf-8", code: int = 0) -> str:
    given = ["model", "--base", "original", "--out", str(tmp_path / "out"), *arguments]
    result = CliRunner(charset=charset).invoke(app, given)
    assert result.exit_code == code, result.output
    return result.stdout_bytes.decode(charset)


def rows(text: str) -> list[str]:
    """The rows of the first table."""
    return text.split("─\n")[1].partition("\nmargin: ")[0].splitlines()


@pytest.mark.parametrize("width", [80, 100])
def test_the_width_that_is_asked_for_is_kept_in_a_pipe(
    run: MadeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    run.certificate = replace(WHOLE, layers=DEEP)
    monkeypatch.setenv("COLUMNS", str(width))
    *lines, last = stdout(tmp_path, "--verbose").splitlines()
    assert max(map(cell_len, lines[1:])) <= width
    assert last == conclude(run.certificate).words
    assert len(rows("\n".join(lines))) == len(DEEP)


def test_without_a_width_there_is_room(run: MadeRun, tmp_path: Path) -> None:
    assert max(map(cell_len, stdout(tmp_path).splitlines())) > 100


def test_accepted_layers_of_a_kind_are_folded_unless_verbose(run: MadeRun, tmp_path: Path) -> None:
    run.certificate = replace(WHOLE, layers=DEEP)
    assert len(rows(stdout(tmp_path))) == 2
    found = rows(stdout(tmp_path, "--verbose"))
    numbers = [int(row.partition(".")[0]) for row in found]
    assert numbers == sorted(numbers) == [layer for layer in range(12) for _ in range(2)]


@pytest.mark.parametrize("charset", ["utf-8", "ascii", "latin-1", "cp1252"])
@pytest.mark.parametrize("form", ["table", "json", "summary"])
def test_no_name_and_no_encoding_stops_the_output(
    run: MadeRun, tmp_path: Path, charset: str, form: str
) -> None:
    run.certificate = replace(WHOLE, layers=LAYERS)
    text = stdout(tmp_path, "--format", form, charset=charset)
    if form == "table":
        assert "experts[/x].w" in text
        assert "[bold]w[/bold]" in text
        assert "a\\udc80b" in text
        assert ("≤" in text) is (charset == "utf-8")
        assert "<=" in text or charset == "utf-8"
    else:
        assert json.loads(text)
    if form == "json":
        assert json.loads(text) == to_document(run.certificate)
    written = json.loads((tmp_path / "out" / "certificate.json").read_text())
    assert written == to_document(run.certificate)


def test_quiet_prints_the_last_line_alone(run: MadeRun, tmp_path: Path) -> None:
    for layers, code in ((LAYERS, 0), ((*LAYERS, FAILED), 1)):
        run.certificate = replace(WHOLE, layers=layers)
        given = ["model", "--base", "original", "--out", str(tmp_path / "out"), "--quiet"]
        result = CliRunner().invoke(app, given)
        assert result.exit_code == code
        assert result.stdout == conclude(run.certificate).words + "\n"
        assert result.stderr == ""
    loud = stdout(tmp_path, "--quiet", "--format", "json", code=1)
    assert json.loads(loud) == to_document(run.certificate)
    assert json.loads(stdout(tmp_path, "--quiet", "--format", "summary", code=1))["sections"]


def test_the_last_line_is_the_conclusion(run: MadeRun, tmp_path: Path) -> None:
    for layers, code in ((LAYERS, 0), ((*LAYERS, FAILED), 1)):
        run.certificate = replace(WHOLE, layers=layers)
        lines = stdout(tmp_path, code=code).splitlines()
        assert lines[0].startswith("Written: ")
        assert lines[-1] == to_document(run.certificate)["conclusion"]["words"]
