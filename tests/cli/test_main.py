import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quantcert import __version__
from quantcert.cli.main import app

VERBS = (
    "verify", "quantize", "calibrate", "prompt", "check-engine", "convert", "export", "inspect",
    "rotate", "sizes", "cache", "run",
)  # fmt: skip


def run(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_version_is_shown():
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"quantcert {__version__}\n")


def test_all_verbs_are_named():
    text = run("--help").stdout
    assert [verb for verb in VERBS if verb not in text] == []


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_shows_one_example_of_itself(verb):
    text = run(verb, "--help").stdout
    assert text.count("Example:") == 1
    assert f"quantcert {verb} " in text


def test_a_verb_is_the_command_of_its_own(model, tmp_path):
    out = tmp_path / "again"
    assert run("quantize", model.original, out, "--group-size", 8, "--quiet").exit_code == 0
    names = sorted(path.name for path in model.quantized.iterdir())
    assert sorted(path.name for path in out.iterdir()) == names


def test_a_missing_checkpoint_is_a_two(tmp_path):
    assert run("verify", tmp_path / "none", "--out", tmp_path / "out").exit_code == 2


def test_the_cache_is_shown_and_pruned(tmp_path, monkeypatch):
    monkeypatch.setenv("QUANTCERT_CACHE", str(tmp_path))
    file = tmp_path / "results-3" / "ab" / "abc.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(2**20))
    shown = run("cache").stdout.splitlines()
    assert shown[0] == str(tmp_path)
    assert shown[1].split() == ["1.0", "MiB", "1", "files", "results", "of", "checks"]
    assert run("cache", "--prune", "--days", 0).stdout.startswith("1.0 MiB deleted\n")
    assert not Path(file).exists()


@pytest.mark.parametrize("verb", VERBS)
def test_what_an_option_takes_stands_in_capitals_or_is_a_choice(verb, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    lines = run(verb, "--help").stdout.splitlines()
    options = [line for line in lines if re.match(r"\W+--", line) and "--help" not in line]
    assert options
    assert [line for line in options if re.search(r"<[a-z]+>", line)] == []
    names = {"verify": "CHECKPOINT", "quantize": "ORIGINAL", "convert": "FILE"}
    assert any(names.get(verb, "") in line for line in lines)
