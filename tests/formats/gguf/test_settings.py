"""Settings of networks as GGUF files state them, numbers as they were before they were rounded."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats import open_quantized
from quantcert.formats.gguf.rotary import llama3_factors
from quantcert.models.compare import compare_configs
from tests.support.gguf_models import (
    FAMILIES,
    HEAD_DIM,
    LENGTH,
    Arrays,
    write_model,
    write_original,
)

LLAMA3 = {
    "rope_type": "llama3",
    "factor": 32.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
}


def differences(
    folder: Path, family: str, config: dict[str, object], **file: object
) -> tuple[str, ...]:
    """What differs between the original's settings and those of the file."""
    changed = replace(FAMILIES[family], config=FAMILIES[family].config | config)
    original = open_checkpoint(write_original(folder / "original", changed))
    path = write_model(folder / "m.gguf", FAMILIES[family], **file)  # type: ignore[arg-type]
    found = open_quantized(path, original).checkpoint.config
    return tuple(map(str, compare_configs(original.config, found).failed))


def refusal(folder: Path, family: str = "llama", **file: object) -> str:
    path = write_model(folder / "m.gguf", FAMILIES[family], **file)  # type: ignore[arg-type]
    with pytest.raises(CheckpointError) as caught:
        open_quantized(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_number_is_the_originals_if_that_rounds_to_it(tmp_path: Path) -> None:
    for epsilon in (1e-5, 9.999999747378752e-06):
        assert differences(tmp_path, "llama", {"rms_norm_eps": epsilon}) == ()
    (found,) = differences(tmp_path, "llama", {"rms_norm_eps": 1.00001e-5})
    assert found == "rms_norm_eps is 1.00001e-05 in the original, 1e-05 in the checkpoint"


def test_without_an_original_a_number_is_the_shortest_decimal(tmp_path: Path) -> None:
    path = write_model(tmp_path / "m.gguf", FAMILIES["llama"])
    config = open_quantized(path).checkpoint.config
    assert (config["rms_norm_eps"], config["rope_theta"]) == (1e-5, 10000.0)


def test_another_network_is_noticed(tmp_path: Path) -> None:
    changes: dict[str, dict[str, object]] = {
        "llama": {"num_key_value_heads": 4},
        "mistral": {"sliding_window": 4096},
        "mixtral": {"num_experts_per_tok": 1},
        "qwen3_moe": {"norm_topk_prob": False},
        "gemma2": {"query_pre_attn_scalar": 144},
        "phi3": {"sliding_window": None},
    }
    for family, config in changes.items():
        (found,) = differences(tmp_path, family, config)
        assert found.startswith(f"{next(iter(config))} is ")


def test_a_scaled_rotary_embedding_is_read(tmp_path: Path) -> None:
    linear = {"llama.rope.scaling.type": "linear", "llama.rope.scaling.factor": 4.0}
    scaling = {"rope_scaling": {"rope_type": "linear", "factor": 4.0}}
    assert differences(tmp_path, "llama", scaling, metadata=linear) == ()
    assert len(differences(tmp_path, "llama", {}, metadata=linear)) == 1
    yarn = {
        "qwen2.rope.scaling.type": "yarn",
        "qwen2.rope.scaling.factor": 4.0,
        "qwen2.rope.scaling.original_context_length": 10,
    }
    scaling = {
        "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 10}
    }
    assert differences(tmp_path, "qwen2", scaling, metadata=yarn) == ()


def factors_of_llama3() -> np.ndarray:
    """As llama.cpp's converter computes them, one wavelength after the other."""
    result = []
    for exponent in range(0, HEAD_DIM, 2):
        wavelength = 2 * np.pi * 10000.0 ** (exponent / HEAD_DIM)
        if wavelength < 8192 / 4:
            result.append(1.0)
        elif wavelength > 8192 / 1:
            result.append(32.0)
        else:
            smooth = (8192 / wavelength - 1) / (4 - 1)
            result.append(1 / ((1 - smooth) / 32.0 + smooth))
    return np.array(result, np.float32)


def test_the_factors_of_llama3_are_recognized(tmp_path: Path) -> None:
    factors = {"rope_freqs.weight": factors_of_llama3()}
    assert len(set(factors["rope_freqs.weight"].tolist())) > 2
    assert np.allclose(llama3_factors(HEAD_DIM, 10000.0, LLAMA3), factors["rope_freqs.weight"])
    assert differences(tmp_path, "llama", {"rope_scaling": LLAMA3}, more=factors) == ()
    (found,) = differences(tmp_path, "llama", {}, more=factors)
    assert "rope_type" not in found
    assert found.startswith("rope_parameters is ")


def test_factors_that_no_setting_gives_are_refused(tmp_path: Path) -> None:
    factors = factors_of_llama3()
    factors[3] *= np.float32(1.001)
    message = refusal(tmp_path, more={"rope_freqs.weight": factors})
    assert "tensor rope_freqs.weight: no settings of rope_type llama3 that are known" in message


def longrope(attention: float) -> tuple[Arrays, dict[str, object]]:
    count = HEAD_DIM // 2
    tensors = {
        "rope_factors_short.weight": np.linspace(1, 1.03, count, dtype=np.float32),
        "rope_factors_long.weight": np.linspace(1, 60.7, count, dtype=np.float32),
    }
    metadata = {
        "phi3.rope.scaling.original_context_length": 10,
        "phi3.rope.scaling.attn_factor": attention,
    }
    return tensors, metadata


def test_the_factors_of_longrope_are_settings(tmp_path: Path) -> None:
    ratio = float(np.sqrt(1 + np.log(LENGTH / 10) / np.log(10)))
    tensors, metadata = longrope(ratio)
    scaling = {
        "rope_scaling": {
            "type": "longrope",
            "short_factor": [float(value) for value in tensors["rope_factors_short.weight"]],
            "long_factor": [float(value) for value in tensors["rope_factors_long.weight"]],
        },
        "original_max_position_embeddings": 10,
    }
    assert differences(tmp_path, "phi3", scaling, more=tensors, metadata=metadata) == ()
    tensors, metadata = longrope(2 * ratio)
    assert len(differences(tmp_path, "phi3", scaling, more=tensors, metadata=metadata)) == 1


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"llama.new_key": 1}, "llama.new_key is not known (1)"),
        ({"llama.logit_scale": 2.0}, "llama.logit_scale is 2.0, must be 1.0"),
        ({"llama.rope.scaling.type": "su"}, "llama.rope.scaling.type is 'su', must be 'none',"),
        ({"llama.rope.scaling.factor": 2.0}, "llama.rope.scaling.factor is 2.0, must be 0.0 or"),
        ({"llama.rope.dimension_count": 8}, "rope.dimension_count is 8, must be 16, the entries"),
        ({"llama.block_count": 100}, "llama.block_count is 100, there are "),
        ({"llama.embedding_length": 8}, "embedding_length is 8, token_embd.weight has 64 columns"),
        ({"llama.attention.head_count": 5}, "must be 12, the entries of a head"),
        ({"llama.attention.sliding_window": 9}, "llama.attention.sliding_window is 9, must be 0"),
    ],
)
def test_metadata_that_is_not_understood_is_refused(
    tmp_path: Path, metadata: dict[str, object], message: str
) -> None:
    assert message in refusal(tmp_path, metadata=metadata)


@pytest.mark.parametrize(
    ("pattern", "types"), [(2, ["sliding", "full"]), ([False, True], ["full", "sliding"])]
)
def test_which_layers_have_a_window_is_read(
    tmp_path: Path, pattern: object, types: list[str]
) -> None:
    words = {"layer_types": [f"{kind}_attention" for kind in types]}
    metadata = {"gemma3.attention.sliding_window_pattern": pattern}
    assert differences(tmp_path, "gemma3", words, metadata=metadata) == ()
    (found,) = differences(
        tmp_path, "gemma3", {"layer_types": words["layer_types"][::-1]}, metadata=metadata
    )
    assert found.startswith("layer_types is ")


def test_a_pattern_of_windows_that_is_none_is_refused(tmp_path: Path) -> None:
    metadata = {"gemma3.attention.sliding_window_pattern": [True]}
    message = refusal(tmp_path, "gemma3", metadata=metadata)
    assert "sliding_window_pattern is [True], must be a positive integer or a list of 2" in message


def test_an_encoder_that_attends_to_the_past_only_is_refused(tmp_path: Path) -> None:
    found = refusal(tmp_path, "bert", metadata={"bert.attention.causal": True})
    assert "bert.attention.causal must be false" in found
