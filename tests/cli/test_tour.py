"""The README's commands on models of layouts that are easily misread end in true statements.

Each bound of the certificate is compared with what the two checkpoints really differ by.
"""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from quantcert.cli.main import app
from quantcert.containers import open_checkpoint
from quantcert.exact import decode_float64
from quantcert.formats import open_quantized
from quantcert.forward import BlockWeights, OriginalWeights, QuantizedWeights, evaluate
from quantcert.models.architecture import checkpoint_architecture
from quantcert.models.net import Architecture
from tests.support.checkpoints import write_checkpoint
from tests.support.reference_cases import tokens, weights
from tests.support.reference_models import recorded

MODELS = {"gpt2": "plain", "bert": "old names", "llama": "llama3"}
ROUNDING = 1e-9


def run(*arguments: object) -> list[str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


@pytest.fixture(scope="module", params=MODELS)
def toured(request, tmp_path_factory) -> tuple[Path, dict, str]:
    """The folder with original and copy, the certificate, and the last line that was printed."""
    golden = recorded(request.param)[MODELS[request.param]]
    folder = tmp_path_factory.mktemp("tour")
    original = write_checkpoint(folder / "original", weights(golden.shapes))
    (original / "config.json").write_text(json.dumps(golden.config))
    run("quantize", original, folder / "small", "--group-size", 8)
    printed = run("verify", folder / "small", "--base", original, "--out", folder / "out")
    return folder, json.loads((folder / "out" / "certificate.json").read_text()), printed[-1]


def difference(folder: Path, tensor: str) -> np.ndarray:
    original = open_checkpoint(folder / "original").read(tensor).astype(np.float64)
    return original - decode_float64(open_quantized(folder / "small").read(tensor))


def test_the_last_line_says_what_was_accepted_and_by_whose_tolerance(toured):
    _, document, last = toured
    assert last.startswith("LAYERS ACCEPTED (tolerance: default")
    assert document["conclusion"]["words"] == last


def test_each_matrix_is_bounded_in_the_direction_in_which_it_is_used(toured):
    folder, document, _ = toured
    largest = {
        "W x": lambda error: np.abs(error).sum(axis=1).max(),
        "x W": lambda error: np.abs(error).sum(axis=0).max(),
        "a row of W": lambda error: np.abs(error).max(),
    }
    for layer in document["layers"]:
        error = difference(folder, layer["tensor"])
        assert layer["uses"]
        for use in layer["uses"]:
            true = largest[use["use"]](error)
            assert true <= float(Fraction(use["bound"])) <= true * (1 + 2**-20) + ROUNDING


def test_roles_are_those_of_the_layout(toured):
    _, document, _ = toured
    roles = {layer["tensor"]: set(layer["roles"]) for layer in document["layers"]}
    if document["network"]["family"] == "gpt2":
        assert roles["transformer.h.0.attn.c_attn.weight"] == {"transposed"}
        assert roles["transformer.wte.weight"] == {"lookup", "linear"}
    linear = [name for name in roles if "down_proj" in name or "output.dense" in name]
    assert all(roles[name] == {"linear"} for name in linear)


def test_the_outputs_differ_by_no_more_than_the_networks_bound(toured):
    folder, document, _ = toured
    original = open_checkpoint(folder / "original")
    architecture = checkpoint_architecture(original)
    assert isinstance(architecture, Architecture), architecture
    quantized = QuantizedWeights(open_quantized(folder / "small"))
    outputs = []
    for stored in (OriginalWeights(original), quantized):
        x = np.zeros((len(tokens()), 0))
        for block in architecture.blocks:
            x = evaluate(architecture, block.net, tokens(), BlockWeights(stored), x)
        outputs.append(x)
    (scope,) = document["network"]["scopes"]
    assert scope["verdict"] in ("PROVED", "PROVED-VACUOUS")
    found = np.abs(outputs[0] - outputs[1]).max()
    assert ROUNDING < found <= float(Fraction(scope["bound"]))
