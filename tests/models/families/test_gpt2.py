"""GPT-2: its configurations are compared although its network is not supported."""

from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.compare import compare_configs

CONFIG = {
    "model_type": "gpt2",
    "architectures": ["GPT2LMHeadModel"],
    "n_embd": 8,
    "n_ctx": 1024,
    "summary_type": "cls_index",
    "resid_pdrop": 0.1,
}


def test_the_reason_names_what_is_missing() -> None:
    found = read_architecture(CONFIG, {})
    assert isinstance(found, Unsupported)
    assert found.reason.startswith("matrices that are stored transposed")


def test_keys_on_which_outputs_depend_are_told_from_others() -> None:
    other = CONFIG | {"n_inner": None, "layer_norm_epsilon": 1e-3, "n_ctx": 512}
    found = compare_configs(CONFIG, other | {"scale_attn_by_inverse_layer_idx": True})
    assert [difference.key for difference in found.failed] == [
        "layer_norm_epsilon",
        "scale_attn_by_inverse_layer_idx",
    ]
    assert [difference.key for difference in found.listed] == ["n_ctx"]
    assert compare_configs(CONFIG, CONFIG | {"n_inner": 32}).failed == ()
