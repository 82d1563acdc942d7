import json

import ml_dtypes
import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.formats.foreign import sign_of_quantization
from tests.support.checkpoints import weights, write_checkpoint

WEIGHTS = {"layer.weight": weights(8, 16), "layer.bias": weights(8)}


def sign(folder, tensors=WEIGHTS, config=None):
    write_checkpoint(folder, tensors)
    (folder / "config.json").write_text(json.dumps(config or {}))
    return sign_of_quantization(open_checkpoint(folder))


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"quantization_config": None},
        {"quantization_config": {}},
        {"text_config": {"quantization": {}}},
        {"model_type": "llama"},
    ],
)
def test_nothing_is_quantized(tmp_path, config):
    assert sign(tmp_path / "m", config=config) == ""


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"quantization_config": {"bits": 4}}, "quantization_config in config.json"),
        ({"quantization": {"group_size": 32}}, "quantization in config.json"),
        ({"compression_config": {"format": "x"}}, "compression_config in config.json"),
        (
            {"text_config": {"quantization_config": {"bits": 4}}},
            "quantization_config in config.json: text_config",
        ),
    ],
)
def test_a_config_states_it(tmp_path, config, words):
    assert sign(tmp_path / "m", config=config) == words


@pytest.mark.parametrize(
    "name", ["quantize_config.json", "quant_config.json", "hf_quant_config.json"]
)
def test_a_file_of_its_own_states_it(tmp_path, name):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / name).write_text("{}")
    assert sign(tmp_path / "m") == f"{name} lies beside config.json"


@pytest.mark.parametrize(
    ("matrix", "companion"),
    [
        ("layer.qweight", "layer.scales"),
        ("layer.weight", "layer.weight_scale"),
        ("layer.weight", "layer.weight_scale_inv"),
        ("layer.weight", "layer.weight.absmax"),
    ],
)
@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, ml_dtypes.float8_e4m3fn])
def test_codes_with_scales_beside_them_are_seen(tmp_path, matrix, companion, dtype):
    codes = np.ones((8, 16)).astype(dtype)
    found = sign(tmp_path / "m", {matrix: codes, companion: weights(8, 1)})
    assert found.startswith(f"tensor {matrix} of dtype ")
    assert found.endswith(f" lies beside {companion}")


def test_integers_alone_are_no_sign(tmp_path):
    positions = np.arange(16).reshape(1, 16)
    assert sign(tmp_path / "m", {**WEIGHTS, "embeddings.position_ids": positions}) == ""
