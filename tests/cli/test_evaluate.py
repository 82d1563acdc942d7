"""`quantcert evaluate` as a user runs it."""

import json

import pytest
from typer.testing import CliRunner

from quantcert.certificate.decode import open_certificate
from quantcert.cli.main import app
from quantcert.containers import hash_file
from tests.support.networks import small_network


def run(network, *arguments):
    fixed = ("evaluate", network.quantized, "--base", network.original, "--quiet")
    return CliRunner().invoke(app, [str(argument) for argument in (*fixed, *arguments)])


@pytest.mark.parametrize("family", ["llama", "bert"])
def test_figures_are_printed_and_written(tmp_path, family):
    network, out = small_network(tmp_path, family), tmp_path / "figures.json"
    text = network.text
    if family == "bert":
        words = text.read_text().split()
        lines = [" ".join(words[start : start + 5]) for start in range(0, 60, 5)]
        text.write_text("\n\n".join(lines))
    result = run(network, "--text", text, "--tokens", 40, "--length", 8, "--json", out)
    assert result.exit_code == 0, result.output
    found = json.loads(out.read_text())
    assert found["text_sha256"] == hash_file(text)
    assert found["windows"] == 5
    assert found["tokens"] == (40 if family == "llama" else 5 * 7)
    if family == "llama":
        assert f"{found['quality']['kl']['mean']:.5g}" in result.stdout
        assert found["quality"]["positions"] == 40
    else:
        assert f"{found['quality']['least_cosine']:.5g}" in result.stdout
        assert found["quality"]["sentences"] == 5
    assert f"{found['stored_bits']:.3f}" in result.stdout


def test_what_cannot_be_evaluated_is_refused(tmp_path):
    network = small_network(tmp_path, "mixture")
    result = run(network, "--text", network.text)
    assert result.exit_code == 2
    assert "reads vectors, not a text" in " ".join(result.stderr.split())


def test_questions_are_answered(tmp_path):
    network, out = small_network(tmp_path, "llama"), tmp_path / "figures.json"
    words = network.text.read_text().split()
    entry = {"question": words[0], "choices": [f" {words[1]}", f" {words[2]}"], "answer": 1}
    file = tmp_path / "questions.jsonl"
    file.write_text(3 * (json.dumps(entry) + "\n"))
    result = run(network, "--choices", file, "--json", out)
    assert result.exit_code == 0, result.output
    assert "3 questions separate nothing below 3 points." in result.stdout
    found = json.loads(out.read_text())
    assert found["choices"]["questions"] == 3
    assert found["questions_sha256"] == hash_file(file)


def test_nothing_to_measure_on_is_a_two(tmp_path):
    network = small_network(tmp_path, "llama")
    result = run(network)
    assert result.exit_code == 2
    assert "give --text FILE or --choices FILE" in " ".join(result.stderr.split())


def verify(network, *arguments):
    fixed = ("verify", network.quantized, "--no-network", "--quiet", *arguments)
    return CliRunner().invoke(app, [str(argument) for argument in fixed])


def test_figures_stand_in_the_certificate_outside_its_digest(tmp_path):
    network, out = small_network(tmp_path, "llama"), tmp_path / "out"
    told = ("--base", network.original, "--out", out)
    plain = verify(network, *told)
    assert plain.exit_code in (0, 1), plain.output
    before = json.loads((out / "certificate.json").read_text())
    assert before["measurement"]["quality"] is None
    measured = verify(network, *told, "--evaluate", network.text, "--evaluate-tokens", 32)
    assert measured.exit_code == plain.exit_code, measured.output
    found = json.loads((out / "certificate.json").read_text())
    quality = found["measurement"]["quality"]
    assert quality["text_sha256"] == hash_file(network.text)
    assert quality["tokens"] == 32
    assert found["digest"] == before["digest"]
    value = next(x["value"] for x in quality["figures"] if x["name"] == "perplexity, ratio")
    assert f"{value:.5g}" in (out / "report.html").read_text()
    open_certificate(out / "certificate.json")


def test_a_text_needs_an_original_to_be_measured_on(tmp_path):
    network = small_network(tmp_path, "llama")
    result = verify(network, "--evaluate", network.text)
    assert result.exit_code == 2
    assert "needs --base" in result.stderr
