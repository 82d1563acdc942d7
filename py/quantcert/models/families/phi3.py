"""Phi-3: a Mistral whose matrices of queries, keys and values are one tensor, gate and up another.

Source: Abdin et al., "Phi-3 Technical Report", 2024.
"""

from __future__ import annotations

from dataclasses import replace

from quantcert.models.config import Setting, Settings, Values, wrong
from quantcert.models.decoder import DECODER_REFUSED, Decoder, decoder_keys
from quantcert.models.family import Family
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters
from quantcert.models.rotary import ORIGINAL, Rotary
from quantcert.models.windows import window_setting


def _rotary_setting(any_kind: Setting[Rotary]) -> Setting[Rotary]:
    """As in other decoders, but few kinds; the length of old texts is a key with a default."""

    def read(values: Values, settings: Settings) -> Rotary:
        rotary = any_kind.read({ORIGINAL: 4096, **values}, settings)
        if rotary.kind not in ("default", "longrope"):
            raise wrong("rope_parameters: rope_type", rotary.kind, '"default" or "longrope"')
        return rotary

    return Setting(any_kind.name, any_kind.names, read)


_DECODER = decoder_keys(
    vocabulary=32064,
    dim=3072,
    inner=8192,
    groups_null=True,
    head_dim_null=False,
    max_length=4096,
    epsilon=1e-5,
)
_KEYS = replace(_DECODER, rotary=_rotary_setting(_DECODER.rotary))
_WINDOW = window_setting(None)


class _Phi3(Decoder):
    fused = True


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    share = settings[_KEYS.dim] // settings[_KEYS.heads]
    if settings[_KEYS.rotary].kind == "longrope" and settings[_KEYS.head_dim] != share:
        allowed = f"{share}, as `transformers` counts the factors of longrope"
        raise wrong("head_dim", settings[_KEYS.head_dim], allowed)
    windows = [settings[_WINDOW]] * settings[_KEYS.layers]
    return _Phi3(settings, _KEYS, parameters, windows=windows).architecture("phi3")


FAMILY = Family(
    model_type="phi3",
    classes=("Phi3ForCausalLM",),
    settings=(*_KEYS.all(), _WINDOW),
    read=_read,
    irrelevant=frozenset({"attention_bias"}),  # it has none
    refused=DECODER_REFUSED,
)
