"""Qwen 3 with a mixture of experts in place of the MLP of some layers.

Source: Yang et al., "Qwen3 Technical Report", 2025.
"""

from __future__ import annotations

from quantcert.models.config import (
    Setting,
    Settings,
    Values,
    as_integer,
    flag,
    integer,
    wrong,
)
from quantcert.models.decoder import DECODER_REFUSED, Biases, Decoder, decoder_keys
from quantcert.models.experts import mixed_experts
from quantcert.models.family import Family
from quantcert.models.net import Architecture, Block
from quantcert.models.parameters import Parameters
from quantcert.models.windows import used_window

_KEYS = decoder_keys(
    vocabulary=151936,
    dim=2048,
    inner=6144,
    layers=24,
    groups=4,
    head_dim_null=False,
    max_length=32768,
)
_BIAS = flag("attention_bias", False)
_WINDOW = used_window()
_SELECTED = integer("num_experts_per_tok", 8)
_EXPERT_INNER = integer("moe_intermediate_size", 768)
_STEP = integer("decoder_sparse_step", 1)
_NORMED = flag("norm_topk_prob", False)


def _experts(values: Values, settings: Settings) -> int:
    names = [name for name in ("num_experts", "num_local_experts") if name in values]
    counts = [as_integer(name, values[name], "an integer >= 1") for name in names] or [128]
    if counts[0] != counts[-1]:
        raise wrong("num_local_experts", counts[-1], f"num_experts, {counts[0]}")
    return counts[0]


def _dense_layers(values: Values, settings: Settings) -> tuple[int, ...]:
    layers = values.get("mlp_only_layers")
    if layers is None:
        return ()
    if not isinstance(layers, list):
        raise wrong("mlp_only_layers", layers, "a list of layers, or null")
    return tuple(as_integer("mlp_only_layers", layer, "integers >= 0", 0) for layer in layers)


_EXPERTS: Setting[int] = Setting("num_experts", ("num_experts", "num_local_experts"), _experts)
_DENSE: Setting[tuple[int, ...]] = Setting("mlp_only_layers", ("mlp_only_layers",), _dense_layers)


class _Qwen3Moe(Decoder):
    head_norms = True

    def mlp(self, layer: int) -> Block:
        """RMSNorm, gated MLP or routed experts, residual."""
        if layer in self.settings[_DENSE] or (layer + 1) % self.settings[_STEP]:
            return super().mlp(layer)
        name, stem = f"layer {layer} mlp", f"{self.prefix}layers.{layer}"
        mixed = mixed_experts(
            self,
            name,
            f"{stem}.mlp",
            self.settings[_EXPERTS],
            self.settings[_SELECTED],
            self.settings[_EXPERT_INNER],
            ("gate_proj", "up_proj", "down_proj"),
            shares=not self.settings[_NORMED],
        )
        return self.residual(name, f"{stem}.post_attention_layernorm", mixed)


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    if settings[_SELECTED] > settings[_EXPERTS]:
        raise wrong("num_experts_per_tok", settings[_SELECTED], f"at most {settings[_EXPERTS]}")
    biases = Biases(settings[_BIAS], settings[_BIAS])
    windows = [settings[_WINDOW]] * settings[_KEYS.layers]
    return _Qwen3Moe(settings, _KEYS, parameters, biases, windows).architecture("qwen3_moe")


FAMILY = Family(
    model_type="qwen3_moe",
    classes=("Qwen3MoeForCausalLM",),
    settings=(
        *_KEYS.all(),
        _BIAS,
        _WINDOW,
        _EXPERTS,
        _SELECTED,
        _EXPERT_INNER,
        _STEP,
        _NORMED,
        _DENSE,
    ),
    read=_read,
    irrelevant=frozenset({"max_window_layers"}),
    refused=DECODER_REFUSED,
)
