"""Phi-3: its configuration is read and compared; its network is not supported yet.

Its matrices of queries, keys and values are one tensor, those of gate and up another.
Source: Abdin et al., "Phi-3 Technical Report", 2024.
"""

from __future__ import annotations

from quantcert.models.config import NotSupportedError, Settings
from quantcert.models.decoder import DECODER_REFUSED, decoder_keys
from quantcert.models.family import Family
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters
from quantcert.models.windows import window_setting

_KEYS = decoder_keys(
    vocabulary=32064,
    dim=3072,
    inner=8192,
    groups_null=True,
    head_dim_null=False,
    max_length=4096,
    epsilon=1e-5,
)


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    raise NotSupportedError(
        "several matrices in one tensor (qkv_proj, gate_up_proj) are not supported in a network"
    )


FAMILY = Family(
    model_type="phi3",
    classes=("Phi3ForCausalLM",),
    settings=(*_KEYS.all(), window_setting(None)),
    read=_read,
    refused=DECODER_REFUSED,
)
