"""Phi-3: its configurations are compared although its network is not supported."""

from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.compare import compare_configs

CONFIG = {"model_type": "phi3", "architectures": ["Phi3ForCausalLM"], "sliding_window": 2047}


def test_the_reason_names_what_is_missing() -> None:
    found = read_architecture(CONFIG, {})
    assert isinstance(found, Unsupported)
    assert found.reason.startswith("several matrices in one tensor (qkv_proj, gate_up_proj)")


def test_keys_on_which_outputs_depend() -> None:
    found = compare_configs(CONFIG, CONFIG | {"sliding_window": None, "rms_norm_eps": 1e-5})
    assert [difference.key for difference in found.failed] == ["sliding_window"]
