"""`verify-model --integer-prompts` as a user runs it: verdict, certificate, golden logits."""

import numpy as np
import pytest
from typer.testing import CliRunner

from quantcert.certificate.decode import open_certificate
from quantcert.cli.main import app
from quantcert.integer import Run, build_program
from tests.support.networks import SmallNetwork, small_network


@pytest.fixture(scope="module")
def llama(tmp_path_factory) -> SmallNetwork:
    return small_network(tmp_path_factory.mktemp("llama"), "llama", "pair11")


def command(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_logits_are_part_of_the_certificate_and_golden(llama, tmp_path):
    logits = Run(build_program(llama.checkpoint)).read([3, 5])
    chosen = logits.argmax(axis=1).tolist()
    file, golden, out = tmp_path / "integer.jsonl", tmp_path / "golden", tmp_path / "out"
    file.write_text(
        f'{{"tokens": [3, 5], "expected": {chosen[1]}}}\n'
        f'{{"tokens": [3, 5], "expected": {chosen[1] + 1}}}\n'
    )
    result = command(
        "verify", llama.quantized, "--integer-prompts", file, "--golden", golden, "--out", out
    )
    assert result.exit_code == 1, result.output
    assert "1 of 2 INTEGER RUNS NOT AS EXPECTED (line 2: " in result.stdout.splitlines()[-1]
    certificate, _ = open_certificate(out / "certificate.json")
    first, second = certificate.runs.runs
    assert (first.verdict.value, second.verdict.value) == ("PROVED", "FAILED")
    assert (first.next_tokens, first.logits) == (tuple(chosen), tuple(logits.max(axis=1).tolist()))
    names = {theorem.name.rpartition(".")[2] for theorem in first.theorems}
    assert {"logits", "next_token_after_1", "never_overflows", "passed"} <= names
    sources = {path.name for path in (out / "Proofs").iterdir()}
    assert {theorem.name.split(".")[1] + ".lean" for theorem in first.theorems} <= sources
    np.save(tmp_path / "engine.npy", logits)
    certified = ("--network", "integer", "--certificate", out / "certificate.json")
    checked = ("check-engine", golden / "run-1.safetensors", tmp_path / "engine.npy", *certified)
    assert command(*checked).exit_code == 0
    logits[1, 7] += 1
    np.save(tmp_path / "engine.npy", logits / 2**20)
    assert command(*checked).exit_code == 1


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        ('{"tokens": [20]}', (), "token 20 is not in 0..19"),
        ('{"tokens": [3]}', ("--activation-bits", "4"), "must be 8 or 16"),
        ("", (), "holds no prompt"),
        ('{"tokens": [3]}', ("--out", "{folder}", "--golden", "{folder}"), "in one place"),
    ],
)
def test_what_cannot_run_is_a_two(llama, tmp_path, text, arguments, message):
    file = tmp_path / "integer.jsonl"
    file.write_text(text)
    filled = [argument.format(folder=tmp_path / "one") for argument in arguments]
    result = command("verify", llama.quantized, "--integer-prompts", file, *filled)
    assert result.exit_code == 2
    assert message in " ".join(result.output.replace("│", " ").split())
