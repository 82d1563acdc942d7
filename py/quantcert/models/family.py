"""A family of networks: the keys of config.json that it knows, and how its blocks are read.

Each key is *used* (it belongs to a setting), *irrelevant* (no output depends on it) or *refused*
(one meaning alone is supported). A key that is none of them makes the network unsupported.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from quantcert.models.config import NotSupportedError, Setting, Settings, Values, shown
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters

_GENERATION = (
    "assistant_confidence_threshold assistant_lookbehind bad_words_ids begin_suppress_tokens "
    "diversity_penalty do_sample early_stopping encoder_no_repeat_ngram_size "
    "encoder_repetition_penalty epsilon_cutoff eta_cutoff exponential_decay_length_penalty "
    "forced_bos_token_id forced_eos_token_id length_penalty max_length max_new_tokens min_length "
    "no_repeat_ngram_size num_assistant_tokens num_assistant_tokens_schedule num_beam_groups "
    "num_beams num_return_sequences output_scores remove_invalid_values repetition_penalty "
    "return_dict_in_generate suppress_tokens target_lookbehind temperature top_k top_p typical_p "
    "use_cache"
)
_TRAINING = (
    "attention_dropout attention_probs_dropout_prob attn_pdrop classifier_dropout "
    "embd_pdrop gradient_checkpointing hidden_dropout_prob initializer_factor initializer_range "
    "output_router_logits resid_pdrop router_aux_loss_coef router_jitter_noise"
)
_DESCRIPTION = (
    "_attn_implementation _attn_implementation_autoset _commit_hash _flash_attn_2_enabled "
    "_name_or_path attn_implementation bos_token_id chunk_size_feed_forward converted_from "
    "decoded_matrices dtype "
    "eos_token_id experts_implementation finetuning_task id2label label2id name_or_path num_labels "
    "output_attentions output_hidden_states output_past pad_token_id prefix pretraining_tp "
    "problem_type return_dict sep_token_id task_specific_params tokenizer_class torch_dtype "
    "torchscript transformers.js_config transformers_version unsloth_fixed unsloth_version"
)

IRRELEVANT = frozenset(f"{_GENERATION} {_TRAINING} {_DESCRIPTION}".split())
"""Keys that change no output of any family: generation, training, description.

`chunk_size_feed_forward` and `pretraining_tp` cut a product into parts; `dtype` is the arithmetic,
which is not modelled; a padding token only matters to the families that name it as a setting.
"""

REFUSED: Mapping[str, tuple[object, ...]] = {
    "auto_map": (None, {}),
    "compression_config": (None, {}),
    "is_encoder_decoder": (False, None),
    "per_layer_config": (None, {}),
    "pruned_heads": (None, {}),
    "quantization": (None, {}),
    "quantization_config": (None, {}),
    "tie_encoder_decoder": (False, None),
}
"""Keys of all families with the values that mean what is supported; so does a missing key."""

HEADER = frozenset({"model_type", "architectures"})
"""Keys that say which family and class it is."""

COMPUTED = (r"(?:.*\.)?rotary_emb\.inv_freq", r"(?:.*\.)?position_ids")
"""Tensors of any family that the reference implementation computes for itself."""


@dataclass(frozen=True)
class Family:
    """How networks of one `model_type` are read.

    `classes` are the names that `architectures` may hold. `computed` are patterns of the tensors
    that the reference implementation computes for itself, `unused` of those that no block reads,
    such as those of task heads. A family is one module of `quantcert.models.families`
    that assigns it to `FAMILY`.
    """

    model_type: str
    classes: tuple[str, ...]
    settings: tuple[Setting[Any], ...]
    read: Callable[[Settings, Parameters], Architecture]
    irrelevant: frozenset[str] = frozenset()
    refused: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    computed: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    def setting_of(self, key: str) -> Setting[Any] | None:
        """The setting that a key belongs to."""
        return next((setting for setting in self.settings if key in setting.names), None)

    def ignores(self, key: str) -> bool:
        """Whether no output depends on the key."""
        return self.setting_of(key) is None and key in IRRELEVANT | self.irrelevant

    def architecture(self, values: Values, parameters: Parameters) -> Architecture:
        """The network. Raises NotSupportedError with the reason if it is not read."""
        for obstacle in (*self._class_obstacles(values), *self._key_obstacles(values)):
            raise NotSupportedError(obstacle)
        settings = Settings(values, self.settings)
        for setting in self.settings:
            settings[setting]
        network = self.read(settings, parameters)
        parameters.refuse_unread((*COMPUTED, *self.computed, *self.unused))
        return network

    def takes(self, values: Values) -> bool:
        """Whether all `architectures` are among the classes; none are named if it is missing."""
        names = values.get("architectures")
        return (
            not self.classes
            or not names
            or (isinstance(names, list) and all(name in self.classes for name in names))
        )

    def _class_obstacles(self, values: Values) -> Iterator[str]:
        if not self.takes(values):
            yield (
                f"architectures {shown(values['architectures'])} is not supported "
                f"(names among {', '.join(self.classes)})"
            )

    def _key_obstacles(self, values: Values) -> Iterator[str]:
        refused = {**REFUSED, **self.refused}
        for key in sorted(values):
            if key in HEADER or self.setting_of(key) is not None or self.ignores(key):
                continue
            if key not in refused:
                yield f"config.json: key {shown(key)} is not known for {self.model_type} networks"
            elif not any(same_value(values[key], allowed) for allowed in refused[key]):
                allowed = " or ".join(map(shown, refused[key]))
                yield f"config.json: {key} {shown(values[key])} is not supported ({allowed})"


def same_value(left: object, right: object) -> bool:
    """Whether two values are written alike in JSON; 1, 1.0 and true are three values."""
    return json_text(left) == json_text(right)


def json_text(value: object) -> str:
    """A value in JSON, objects by sorted keys."""
    return json.dumps(value, sort_keys=True)
