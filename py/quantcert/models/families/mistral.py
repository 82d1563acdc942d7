"""Mistral: a Llama without biases whose positions may attend to the last ones only.

Source: Jiang et al., "Mistral 7B", 2023.
"""

from __future__ import annotations

from quantcert.models.config import Settings
from quantcert.models.decoder import DECODER_REFUSED, Decoder, decoder_keys
from quantcert.models.family import Family
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters
from quantcert.models.windows import window_setting

_KEYS = decoder_keys(inner=14336, groups=8, max_length=131072)
_WINDOW = window_setting(4096)


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    windows = [settings[_WINDOW]] * settings[_KEYS.layers]
    return Decoder(settings, _KEYS, parameters, windows=windows).architecture("mistral")


FAMILY = Family(
    model_type="mistral",
    classes=("MistralForCausalLM",),
    settings=(*_KEYS.all(), _WINDOW),
    read=_read,
    refused=DECODER_REFUSED,
)
