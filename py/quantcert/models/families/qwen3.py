"""Qwen 3: a Llama with a norm of each head of queries and keys.

Source: Yang et al., "Qwen3 Technical Report", 2025.
"""

from __future__ import annotations

from quantcert.models.config import Settings, flag
from quantcert.models.decoder import DECODER_REFUSED, Biases, Decoder, decoder_keys
from quantcert.models.family import Family
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters
from quantcert.models.windows import layer_windows

_KEYS = decoder_keys(
    vocabulary=151936,
    inner=22016,
    groups=32,
    groups_null=True,
    head_dim=128,
    head_dim_null=False,
    max_length=32768,
)
_BIAS = flag("attention_bias", False)
_WINDOWS = layer_windows(_KEYS.layers)


class _Qwen3(Decoder):
    head_norms = True


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    biases = Biases(settings[_BIAS], settings[_BIAS])
    return _Qwen3(settings, _KEYS, parameters, biases, settings[_WINDOWS]).architecture("qwen3")


FAMILY = Family(
    model_type="qwen3",
    classes=("Qwen3ForCausalLM",),
    settings=(*_KEYS.all(), _BIAS, _WINDOWS),
    read=_read,
    refused=DECODER_REFUSED,
)
