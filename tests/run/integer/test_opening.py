"""Prompts for the integer program are checked before any work."""

import pytest

from quantcert.errors import CalibrationError, CheckpointError
from quantcert.run.integer.opening import open_runs
from tests.support.checkpoints import edit_tensor
from tests.support.networks import SmallNetwork, small_network


@pytest.fixture
def llama(tmp_path) -> SmallNetwork:
    return small_network(tmp_path / "llama", "llama", "pair11")


def opened(network: SmallNetwork, tmp_path, text: str, most: int = 10_000):
    file = tmp_path / "prompts.jsonl"
    file.write_text(text)
    return open_runs(network.checkpoint, file, (network.quantized,), 8, most)


def test_the_program_has_the_bits_that_are_asked_for(llama, tmp_path):
    found = opened(llama, tmp_path, '{"tokens": [3]}\n{"text": "w3 w5", "expected": "w7"}\n')
    assert [prompt.tokens for prompt in found.file.prompts] == [(3,), (3, 5)]
    assert found.program().sizes.precision.bits == 8
    assert (found.named(3), found.written([5, 3, 5])) == ("'w3' (3)", {"3": "w3", "5": "w5"})
    assert found.obstacle == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"tokens": []}', "line 1: 0 tokens, must be 1 to 16"),
        ('{"tokens": [3]}\n{"tokens": [20]}', r"line 2: token 20 is not in 0\.\.19"),
        ('{"tokens": [3], "expected": 20}', r"line 1: token 20 is not in 0\.\.19"),
        (f'{{"tokens": {[3] * 17}}}', "line 1: 17 tokens, must be 1 to 16"),
    ],
)
def test_what_the_program_does_not_read_is_refused(llama, tmp_path, text, message):
    with pytest.raises(CalibrationError, match=message):
        opened(llama, tmp_path, text)


def test_large_networks_and_other_kinds_are_refused(llama, tmp_path):
    with pytest.raises(CheckpointError, match="allowed: 10"):
        opened(llama, tmp_path, '{"tokens": [3]}', 10)
    other = small_network(tmp_path / "bert", "bert", "pair11")
    with pytest.raises(CheckpointError, match="the integer program"):
        opened(other, tmp_path, '{"tokens": [3]}')


def test_a_number_that_is_not_finite_is_an_obstacle(llama, tmp_path):
    def spoil(scales) -> None:
        scales[0] = float("nan")

    weights = llama.quantized / "model.safetensors"
    edit_tensor(weights, "model.layers.0.mlp.up_proj.weight_scale", spoil, "float16")
    found = opened(llama, tmp_path, '{"tokens": [3]}')
    assert "up_proj" in found.obstacle
