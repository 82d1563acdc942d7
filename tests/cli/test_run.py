import json
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quantcert.cli import run as module
from quantcert.cli.main import app
from quantcert.engine import Done, Request, find_compiler
from quantcert.errors import EngineError
from quantcert.forward.tokenizer import Tokenizer
from quantcert.integer import Run, Sampler, build_program
from tests.support.networks import SmallNetwork, small_network


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> SmallNetwork:
    return small_network(tmp_path_factory.mktemp("network"), "llama", "grid35")


@pytest.fixture
def compiler():
    try:
        find_compiler()
    except EngineError as error:
        pytest.skip(str(error))


def test_a_model_goes_on_with_a_text(network, compiler):
    command = ["run", str(network.quantized), "--prompt", "w3 w5 w1", "--tokens", "6"]
    result = CliRunner().invoke(app, [*command, "--temperature", "1.5", "--seed", "4"])
    assert result.exit_code == 0, result.output
    program = build_program(network.checkpoint)
    run, sampler = Run(program), Sampler.of(Fraction(3, 2), 4, program.scores.table)
    tokens = [sampler.draw(run.read([3, 5, 1])[-1], 20)]
    for _ in range(5):
        tokens.append(sampler.draw(run.read(tokens[-1:])[0], 20))
    text = Tokenizer(network.quantized / "tokenizer.json").text(tokens)
    assert result.stdout == text + "\n"
    assert re.fullmatch(
        r"6 tokens, [\d.]+ a second, \d+ threads; prompt of 3 tokens, [\d.]+ a second; "
        r"weights 0\.\d MB\n",
        result.stderr,
    )


def test_a_seed_gives_the_same_text_with_any_number_of_threads(network, compiler):
    command = [
        "run",
        str(network.quantized),
        "--prompt",
        "w3",
        "--temperature",
        "2",
        "--tokens",
        "8",
    ]
    seeds = {
        seed: {
            CliRunner().invoke(app, [*command, "--seed", seed, "--threads", threads]).stdout
            for threads in ("1", "2", "4")
        }
        for seed in ("1", "2")
    }
    assert [len(texts) for texts in seeds.values()] == [1, 1]
    assert seeds["1"] != seeds["2"]


def test_a_chat_is_read_by_the_template(network, compiler, tmp_path):
    folder = shutil.copytree(network.quantized, tmp_path / "chat")
    template = "{% for m in messages if m.role == 'user' %}w3 {{ m.content }} {% endfor %}w1"
    (folder / "chat_template.jinja").write_text(template)
    messages = tmp_path / "messages.json"
    messages.write_text(json.dumps([{"role": "user", "content": "w5"}]))
    texts = [
        CliRunner().invoke(app, ["run", str(folder), "--tokens", "6", "--quiet", *option]).stdout
        for option in (("--prompt", "w3 w5 w1"), ("--chat", "w5"), ("--messages", str(messages)))
    ]
    assert len(texts[0].split()) == 6
    assert texts == texts[:1] * 3


def test_the_bytes_of_an_unfinished_character_are_shown_at_the_end(monkeypatch, capsys):
    class Bytes:
        def text(self, tokens):
            return bytes(tokens).decode(errors="replace")

    done = Done(1, 4, 0.1, 0.2, 100)
    monkeypatch.setattr(module, "generate", lambda *_: iter([0x61, 0xC3, 0xA4, 0xE2, done]))
    assert module._write(Bytes(), Path(), Path(), Request([1], 4)) == done
    assert capsys.readouterr().out == "a\u00e4\N{REPLACEMENT CHARACTER}\n"


def test_a_wrong_checkpoint_is_noticed_before_anything_is_compiled(network, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "compiled_engine", None)
    shutil.copytree(network.quantized, tmp_path / "wrong")
    (tmp_path / "wrong" / "tokenizer.json").unlink()
    for folder, message in ((tmp_path, "config.json"), (tmp_path / "wrong", "no tokenizer.json")):
        result = CliRunner().invoke(app, ["run", str(folder), "--prompt", "w1"])
        assert result.exit_code == 2
        assert message in result.stderr


def test_without_a_compiler_the_package_is_named(network, monkeypatch):
    monkeypatch.setenv("QUANTCERT_FORTRAN", "none-here")
    result = CliRunner().invoke(app, ["run", str(network.quantized), "--prompt", "w1"])
    assert result.exit_code == 2
    assert "apt-get install gfortran" in result.stderr


@pytest.mark.parametrize(
    "option",
    [
        ("--temperature", "-1"),
        ("--temperature", "x"),
        ("--activation-bits", "4"),
        ("--chat", "w1"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(network, option):
    command = ["run", str(network.quantized), "--prompt", "w1", *option]
    assert CliRunner().invoke(app, command).exit_code == 2
