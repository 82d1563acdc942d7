"""Qwen 2 and 2.5: a Llama with biases of queries, keys and values.

Source: Yang et al., "Qwen2 Technical Report", 2024.
"""

from __future__ import annotations

from quantcert.models.config import Settings
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
    head_dim_null=False,
    max_length=32768,
)
_WINDOWS = layer_windows(_KEYS.layers)


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    biases, windows = Biases(projections=True), settings[_WINDOWS]
    return Decoder(settings, _KEYS, parameters, biases, windows).architecture("qwen2")


FAMILY = Family(
    model_type="qwen2",
    classes=("Qwen2ForCausalLM",),
    settings=(*_KEYS.all(), _WINDOWS),
    read=_read,
    refused=DECODER_REFUSED,
)
