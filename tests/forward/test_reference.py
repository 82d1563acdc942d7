"""The forward pass against another implementation of the same networks, if it is installed."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.forward import BlockWeights, OriginalWeights, evaluate
from tests.support.networks import SmallNetwork, small_network

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

TOKENS = np.random.default_rng(4).integers(0, 20, (2, 9))


def ours(network: SmallNetwork) -> np.ndarray:
    """Outputs of both windows, `[2, 9, dim]`."""
    weights = BlockWeights(OriginalWeights(network.base))
    outputs = []
    for tokens in TOKENS:
        x = np.zeros((9, 0))
        for block in network.architecture.blocks:
            x = evaluate(network.architecture, block.net, tokens, weights, x)
        outputs.append(x)
    return np.stack(outputs)


def loaded(network: SmallNetwork, model_class: Any) -> Any:
    model = model_class.from_pretrained(network.original, attn_implementation="eager")
    return model.double().eval()


def test_bert(tmp_path: Path) -> None:
    network = small_network(tmp_path, "bert")
    with torch.no_grad():
        theirs = loaded(network, transformers.BertModel)(torch.tensor(TOKENS)).last_hidden_state
    np.testing.assert_allclose(ours(network), theirs.numpy(), atol=1e-13)


@pytest.mark.parametrize("tied", [True, False])
def test_llama(tmp_path: Path, tied: bool) -> None:
    """`transformers` computes norms and angles in float32 even in a float64 model."""
    network = small_network(tmp_path, "llama")
    if not tied:
        network = untied(network)
    with torch.no_grad():
        theirs = loaded(network, transformers.LlamaForCausalLM)(torch.tensor(TOKENS)).logits
    np.testing.assert_allclose(ours(network), theirs.numpy(), atol=1e-5)


def test_mixtral(tmp_path: Path) -> None:
    """The same two of three experts are selected at every position."""
    network = small_network(tmp_path, "mixtral")
    model = loaded(network, transformers.MixtralForCausalLM)
    if hasattr(model, "set_experts_implementation"):
        model.set_experts_implementation("eager")  # the grouped product lacks float64
    with torch.no_grad():
        theirs = model(torch.tensor(TOKENS)).logits
    np.testing.assert_allclose(ours(network), theirs.numpy(), atol=1e-5)


def untied(network: SmallNetwork) -> SmallNetwork:
    """The network with a matrix of its own for the logits."""
    from safetensors.numpy import load_file, save_file

    file = network.original / "model.safetensors"
    extra = np.random.default_rng(9).standard_normal((20, 8)).astype(np.float32)
    save_file({**load_file(file), "lm_head.weight": extra}, file)
    config = json.loads((network.original / "config.json").read_text())
    text = json.dumps({**config, "tie_word_embeddings": False})
    (network.original / "config.json").write_text(text)
    return network
