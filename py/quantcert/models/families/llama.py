"""Llama 1, 2 and 3, and what is stored like them.

Source: Touvron et al., "LLaMA", 2023; "The Llama 3 Herd of Models", 2024.
"""

from __future__ import annotations

from quantcert.models.config import Settings, flag, wrong
from quantcert.models.decoder import DECODER_REFUSED, Biases, Decoder, decoder_keys
from quantcert.models.family import Family
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters

_KEYS = decoder_keys(groups_null=True)
_ATTENTION_BIAS = flag("attention_bias", False)
_MLP_BIAS = flag("mlp_bias", False)


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    if settings[_KEYS.dim] % settings[_KEYS.heads]:
        raise wrong("num_attention_heads", settings[_KEYS.heads], "a divisor of hidden_size")
    attention = settings[_ATTENTION_BIAS]
    biases = Biases(attention, attention, settings[_MLP_BIAS])
    return Decoder(settings, _KEYS, parameters, biases).architecture("llama")


FAMILY = Family(
    model_type="llama",
    classes=("LlamaForCausalLM",),
    settings=(*_KEYS.all(), _ATTENTION_BIAS, _MLP_BIAS),
    read=_read,
    irrelevant=frozenset({"is_llama_config"}),
    refused=DECODER_REFUSED | {"rope_interleaved": (False, None)},
)
