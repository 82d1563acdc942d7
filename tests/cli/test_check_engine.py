"""`quantcert check-engine` on golden logits of a small Llama and the float64 forward pass."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
from typer.testing import CliRunner

from quantcert.cli.main import app
from quantcert.cli.verify import app as verify_app
from quantcert.forward.evaluate import evaluate
from quantcert.forward.weights import BlockWeights, OriginalWeights, QuantizedWeights
from quantcert.run.prompt.networks import open_prompt
from tests.support.networks import SmallNetwork, small_network

TOKENS = (3, 5)


def run(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def llama(tmp_path_factory) -> SmallNetwork:
    return small_network(tmp_path_factory.mktemp("llama"), "llama", "alt43")


@pytest.fixture(scope="module")
def golden(llama, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("golden") / "golden.safetensors"
    fixed = ("prompt", llama.quantized, "--base", llama.original, "--tokens", "3,5")
    result = run(*fixed, "--golden", file)
    assert result.exit_code == 0, result.output
    return file


def forward(llama: SmallNetwork, network: str) -> np.ndarray:
    inputs = open_prompt(llama.quantized, llama.original)
    original = network == "original"
    weights = OriginalWeights(inputs.original) if original else QuantizedWeights(inputs.quantized)
    logits = np.zeros((len(TOKENS), 0))
    for block in inputs.architecture.blocks:
        held = BlockWeights(weights)
        logits = evaluate(inputs.architecture, block.net, np.array(TOKENS), held, logits)
    return logits


def test_the_forward_pass_is_within_and_that_of_the_other_network_is_not(llama, golden, tmp_path):
    for network in ("original", "quantized"):
        np.save(tmp_path / f"{network}.npy", forward(llama, network))
    slack = ("--slack", "1e-9")
    result = run("check-engine", golden, tmp_path / "quantized.npy", *slack)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == (
        "WITHIN: all 40 logits are within tolerance + 1e-9; "
        "the next token is the certified one at 2 of 2 positions that decide it; "
        "the golden logits are believed as they stand: no --certificate"
    )
    other = ("--network", "original")
    assert run("check-engine", golden, tmp_path / "original.npy", *slack, *other).exit_code == 0
    assert run("check-engine", golden, tmp_path / "original.npy", *slack).exit_code == 1
    assert run("check-engine", golden, tmp_path / "quantized.npy", *slack, *other).exit_code == 1


def test_the_vectors_of_an_encoder_are_compared_too(tmp_path):
    bert = small_network(tmp_path / "bert", "bert", "alt43")
    golden = tmp_path / "golden.safetensors"
    result = run(
        "prompt", bert.quantized, "--base", bert.original, "--tokens", "3,5", "--golden", golden
    )
    assert result.exit_code == 0, result.output
    assert "PROVED: no entry of the 2 vectors differs by more than 0." in result.stdout
    assert "embeddings of the prompt is at least 0.9" in " ".join(result.stdout.split())
    for network in ("original", "quantized"):
        np.save(tmp_path / f"{network}.npy", forward(bert, network))
    found = run("check-engine", golden, tmp_path / "quantized.npy", "--slack", "1e-9")
    assert found.exit_code == 0, found.output
    assert found.stdout.splitlines()[-1].startswith("WITHIN: all ")
    assert "entries of vectors are within tolerance + 1e-9; the golden" in found.stdout
    assert "engine's" not in found.stdout
    found = run("check-engine", golden, tmp_path / "original.npy", "--slack", "1e-9")
    assert found.exit_code == 1
    assert "entries of vectors are beyond tolerance + 1e-9, a slack of " in found.stdout


def test_a_logit_outside_is_told_with_the_slack_that_would_do(golden, tmp_path):
    held = load_file(golden)
    logits = held["quantized"].astype(np.float32)
    logits[1, 4] = 90
    save_file({"logits": logits}, tmp_path / "logits.safetensors")
    result = run("check-engine", golden, tmp_path / "logits.safetensors", "--slack", "0.001")
    assert result.exit_code == 1, result.output
    last = result.stdout.splitlines()[-1]
    assert last.startswith("OUTSIDE: 1 of 40 logits are beyond tolerance + 0.001, a slack of ")
    assert "the certified one at 1 of 2 positions that decide it; the golden" in last
    enough = last.split("a slack of ")[1].split()[0]
    assert 85 < float(enough) < 95
    again = run("check-engine", golden, tmp_path / "logits.safetensors", "--slack", enough, "-q")
    assert again.exit_code == 0
    assert len(again.stdout.splitlines()) == 1


@pytest.mark.parametrize("slack", ["-1", "nan", "1e9999", "1/0", ""])
def test_what_is_no_slack_is_a_two(golden, slack):
    result = run("check-engine", golden, golden, f"--slack={slack}")
    assert result.exit_code == 2
    assert "must be a number such as 0.01" in result.stderr


def test_files_that_cannot_be_read_are_a_two(golden, tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((2, 19)))
    result = run("check-engine", golden, tmp_path / "x.npy")
    assert result.exit_code == 2
    assert "x.npy: shape [2, 19], must be [2, 20]" in result.stderr
    assert run("check-engine", tmp_path / "none", tmp_path / "x.npy").exit_code == 2


@pytest.fixture(scope="module")
def evidence(llama, tmp_path_factory) -> Path:
    """A folder with a certificate, and one with golden logits beside it."""
    folder = tmp_path_factory.mktemp("evidence")
    (folder / "prompts.jsonl").write_text('{"tokens": [1, 2]}\n{"tokens": [3, 5]}\n')
    outputs = ("--out", folder / "out", "--golden", folder / "golden")
    fixed = (llama.quantized, "--base", llama.original, "--prompts", folder / "prompts.jsonl")
    quick = ("--level", "rows", "--no-network")
    arguments = [str(argument) for argument in (*fixed, *quick, *outputs)]
    result = CliRunner().invoke(verify_app, arguments)
    assert result.exit_code == 0, result.output
    return folder


def test_golden_logits_are_those_of_the_certificate(evidence, golden, tmp_path):
    certificate = evidence / "out" / "certificate.json"
    file = evidence / "golden" / "prompt-2.safetensors"
    np.save(tmp_path / "logits.npy", load_file(file)["quantized"])
    checked = ("--certificate", certificate, "-q")
    result = run("check-engine", file, tmp_path / "logits.npy", *checked)
    assert result.exit_code == 0, result.output
    digest = json.loads(certificate.read_text())["digest"]
    assert result.stdout.endswith(
        f"the golden logits are certified: line 2, PROVED, digest {digest}\n"
    )
    assert run("check-engine", golden, tmp_path / "logits.npy", *checked).exit_code == 0


@pytest.mark.parametrize("name", ["tokens", "original", "quantized.tolerance"])
def test_edited_golden_logits_are_a_two(evidence, tmp_path, name):
    file = evidence / "golden" / "prompt-2.safetensors"
    held = load_file(file)
    np.save(tmp_path / "logits.npy", held["quantized"])
    held[name] = held[name] * 2
    with safe_open(file, "np") as opened:
        save_file(held, tmp_path / "golden", opened.metadata())
    checked = ("--certificate", evidence / "out" / "certificate.json")
    result = run("check-engine", tmp_path / "golden", tmp_path / "logits.npy", *checked)
    assert result.exit_code == 2
    assert "holds the logits of none of the 2 prompts of" in result.stderr
    assert run("check-engine", tmp_path / "golden", tmp_path / "logits.npy").exit_code == 0


def test_an_edited_certificate_is_a_two(evidence, tmp_path):
    text = (evidence / "out" / "certificate.json").read_text()
    (tmp_path / "certificate.json").write_text(text.replace('"bits": ', '"bits": 1', 1))
    file = evidence / "golden" / "prompt-2.safetensors"
    result = run("check-engine", file, file, "--certificate", tmp_path / "certificate.json")
    assert result.exit_code == 2
    assert "has been edited" in result.stderr
