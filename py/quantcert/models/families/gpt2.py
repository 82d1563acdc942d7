"""GPT-2: its configuration is read and compared; its network is not supported yet.

Its matrices are stored transposed (`Conv1D`), those of queries, keys and values in one tensor.
Source: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019.
"""

from __future__ import annotations

from quantcert.models.config import NotSupportedError, Settings, choice, dyadic, flag, integer
from quantcert.models.decoder import DECODER_REFUSED, FUNCTIONS
from quantcert.models.family import Family
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters

_DIM = integer("n_embd", 768)
_SETTINGS = (
    integer("vocab_size", 50257),
    integer("n_positions", 1024),
    _DIM,
    integer("n_layer", 12),
    integer("n_head", 12),
    integer("n_inner", lambda s: 4 * s[_DIM], null=lambda s: 4 * s[_DIM]),
    choice("activation_function", "gelu_new", FUNCTIONS),
    dyadic("layer_norm_epsilon", 1e-5),
    flag("tie_word_embeddings", True),
)
_IRRELEVANT = (
    "n_ctx predict_special_tokens summary_activation summary_first_dropout "
    "summary_proj_to_labels summary_type summary_use_proj"
)


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    raise NotSupportedError(
        "matrices that are stored transposed, and those of queries, keys and values in one tensor, "
        "are not supported in a network"
    )


FAMILY = Family(
    model_type="gpt2",
    classes=("GPT2LMHeadModel", "GPT2Model"),
    settings=_SETTINGS,
    read=_read,
    irrelevant=frozenset(_IRRELEVANT.split()),
    refused=DECODER_REFUSED
    | {
        "add_cross_attention": (False,),
        "reorder_and_upcast_attn": (False,),
        "scale_attn_by_inverse_layer_idx": (False,),
        "scale_attn_weights": (True,),
    },
)
