"""Options of each family in combination, for comparison with another implementation.

BERT (112), RoBERTa (336) and GPT-2 (384) have all combinations of their options. Llama, Mistral,
Mixtral, Qwen 2, Qwen 3 and its experts, Gemma 2 and 3 and Phi-3 have thousands and more for their
many rotary embeddings; there each two options occur together. That is enough to see how options
meet: each acts on an operation of its own (angles, masks, functions, biases, sizes of heads, caps,
experts, names of tensors), and where two act on the same one they are one axis here. Combinations
that are refused are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.support.combination_axes import (
    decoder,
    encoder,
    gemma,
    gemma3_rotaries,
    gpt2,
    mixtral_angles,
    mixtral_storage,
    phi3_angles,
    qwen3_moe,
    selected,
)
from tests.support.covering import Row, all_rows, pair_rows
from tests.support.options import (
    BIAS,
    NULL_GROUPS,
    NULLS,
    ROTARIES,
    SIZES,
    WINDOWS,
    Axis,
    Option,
    each,
    layer_windows,
    or_absent,
)
from tests.support.reference_cases import (
    ReferenceCase,
    decoder_config,
    encoder_config,
    gpt2_config,
)


@dataclass(frozen=True)
class Combined:
    """How a configuration of a family is made, and the axes."""

    make: Callable[..., dict[str, object]]
    axes: list[Axis]


def _decoder_of(kind: str, axes: list[Axis], **fixed: object) -> Combined:
    def make(**changes: object) -> dict[str, object]:
        return decoder_config(kind, **fixed | changes)

    return Combined(make, axes)


def _encoder_of(kind: str, *others: Axis) -> Combined:
    return Combined(partial(encoder_config, kind), encoder(kind.lower(), *others))


MLP_BIAS: Axis = each("mlp_bias", False, True)
NULL_HEAD_DIM: Axis = [*SIZES, Option({"head_dim": None})]
MIXTRAL_EXPERTS: Axis = selected("num_local_experts", (3, 1), (3, 2), (2, 2))
SCORES_CAPPED: Axis = or_absent(each("attn_logit_softcapping", None, 0.25))
PATTERNS: Axis = or_absent(each("sliding_window_pattern", 1, 2))

AXES: dict[str, Combined] = {
    "llama": _decoder_of("Llama", decoder(ROTARIES, NULLS, BIAS, MLP_BIAS)),
    "mistral": _decoder_of("Mistral", decoder(ROTARIES, NULL_HEAD_DIM, WINDOWS)),
    "mixtral": _decoder_of(
        "Mixtral",
        decoder(mixtral_angles(), [Option()], WINDOWS, mixtral_storage(), MIXTRAL_EXPERTS),
    ),
    "qwen2": _decoder_of("Qwen2", decoder(ROTARIES, NULL_GROUPS, layer_windows())),
    "qwen3": _decoder_of(
        "Qwen3", decoder(ROTARIES, NULL_GROUPS, BIAS, layer_windows()), head_dim=4
    ),
    "qwen3_moe": _decoder_of("Qwen3Moe", qwen3_moe(), moe_intermediate_size=4),
    "gemma2": _decoder_of("Gemma2", gemma(ROTARIES, SCORES_CAPPED), hidden_size=12),
    "gemma3_text": _decoder_of("Gemma3", gemma(gemma3_rotaries(), PATTERNS), hidden_size=12),
    "phi3": _decoder_of("Phi3", decoder(phi3_angles(), [Option()], WINDOWS, BIAS), pad_token_id=0),
    "gpt2": Combined(gpt2_config, gpt2()),
    "bert": _encoder_of("Bert"),
    "roberta": _encoder_of("Roberta", each("pad_token_id", 0, 1, 3)),
}
"""The options of each family."""

WHOLE = ("gpt2", "bert", "roberta")
"""The families with all combinations."""


def combinations(family: str) -> list[ReferenceCase]:
    """The cases of a family, always in the same order."""
    combined = AXES[family]
    rows = (all_rows if family in WHOLE else pair_rows)([len(axis) for axis in combined.axes])
    return [_case(combined, row) for row in rows]


def _case(combined: Combined, row: Row) -> ReferenceCase:
    options = [axis[number] for axis, number in zip(combined.axes, row, strict=True)]
    config = combined.make(
        **{key: value for option in options for key, value in option.changes.items()}
    )
    extra = {name: shape for option in options for name, shape in option.extra.items()}
    return ReferenceCase(
        _fitted(config),
        tuple(pair for option in options for pair in option.renamed),
        extra,
        any(option.stacked for option in options),
    )


def _fitted(config: dict[str, Any]) -> dict[str, object]:
    """With as many factors of `longrope` as the heads have frequencies."""
    share = 8 // 2 if "n_embd" in config else config["hidden_size"] // config["num_attention_heads"]
    return _with_factors(config, int(config.get("head_dim") or share) // 2)


def _with_factors(values: Mapping[str, object], count: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in values.items():
        if key in ("short_factor", "long_factor") and isinstance(value, list):
            found[key] = [*value, *[2.5] * (count - len(value))]
        else:
            found[key] = _with_factors(value, count) if isinstance(value, Mapping) else value
    return found
