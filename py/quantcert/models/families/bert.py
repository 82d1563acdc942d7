"""BERT. Source: Devlin et al., "BERT", 2019."""

from __future__ import annotations

from quantcert.models.config import Settings
from quantcert.models.encoder import HEADS, IRRELEVANT, REFUSED, TASKS, Encoder, encoder_keys
from quantcert.models.family import Family
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters

_KEYS = encoder_keys(vocabulary=30522)
_POOLER = (
    "directionality pooler_fc_size pooler_num_attention_heads pooler_num_fc_layers "
    "pooler_size_per_head pooler_type"
)


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    return Encoder(settings, _KEYS, parameters, "bert").architecture()


FAMILY = Family(
    model_type="bert",
    classes=("BertModel", "BertForPreTraining", *(f"BertFor{task}" for task in TASKS)),
    settings=_KEYS.all(),
    read=_read,
    irrelevant=IRRELEVANT | set(_POOLER.split()),
    refused=REFUSED,
    unused=HEADS,
)
