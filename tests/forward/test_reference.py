"""The forward pass against another implementation of the same networks.

Its outputs are recorded in `goldens`, and are computed anew where it is installed.
"""

import importlib.util

import numpy as np
import pytest

from quantcert.forward import BlockWeights, evaluate
from quantcert.models.architecture import read_architecture
from quantcert.models.net import Architecture
from tests.support.perturbed_models import ArrayWeights
from tests.support.reference_cases import CASES, bits_of, tokens, weights
from tests.support.reference_models import Golden, computed, recorded

GOLDENS = {family: recorded(family) for family in CASES}
NAMES = [(family, name) for family, cases in CASES.items() for name in cases]
INSTALLED = all(importlib.util.find_spec(name) for name in ("torch", "transformers"))
TOLERANCES = {"bert": 1e-9, "roberta": 1e-9, "gpt2": 1e-9, "gemma2": 2e-6, "gemma3_text": 2e-6}
"""Outputs are stored to nine decimals; the reference implementation computes the norms, angles and
softmax of decoders in float32 even in a float64 model."""


def ours(golden: Golden) -> np.ndarray:
    """The output of the last block, `[positions, dim]`."""
    architecture = read_architecture(golden.config, golden.shapes)
    assert isinstance(architecture, Architecture), architecture
    stored = BlockWeights(ArrayWeights(weights(golden.shapes, bits_of(golden.config))))
    x = np.zeros((len(tokens()), 0))
    for block in architecture.blocks:
        x = evaluate(architecture, block.net, tokens(), stored, x)
    return x


@pytest.mark.parametrize(("family", "name"), NAMES)
def test_the_forward_pass_is_that_of_the_reference(family: str, name: str) -> None:
    golden = GOLDENS[family][name]
    np.testing.assert_allclose(
        ours(golden), golden.output, rtol=0, atol=TOLERANCES.get(family, 5e-7)
    )


def test_a_case_and_its_record_are_of_the_same_configuration() -> None:
    assert {family: {name: golden.config for name, golden in goldens.items()}
            for family, goldens in GOLDENS.items()} == {
        family: {name: case.config for name, case in cases.items()}
        for family, cases in CASES.items()
    }  # fmt: skip


def test_options_of_a_llama_are_seen_in_the_outputs() -> None:
    """A difference that an option makes is far above the tolerance."""
    names = [
        "plain", "linear, old type", "llama3", "llama3, old length beside", "longrope",
        "yarn, factor of cosines 1", "yarn, equal scales", "proportional", "attention_bias",
        "mlp_bias", "gelu", "gelu_new", "relu", "wide heads",
        "yarn", "longrope, scaled", "tied, both stored", "theta inside",
    ]  # fmt: skip
    outputs = [GOLDENS["llama"][name].output for name in names]
    for i, one in enumerate(outputs):
        for other in outputs[:i]:
            assert np.abs(one - other).max() > 5e-6


@pytest.mark.parametrize(
    ("family", "one", "other"),
    [
        ("mistral", "window 3", "no window"),
        ("mistral", "window 3", "window 1"),
        ("mistral", "window 8", "no window"),
        ("qwen2", "window of the last layer", "plain"),
        ("qwen2", "window of the first", "window of the last layer"),
        ("qwen3_moe", "shares", "normed"),
        ("phi3", "window 3", "plain"),
        ("phi3", "window 1", "window 3"),
        ("phi3", "longrope", "plain"),
        ("gpt2", "relu", "plain"),
        ("gpt2", "scores by layer", "plain"),
        ("gpt2", "scores as they are", "plain"),
        ("gpt2", "scores by layer alone", "scores as they are"),
        ("gpt2", "tied, both stored", "plain"),
        ("gemma2", "no window", "plain"),
        ("gemma2", "scores capped", "no caps"),
        ("gemma2", "loaded in bfloat16", "loaded in float16"),
        ("gemma3_text", "loaded in bfloat16", "loaded in float16"),
        ("gemma3_text", "window of the last layer", "plain"),
        ("gemma3_text", "angles, old", "pattern"),
        ("gemma3_text", "angles, scaled", "angles, old"),
    ],
)
def test_options_of_others_are_seen_in_the_outputs(family: str, one: str, other: str) -> None:
    difference = GOLDENS[family][one].output - GOLDENS[family][other].output
    assert np.abs(difference).max() > 1e-4


@pytest.mark.skipif(not INSTALLED, reason="torch and transformers are not installed")
@pytest.mark.parametrize(("family", "name"), NAMES)
def test_the_record_is_what_the_reference_computes(family: str, name: str) -> None:
    golden, again = GOLDENS[family][name], computed(CASES[family][name])
    assert again.shapes == golden.shapes
    np.testing.assert_allclose(again.output, golden.output, rtol=0, atol=1e-6)
