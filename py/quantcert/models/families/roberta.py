"""RoBERTa: a BERT whose positions are counted from behind the padding token.

Source: Liu et al., "RoBERTa", 2019; positions as in `fairseq.utils.make_positions`.
"""

from __future__ import annotations

from quantcert.models.config import Settings, integer
from quantcert.models.encoder import HEADS, IRRELEVANT, REFUSED, TASKS, Encoder, encoder_keys
from quantcert.models.family import Family
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters

_KEYS = encoder_keys(vocabulary=50265)
_PAD = integer("pad_token_id", 1, least=0)


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    return Encoder(settings, _KEYS, parameters, "roberta", settings[_PAD]).architecture()


FAMILY = Family(
    model_type="roberta",
    classes=("RobertaModel", *(f"RobertaFor{task}" for task in TASKS)),
    settings=(*_KEYS.all(), _PAD),
    read=_read,
    irrelevant=IRRELEVANT,
    refused=REFUSED,
    unused=HEADS,
)
