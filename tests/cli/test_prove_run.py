"""`quantcert prove-run` as a user runs it."""

import json
from fractions import Fraction

import numpy as np
import pytest
from typer.testing import CliRunner

from quantcert.cli.main import app
from quantcert.integer import Run, build_program
from tests.support.networks import SmallNetwork, small_network


@pytest.fixture(scope="module")
def llama(tmp_path_factory) -> SmallNetwork:
    return small_network(tmp_path_factory.mktemp("llama"), "llama", "pair11")


def prove_run(network: SmallNetwork, *arguments: object):
    fixed = ("prove-run", network.quantized, *arguments)
    return CliRunner().invoke(app, [str(argument) for argument in fixed])


def test_the_logits_after_a_text_are_proved(llama, tmp_path):
    file = tmp_path / "run.json"
    result = prove_run(llama, "--tokens", "3,5", "--json", file)
    assert result.exit_code == 0, result.output
    every = Run(build_program(llama.checkpoint)).read([3, 5])
    logits = every[-1]
    best = int(logits.argmax())
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"- token {best}: {logits[best]} / 2^20 = ")
    assert lines[-1].startswith("PROVED: after 2 tokens the integer program has these 20 logits ")
    assert "tested Python" in lines[-1]
    document = json.loads(file.read_text())
    assert document["logits"] == every.tolist()
    assert (document["next_tokens"][-1], document["tokens"]) == (best, [3, 5])
    assert document["unit"] == 20
    assert set(document["files_sha256"]) == set(llama.checkpoint.checkpoint.files())
    stated = {name.rpartition(".")[2] for name in document["theorems"]}
    assert stated >= {"logits_after_1", "next_token_after_1", "logits", "next_token", "rows_fit"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--tokens", "20"), "must be in 0 .. 19"),
        (("--tokens", "3", "--most-weights", "10"), "allowed: 10"),
        (("--tokens", "3", "--activation-bits", "4"), "must be 8 or 16"),
        (("--tokens", "3", "--max-logit-error", "0.1"), "needs --base"),
        ((), "give either --tokens or --text"),
    ],
)
def test_what_cannot_be_run_is_said(llama, arguments, message):
    result = prove_run(llama, *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.output.replace("│", " ").split())


def test_how_far_the_program_is_from_the_original_is_proved(llama, tmp_path):
    file = tmp_path / "run.json"
    golden, found = tmp_path / "golden.safetensors", tmp_path / "logits.npy"
    asked = ("--base", llama.original, "--tokens", "3,5", "--json", file, "--golden", golden)
    result = prove_run(llama, *asked, "--max-logit-error", "0.01")
    assert result.exit_code == 1, result.output
    last = result.stdout.splitlines()[-1]
    assert last.startswith("FAILED: a logit differs from that of the original network by at least ")
    document = json.loads(file.read_text())
    assert document["verdict"] == "FAILED"
    beside = document["beside"]
    assert set(beside) == {"original", "quantized"}
    apart = {name: Fraction(found["logits_differ_at_most"]) for name, found in beside.items()}
    assert apart["quantized"] < Fraction(1, 1000) < Fraction(1, 100) < apart["original"]
    assert prove_run(llama, *asked, "--max-logit-error", "0.5").exit_code == 0
    assert set(document["files_sha256"]) > {"original config.json", "checkpoint config.json"}
    logits = np.array(document["logits"]) / 2 ** document["unit"]
    np.save(found, logits + 2.0**-22)
    for network, code in {"original": 0, "quantized": 0, "integer": 1}.items():
        assert check_engine(golden, found, network) == code
    np.save(found, logits + 2 * float(apart["quantized"]))
    assert check_engine(golden, found, "quantized") == 1


def check_engine(golden, logits, network: str) -> int:
    arguments = ("check-engine", str(golden), str(logits), "--network", network)
    return CliRunner().invoke(app, arguments).exit_code


def test_golden_logits_replace_nothing_else(llama, tmp_path):
    (tmp_path / "mine").write_text("mine")
    result = prove_run(llama, "--tokens", "3", "--golden", tmp_path / "mine")
    assert result.exit_code == 2
    assert "does not hold golden logits" in " ".join(result.output.split())
