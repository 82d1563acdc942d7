"""`quantcert prompt` as a user runs it: exit codes, what is printed, what is written."""

import json
from fractions import Fraction

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file
from typer.testing import CliRunner

from quantcert.cli.main import app
from quantcert.run.prompt.modules import module_names
from tests.support.checkpoints import edit_tensor
from tests.support.networks import SmallNetwork, small_network

ALLOWED = {"propext", "Quot.sound", "Classical.choice"}


@pytest.fixture
def llama(tmp_path) -> SmallNetwork:
    return small_network(tmp_path / "llama", "llama", "alt43")


def prompt(network: SmallNetwork, *arguments: object):
    fixed = ("prompt", network.quantized, "--base", network.original, *arguments)
    return CliRunner().invoke(app, [str(argument) for argument in fixed])


def test_the_same_token_is_proved(llama, tmp_path):
    file, out = tmp_path / "prompt.json", tmp_path / "out"
    result = prompt(llama, "--text", "w3 w5", "--json", file, "--out", out)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert sum(line.count("SAME") for line in lines) == 2
    assert lines[-1].startswith("PROVED: both networks choose the same next token at all 2 ")
    assert "tested Python, not the kernel" in lines[-1]
    document = json.loads(file.read_text())
    assert document["tokens"] == [3, 5]
    assert [p["original"] for p in document["positions"]] == [18, 18]
    theorems = [t for module in document["modules"] for t in module["theorems"]]
    assert {axiom for t in theorems for axiom in t["axioms"]} <= ALLOWED
    assert all(len(t["statement_sha256"]) == 64 for t in theorems)
    names = {t["name"] for t in theorems}
    modules = module_names((3, 5))
    assert f"{modules.comparison}.same_next_token" in names
    assert all(set(p["theorems"]) <= names for p in document["positions"])
    assert 0 < Fraction(document["largest_logit_difference"]) < 1
    sources = sorted(str(path.relative_to(out)) for path in out.rglob("*.lean"))
    stem = modules.original.removeprefix("Proofs.").removesuffix("Original")
    proofs = {source for source in sources if source.startswith("Proofs/")}
    blocks = range(len(document["modules"]) // 2 - 2)
    assert proofs == {
        f"Proofs/{stem}Comparison/Positions0.lean",
        *(f"Proofs/{stem}{part}.lean" for part in ("Comparison", "Original", "Quantized")),
        *(f"Proofs/{stem}{n}Block{i}.lean" for n in ("Original", "Quantized") for i in blocks),
    }
    assert {f"Data/{stem}OriginalBlock0.lean", f"Data/{stem}OriginalBlock1_columns_1_0.lean"} <= {
        *sources
    }


def test_an_altered_weight_leads_to_another_token(llama, tmp_path):
    def change(scales: np.ndarray) -> None:
        scales[7] *= 8

    file = tmp_path / "prompt.json"
    weights = llama.quantized / "model.safetensors"
    edit_tensor(weights, "model.embed_tokens.weight_scale", change, np.float16)
    result = prompt(llama, "--tokens", "3,5", "--json", file)
    assert result.exit_code == 1, result.output
    assert "FAILED: the networks choose different next tokens at " in result.stdout
    assert "OTHER" in result.stdout
    document = json.loads(file.read_text())
    assert document["verdict"] == "FAILED"
    assert Fraction(document["largest_logit_difference"]) > 1


def test_golden_logits_are_written_over_earlier_ones_alone(llama, tmp_path):
    file = tmp_path / "golden.safetensors"
    for _ in range(2):
        result = prompt(llama, "--tokens", "3,5", "--golden", file)
        assert result.exit_code == 0, result.output
    loaded = load_file(file)
    assert loaded["tokens"].tolist() == [3, 5]
    for network in ("original", "quantized"):
        assert loaded[network].shape == (2, 20)
        assert loaded[network].argmax(axis=1).tolist() == [18, 18]
        assert 0 < loaded[f"{network}.tolerance"].max() < 2**-10
    assert (loaded["original"] != loaded["quantized"]).any()
    with safe_open(file, "np") as opened:
        metadata = opened.metadata()
    assert "checkpoint model.safetensors" in json.loads(metadata["files_sha256"])
    assert (
        json.loads(metadata["theorems"])["quantized"]
        == f"{module_names((3, 5)).quantized}.contained"
    )


def test_golden_logits_that_are_not_proved_are_not_written(llama, tmp_path):
    file = tmp_path / "golden.safetensors"
    result = prompt(llama, "--tokens", "3,5", "--bits", 16, "--golden", file)
    assert result.exit_code == 1, result.output
    assert "not written" in result.stderr
    assert not file.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give either --tokens or --text"),
        (("--tokens", "1,2", "--text", "w1"), "give either --tokens or --text"),
        (("--tokens", "1,-2"), "must be numbers with commas"),
        (("--tokens", "1,99"), "token 99 is not in 0..19"),
        (("--text", "w1 " * 17), "more than 16 tokens"),
        (("--tokens", "1,2", "--json", "{original}/config.json"), "not a document of this"),
        (("--tokens", "1,2", "--golden", "{original}/model.safetensors"), "does not hold golden"),
        (("--tokens", "1,2", "--out", "{original}"), "must not be replaced"),
        (("--tokens", "1,2", "--json", "o/x", "--golden", "o/./x"), "two outputs in one place"),
    ],
)
def test_what_cannot_run_is_a_two(llama, arguments, message):
    filled = [argument.format(original=llama.original) for argument in arguments]
    result = prompt(llama, *filled)
    assert result.exit_code == 2
    assert message in result.output


def test_an_encoder_has_vectors_instead_of_next_tokens(tmp_path):
    network = small_network(tmp_path, "bert", "alt43")
    result = prompt(network, "--tokens", "1,2")
    assert result.exit_code == 0
    assert "no entry of the 2 vectors differs by more than" in result.output
    assert "next token" not in result.output
