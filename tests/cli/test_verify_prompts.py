"""`verify-model --prompts` as a user runs it: verdict, exit code, certificate, golden logits."""

import json
from fractions import Fraction

import numpy as np
import pytest
from safetensors.numpy import load_file
from typer.testing import CliRunner

from quantcert.certificate.decode import open_certificate
from quantcert.certificate.encode import digest
from quantcert.cli.verify import app
from quantcert.lean.check import store
from tests.support.checkpoints import edit_tensor
from tests.support.networks import SmallNetwork, small_network

PROMPTS = '{"text": "w3 w5", "expected": 18}\n{"tokens": [3, 5]}\n'


@pytest.fixture(autouse=True)
def _own_results(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "cache_root", lambda: tmp_path / "cache")


@pytest.fixture
def llama(tmp_path) -> SmallNetwork:
    return small_network(tmp_path / "llama", "llama", "alt43")


def verify(network: SmallNetwork, tmp_path, prompts: str, *arguments: object):
    file = tmp_path / "prompts.jsonl"
    file.write_text(prompts)
    fixed = (network.quantized, "--base", network.original, "--prompts", file)
    quick = ("--level", "rows", "--no-network", "--out", tmp_path / "out", "--jobs", 2)
    return CliRunner().invoke(app, [str(a) for a in (*fixed, *quick, *arguments)])


def test_prompts_are_part_of_the_certificate(llama, tmp_path):
    result = verify(llama, tmp_path, PROMPTS, "--golden", tmp_path / "golden")
    assert result.exit_code == 0, result.output
    last = result.stdout.splitlines()[-1]
    assert last.endswith("2 PROMPTS ACCEPTED (the same next token proved after 4 of 4 tokens)")
    certificate, document = open_certificate(tmp_path / "out" / "certificate.json")
    first, second = certificate.prompts.prompts
    assert (first.text, first.expected, first.tokens) == ("w3 w5", 18, (3, 5))
    assert (second.text, second.line) == (None, 2)
    assert first.positions == second.positions
    assert [p.original for p in first.positions] == [18, 18]
    assert certificate.prompts.vocabulary["3"] == "w3"
    assert 0 < Fraction(first.logit_error) < 1
    names = {theorem.name.rpartition(".")[2] for theorem in first.theorems}
    assert {"same_next_token", "contained", "logits_differ_at_most_1", "kl_at_most_0"} <= names
    assert all(theorem.statement_sha256 for theorem in first.theorems)
    assert document["digest"] == digest(document)
    sources = {path.name for path in (tmp_path / "out" / "Proofs").iterdir()}
    assert {theorem.name.split(".")[1] + ".lean" for theorem in first.theorems} <= sources
    written = [load_file(tmp_path / "golden" / f"prompt-{n}.safetensors") for n in (1, 2)]
    assert all((written[0][name] == written[1][name]).all() for name in written[0])


def test_another_next_token_fails_with_the_witness(llama, tmp_path):
    def change(scales: np.ndarray) -> None:
        scales[7] *= 8

    weights = llama.quantized / "model.safetensors"
    edit_tensor(weights, "model.embed_tokens.weight_scale", change, np.float16)
    result = verify(llama, tmp_path, PROMPTS)
    assert result.exit_code == 1, result.output
    words = "REJECTED: 2 of 2 PROMPTS MISSES THE REQUIREMENT (line 1: the next tokens differ after "
    assert result.stdout.splitlines()[-1].startswith(words)
    document = json.loads((tmp_path / "out" / "certificate.json").read_text())
    found = document["prompts"]["prompts"][0]
    assert found["verdict"] == "FAILED"
    rules = [finding["rule"] for finding in found["findings"]]
    assert rules == ["QC-PROMPT-TOKEN", "QC-PROMPT-EXPECTED"]
    assert "FAILED" in [position["verdict"] for position in found["positions"]]


def test_too_few_bits_are_named(llama, tmp_path):
    result = verify(llama, tmp_path, PROMPTS, "--bits", 16, "--golden", tmp_path / "golden")
    assert result.exit_code == 1, result.output
    document = json.loads((tmp_path / "out" / "certificate.json").read_text())
    found = document["prompts"]["prompts"][0]
    assert (found["verdict"], found["positions"], found["theorems"]) == ("UNPROVED", [], [])
    assert found["findings"][0]["rule"] == "QC-PROMPT-UNDECIDED"
    assert [path.name for path in (tmp_path / "golden").glob("*.safetensors")] == []


def test_a_config_that_differs_allows_no_theorem(llama, tmp_path):
    file = llama.quantized / "config.json"
    config = json.loads(file.read_text())
    file.write_text(json.dumps(config | {"rms_norm_eps": 0.1}))
    result = verify(llama, tmp_path, PROMPTS)
    assert result.exit_code == 1, result.output
    document = json.loads((tmp_path / "out" / "certificate.json").read_text())
    assert document["prompts"]["finding"]["rule"] == "QC-PROMPT-UNSUPPORTED"
    assert "PROMPTS NOT PROVED (config.json: " in result.stdout


def test_requirements_on_prompts_decide(llama, tmp_path):
    need = tmp_path / "need.toml"
    need.write_text("version = 1\n[prompts]\nmax_kl = 0\n")
    result = verify(llama, tmp_path, '{"tokens": [3, 5]}', "--requirements", need)
    assert result.exit_code == 1, result.output
    assert "1 of 1 PROMPT NOT PROVED (line 1: at position " in result.stdout.splitlines()[-1]
    need.write_text("version = 1\n[prompts]\nsame_next_token = false\nmax_kl = 1\n")
    result = verify(llama, tmp_path, '{"tokens": [3, 5]}', "--requirements", need)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("prompts", "arguments", "message"),
    [
        ('{"tokens": [3, 99]}', (), "prompts.jsonl: line 1: token 99 is not in 0..19"),
        ('{"tokens": [3]}', (), "line 1: the prompt has 1 tokens, must be 2 to 16"),
        ('{"tokens": [3, 5], "expected": 20}', (), "expected is 20, must be a token of 0..19"),
        (PROMPTS, ("--most-weights", 100), "allowed: 100 (--most-weights)"),
        (PROMPTS, ("--budget", 1), "s with 2 processes, allowed: 1 s (--budget)"),
        (PROMPTS, ("--golden", "{out}"), "two outputs in one place"),
        (PROMPTS, ("--golden", "{out}/golden"), "two outputs in one place"),
        (PROMPTS, ("--golden", "{original}"), "which must not be replaced"),
    ],
)
def test_what_cannot_run_is_a_two(llama, tmp_path, prompts, arguments, message):
    places = {"out": tmp_path / "out", "original": llama.original}
    filled = [str(argument).format(**places) for argument in arguments]
    result = verify(llama, tmp_path, prompts, *filled)
    assert result.exit_code == 2
    assert message in result.output


@pytest.fixture
def bert(tmp_path) -> SmallNetwork:
    return small_network(tmp_path / "bert", "bert", "alt43")


def test_encoders_are_compared_by_their_vectors(bert, tmp_path):
    need = tmp_path / "need.toml"
    need.write_text("version = 1\n[prompts]\nmin_cosine = 0.9\nmax_output_error = 1\n")
    asked, golden = '{"text": "w3 w5"}\n', tmp_path / "golden"
    result = verify(bert, tmp_path, asked, "--requirements", need, "--golden", golden)
    assert result.exit_code == 0, result.output
    words = "1 PROMPT ACCEPTED (the cosine of both embeddings proved to be at least 0.99"
    assert words in result.stdout.splitlines()[-1]
    certificate, _ = open_certificate(tmp_path / "out" / "certificate.json")
    (found,) = certificate.prompts.prompts
    assert certificate.prompts.encodes
    assert (found.tokens, len(found.positions)) == ((18, 3, 5, 19), 4)
    names = {theorem.name.rpartition(".")[2] for theorem in found.theorems}
    expected = {"outputs_differ_at_most", "outputs_differ_at_most_3", "cosine_at_least"}
    assert expected | {"contained"} <= names
    written = load_file(golden / "prompt-1.safetensors")
    quantized, original = written["quantized"], written["original"]
    largest = np.abs(quantized - original).max()
    assert largest <= float(found.output_error) <= largest + 1e-4
    means = [vectors.mean(axis=0) for vectors in (quantized, original)]
    cosine = means[0] @ means[1] / np.sqrt((means[0] @ means[0]) * (means[1] @ means[1]))
    assert cosine - 1e-4 <= float(found.cosine) <= cosine


def test_a_smaller_angle_may_be_required(bert, tmp_path):
    need = tmp_path / "need.toml"
    need.write_text("version = 1\n[prompts]\nmin_cosine = 1\n")
    result = verify(bert, tmp_path, '{"tokens": [3]}', "--requirements", need)
    assert result.exit_code == 1, result.output
    document = json.loads((tmp_path / "out" / "certificate.json").read_text())
    (finding,) = document["prompts"]["prompts"][0]["findings"]
    assert finding["rule"] == "QC-PROMPT-BOUND"
    assert document["prompts"]["prompts"][0]["verdict"] == "FAILED"
    assert "the cosine of both embeddings of the prompt is at most 0.9" in finding["message"]


@pytest.mark.parametrize(
    ("prompts", "need", "message"),
    [
        ('{"tokens": [3], "expected": 4}', "", "the model is an encoder, which has no next tok"),
        ('{"tokens": [3]}', "max_kl = 1", "prompts.max_kl: the model is an encoder"),
        ('{"tokens": [3]}', "same_next_token = false", "prompts.same_next_token: the model is an"),
    ],
)
def test_next_tokens_cannot_be_asked_of_encoders(bert, tmp_path, prompts, need, message):
    file = tmp_path / "need.toml"
    file.write_text(f"version = 1\n[prompts]\n{need}\n")
    result = verify(bert, tmp_path, prompts, "--requirements", file)
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())


def test_vectors_cannot_be_asked_of_language_models(llama, tmp_path):
    file = tmp_path / "need.toml"
    file.write_text("version = 1\n[prompts]\nmin_cosine = 0.9\n")
    result = verify(llama, tmp_path, PROMPTS, "--requirements", file)
    assert result.exit_code == 2
    assert "prompts.min_cosine: the model is no encoder" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--prompts", "{file}"), "needs --base"),
        (("--base", "{original}", "--golden", "{file}"), "needs --prompts"),
        (("--base", "{original}", "--budget", "0"), "needs --prompts"),
        (("--base", "{original}", "--dry-run"), "needs --prompts"),
        (("--base", "{original}", "--requirements", "{file}"), "prompts needs --prompts"),
    ],
)
def test_options_need_each_other(llama, tmp_path, arguments, message):
    file = tmp_path / "need.toml"
    file.write_text("version = 1\n[prompts]\nmax_kl = 0\n")
    filled = [argument.format(original=llama.original, file=file) for argument in arguments]
    result = CliRunner().invoke(app, [str(llama.quantized), *filled])
    assert result.exit_code == 2
    assert message in result.output


def test_a_dry_run_proves_nothing_and_says_what_it_would_take(llama, tmp_path, monkeypatch):
    monkeypatch.setattr("quantcert.api.verify_checkpoint", lambda *_: pytest.fail("run"))
    result = verify(llama, tmp_path, PROMPTS + '{"tokens": [3, 5, 7]}', "--dry-run")
    assert result.exit_code == 0, result.output
    last = result.stdout.splitlines()[-1]
    assert last.startswith("3 prompts: about ")
    assert "with 2 processes" in last
    assert not (tmp_path / "out").exists()
