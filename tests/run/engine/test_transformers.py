"""transformers' logits beside golden ones; skipped where the extra `reference` is not installed."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from quantcert.cli.main import app
from quantcert.forward.weights import QuantizedWeights
from quantcert.run.prompt.networks import open_prompt
from tests.support.engine_prompts import write_golden_of
from tests.support.networks import small_network

TOKENS = (3, 5, 7)

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")


def reference_logits(config: dict, arrays: dict[str, np.ndarray]) -> np.ndarray:
    """What a Llama with these tensors computes in float64."""
    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**config)).double().eval()
    state = {name: torch.from_numpy(np.ascontiguousarray(a)) for name, a in arrays.items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected
    assert set(missing) <= {"lm_head.weight"}
    model.tie_weights()
    with torch.no_grad():
        return model(torch.tensor([TOKENS])).logits[0].numpy()


def test_it_computes_the_quantized_network(tmp_path):
    network = small_network(tmp_path, "llama", "alt43")
    write_golden_of(tmp_path / "golden", network.quantized, network.original, TOKENS)
    inputs = open_prompt(network.quantized, network.original)
    weights = QuantizedWeights(inputs.quantized)
    arrays = {name: weights.vector(name) for name in inputs.quantized.plain()}
    for name in inputs.quantized.matrices():
        arrays[name] = weights.rows(name, 0, weights.shape(name)[0])
    config = json.loads((network.original / "config.json").read_text())
    np.save(tmp_path / "logits.npy", reference_logits(config, arrays))
    fixed = ["check-engine", str(tmp_path / "golden"), str(tmp_path / "logits.npy")]
    # norms, angles and softmax are computed in float32 even in a float64 model
    result = CliRunner().invoke(app, [*fixed, "--slack", "1e-5"])
    assert result.exit_code == 0, result.output
    other = CliRunner().invoke(app, [*fixed, "--slack", "1e-5", "--network", "original"])
    assert other.exit_code == 1
