"""Two configurations: what makes another network, and what does not."""

import pytest

from quantcert.containers import StatedSettings
from quantcert.models.compare import Difference, compare_configs
from tests.support.architectures import bert_config, llama_config

LINEAR = {"rope_type": "linear", "factor": 8.0}


def failed(original: dict[str, object], **changes: object) -> list[str]:
    found = compare_configs(original, original | changes)
    assert found.listed == ()
    return [str(difference) for difference in found.failed]


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({}, []),
        (
            {"rms_norm_eps": 0.5},
            ["rms_norm_eps is 1e-05 in the original, 0.5 in the checkpoint"],
        ),
        (
            {"num_attention_heads": 2},
            [
                "num_attention_heads is 4 in the original, 2 in the checkpoint",
                "head_dim is 2 in the original, 4 in the checkpoint",
            ],
        ),
        (
            {"hidden_act": "gelu"},
            ['hidden_act is "silu" in the original, "gelu" in the checkpoint'],
        ),
        (
            {"hidden_act": "mish"},
            ['hidden_act is "silu" in the original, "mish" in the checkpoint'],
        ),
        (
            {"rope_scaling": LINEAR},
            [
                "rope_parameters is default, rope_theta 10000.0 in the original, "
                "linear, factor 8.0, rope_theta 10000.0 in the checkpoint"
            ],
        ),
        (
            {"rope_scaling": {"type": "ntk"}},
            [
                "rope_parameters is default, rope_theta 10000.0 in the original, "
                '{"rope_scaling": {"type": "ntk"}} in the checkpoint'
            ],
        ),
        (
            {"tie_word_embeddings": False},
            ["tie_word_embeddings is true in the original, false in the checkpoint"],
        ),
        ({"attention_bias": True}, ["attention_bias is false in the original, true in the "
                                    "checkpoint"]),
        ({"is_causal": False}, ["is_causal is null in the original, false in the checkpoint"]),
        ({"new_option": 1}, ["new_option is null in the original, 1 in the checkpoint"]),
        ({"auto_map": {"x": "y"}}, ['auto_map is null in the original, {"x": "y"} in the '
                                    "checkpoint"]),
        (
            {"architectures": ["LlamaForSequenceClassification"]},
            [
                'architectures is ["LlamaForCausalLM"] in the original, '
                '["LlamaForSequenceClassification"] in the checkpoint'
            ],
        ),
    ],
)  # fmt: skip
def test_a_key_on_which_outputs_depend(changes: dict[str, object], messages: list[str]) -> None:
    assert failed(llama_config(), **changes) == messages


def test_defaults_and_other_words_for_the_same_are_no_differences() -> None:
    written = {
        "head_dim": 2,
        "attention_bias": False,
        "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0},
        "is_causal": True,
        "pruned_heads": {},
        "hidden_act": "swish",
    }
    assert failed(llama_config(), **written) == []
    assert failed(llama_config() | {"rope_theta": 5.0}, rope_parameters={"rope_theta": 5}) == []
    assert failed(llama_config(), quantization_config={"quant_method": "quantcert"}) == []


def test_keys_that_change_no_output_are_listed() -> None:
    original = llama_config() | {"torch_dtype": "float32", "architectures": None}
    found = compare_configs(original, llama_config() | {"dtype": "bfloat16", "use_cache": True})
    assert found.failed == ()
    assert [difference.key for difference in found.listed] == [
        "architectures",
        "dtype",
        "torch_dtype",
        "use_cache",
    ]
    assert found.listed[1] == Difference("dtype", "null", '"bfloat16"')


def test_what_another_file_does_not_state_is_not_listed() -> None:
    original = llama_config() | {"torch_dtype": "float32", "use_cache": True}
    stated = {key: value for key, value in llama_config().items() if key != "architectures"}
    assert compare_configs(original, StatedSettings(stated)).listed == ()
    assert len(compare_configs(original, stated).listed) == 3
    (found,) = compare_configs(original, StatedSettings(stated, use_cache=False)).listed
    assert found == Difference("use_cache", "true", "false")


def test_another_model_type_is_another_network() -> None:
    found = compare_configs(llama_config(), bert_config())
    assert [str(difference) for difference in found.failed] == [
        'model_type is "llama" in the original, "bert" in the checkpoint'
    ]


def test_of_an_unknown_family_all_differences_are_listed() -> None:
    original: dict[str, object] = {"model_type": "perceiver", "d_model": 8, "x": True}
    found = compare_configs(original, original | {"d_model": 9, "x": 1})
    assert found.failed == ()
    assert [str(difference) for difference in found.listed] == [
        "d_model is 8 in the original, 9 in the checkpoint",
        "x is true in the original, 1 in the checkpoint",
    ]
