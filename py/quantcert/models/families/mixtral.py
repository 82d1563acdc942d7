"""Mixtral: a Mistral whose MLP is a mixture of experts, a few of which are selected.

A router scores the experts of a layer; the outputs of those with the largest scores are mixed with
the softmax of these scores. Source: Jiang et al., "Mixtral of Experts", 2024; tensor names as in
`transformers`: `gate` is the router, `w1`, `w3` and `w2` are an expert's gate, up and down matrix,
all below `block_sparse_moe` or, as newer versions have it, `mlp`.
"""

from __future__ import annotations

from dataclasses import replace

from quantcert.models.config import Setting, Settings, Values, integer, wrong
from quantcert.models.decoder import DECODER_REFUSED, Decoder, decoder_keys
from quantcert.models.experts import mixed_experts
from quantcert.models.family import Family
from quantcert.models.net import Architecture, Block
from quantcert.models.parameters import Parameters
from quantcert.models.rotary import Rotary
from quantcert.models.windows import window_setting


def _rotary_setting(any_kind: Setting[Rotary]) -> Setting[Rotary]:
    """As in other decoders, but `transformers` has some kinds only if `head_dim` is not null."""

    def read(values: Values, settings: Settings) -> Rotary:
        rotary = any_kind.read(values, settings)
        missing = "head_dim" in values and values["head_dim"] is None
        if missing and rotary.kind in ("dynamic", "yarn", "longrope"):
            raise wrong("head_dim", None, f"an integer for rope_type {rotary.kind}")
        return rotary

    return Setting(any_kind.name, any_kind.names, read)


_DECODER = decoder_keys(inner=14336, groups=8, max_length=131072, epsilon=1e-5, theta=1e6)
_KEYS = replace(_DECODER, rotary=_rotary_setting(_DECODER.rotary))
_WINDOW = window_setting(None)
_EXPERTS = integer("num_local_experts", 8)
_SELECTED = integer("num_experts_per_tok", 2)


class _Mixtral(Decoder):
    """The blocks of a decoder, with a mixture of experts in place of the MLP."""

    def mlp(self, layer: int) -> Block:
        """RMSNorm, routed experts, residual."""
        name, stem = f"layer {layer} mlp", f"{self.prefix}layers.{layer}"
        newer = f"{stem}.mlp.gate.weight" in self.parameters
        mixed = mixed_experts(
            self,
            name,
            f"{stem}.mlp" if newer else f"{stem}.block_sparse_moe",
            self.settings[_EXPERTS],
            self.settings[_SELECTED],
            self.inner,
            ("w1", "w3", "w2"),
        )
        return self.residual(name, f"{stem}.post_attention_layernorm", mixed)


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    if settings[_SELECTED] > settings[_EXPERTS]:
        raise wrong("num_experts_per_tok", settings[_SELECTED], f"at most {settings[_EXPERTS]}")
    windows = [settings[_WINDOW]] * settings[_KEYS.layers]
    return _Mixtral(settings, _KEYS, parameters, windows=windows).architecture("mixtral")


FAMILY = Family(
    model_type="mixtral",
    classes=("MixtralForCausalLM",),
    settings=(*_KEYS.all(), _WINDOW, _EXPERTS, _SELECTED),
    read=_read,
    refused=DECODER_REFUSED,
)
