"""Gemma 2: every other layer has a window, scores are capped.

Source: Gemma Team, "Gemma 2", 2024.
"""

from __future__ import annotations

from quantcert.models.config import Settings
from quantcert.models.family import Family
from quantcert.models.gemma import IRRELEVANT, REFUSED, Gemma, cap_setting, gemma_keys
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters

_KEYS = gemma_keys(vocabulary=256000, max_length=8192, final_cap=30.0, pattern=2, key=None)
_CAP = cap_setting("attn_logit_softcapping", 50.0)


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    decoder = Gemma(settings, _KEYS, parameters)
    decoder.cap = settings[_CAP]
    return decoder.architecture("gemma2")


FAMILY = Family(
    model_type="gemma2",
    classes=("Gemma2ForCausalLM",),
    settings=(*_KEYS.all(), _CAP),
    read=_read,
    irrelevant=IRRELEVANT,
    refused=REFUSED,
)
