"""Settings of ModelOpt folders."""

from pathlib import Path

import pytest

from quantcert.errors import CheckpointError
from quantcert.formats.modelopt.settings import ignoring_pattern, parse_settings, translated


def test_a_file_of_its_own_is_translated():
    own = {"quant_algo": "NVFP4", "group_size": 16, "exclude_modules": ["lm_head"]}
    assert translated(own) == {"quant_algo": "NVFP4", "ignore": ["lm_head"]}
    assert translated({"quant_algo": "FP8"}) == {"quant_algo": "FP8", "ignore": []}


@pytest.mark.parametrize("algorithm", ["NVFP4_AWQ", "NVFP4_SVD", "W4A16_AWQ", None, ["NVFP4"]])
def test_an_algorithm_that_changes_weights_is_refused(algorithm):
    with pytest.raises(CheckpointError, match=r"modelopt: quant_algo .* is not supported"):
        parse_settings(Path("folder"), {"quant_algo": algorithm})


def test_the_list_is_read():
    found = parse_settings(Path("folder"), {"quant_algo": "NVFP4", "ignore": ["a", "b"]})
    assert found == ("a", "b")
    with pytest.raises(CheckpointError, match="ignore must be a list of texts"):
        parse_settings(Path("folder"), {"quant_algo": "NVFP4", "ignore": "a"})


@pytest.mark.parametrize(
    ("module", "pattern"),
    [
        ("lm_head", "lm_head"),
        ("model.layers.3.self_attn.q_proj", "model.layers.3*"),
        ("model.layers.3.self_attn.q_proj", "model.layers.*.self_attn"),
        ("model.router", "*router*"),
    ],
)
def test_a_pattern_is_for_a_module_and_its_parts(module, pattern):
    assert ignoring_pattern(module, ["x", pattern]) == pattern


@pytest.mark.parametrize("pattern", ["head", "layers.3", "model.layers.3.self", "MODEL"])
def test_a_pattern_is_for_whole_names(pattern):
    assert ignoring_pattern("model.layers.3.self_attn.q_proj", [pattern]) is None
