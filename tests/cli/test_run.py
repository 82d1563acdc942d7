from fractions import Fraction

import pytest
from typer.testing import CliRunner

from quantcert.cli.main import app
from quantcert.engine import find_compiler
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
    assert result.stderr.startswith("6 tokens, ")


def test_without_a_compiler_the_package_is_named(network, monkeypatch):
    monkeypatch.setenv("QUANTCERT_FORTRAN", "none-here")
    result = CliRunner().invoke(app, ["run", str(network.quantized), "--prompt", "w1"])
    assert result.exit_code == 2
    assert "apt-get install gfortran" in result.stderr


@pytest.mark.parametrize(
    "option", [("--temperature", "-1"), ("--temperature", "x"), ("--activation-bits", "4")]
)
def test_numbers_that_make_no_sense_are_refused(network, option):
    command = ["run", str(network.quantized), "--prompt", "w1", *option]
    assert CliRunner().invoke(app, command).exit_code == 2
