"""Options of each family in combination, for comparison with another implementation.

BERT (112), RoBERTa (336) and GPT-2 (384) have all combinations of their options. Llama, Mistral,
Mixtral, Qwen 2, Qwen 3 and its experts, Gemma 2 and 3 and Phi-3 have thousands and more for their
many rotary embeddings; there each two options occur together. That is enough to see how options
meet: each acts on an operation of its own (angles, masks, functions, biases, sizes of heads, caps,
experts, names of tensors), and where two act on the same one they are one axis here. Combinations
that are refused are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.support.architectures import Shapes
from tests.support.covering import Row, all_rows, pair_rows
from tests.support.options import (
    BIAS,
    FULL,
    FUNCTIONS,
    NULL_GROUPS,
    NULLS,
    PREFIX,
    ROTARIES,
    SIZES,
    SLIDING,
    WINDOWS,
    Axis,
    Option,
    crossed,
    each,
    layer_windows,
    listed,
    of_kinds,
    or_absent,
    rotary_kind,
    rotary_object,
    tied_axis,
    used_windows,
)
from tests.support.reference_cases import (
    ROTARY,
    ReferenceCase,
    decoder_config,
    encoder_config,
    gpt2_config,
)

WITHOUT_HEAD_DIM = ("default", "linear", "llama3", "proportional")
"""The rotary embeddings of a Mixtral whose `head_dim` is null."""


def _mixtral_angles() -> Axis:
    null = Option({"head_dim": None})
    return [*crossed(ROTARIES, SIZES), *crossed(of_kinds(*WITHOUT_HEAD_DIM), [null])]


def _phi3_angles() -> Axis:
    """With `longrope` the heads share `hidden_size`."""
    factors = {"type": "longrope", "short_factor": [1.0, 1.5], "long_factor": [2.0, 3.0]}
    longer = Option({"rope_scaling": factors, "max_position_embeddings": 8192})
    share = [option for option in NULL_GROUPS if option.changes.get("head_dim") != 6]
    long = crossed([*of_kinds("longrope"), longer], share)
    return [*crossed(of_kinds("default"), NULL_GROUPS), *long]


def _common(rotaries: Axis, sizes: Axis, dim: int = 8) -> list[Axis]:
    """What all decoders have."""
    epsilons = or_absent(each("rms_norm_eps", 1e-2))
    return [rotaries, sizes, tied_axis("model.embed_tokens", dim), PREFIX, epsilons]


def _decoder(rotaries: Axis, sizes: Axis, *others: Axis) -> list[Axis]:
    return [*_common(rotaries, sizes), each("hidden_act", *FUNCTIONS), *others]


@listed
def _mixtral_storage() -> Iterator[Option]:
    newer = ((".block_sparse_moe.", ".mlp."),)
    for renamed in ((), newer):
        yield from (Option(renamed=renamed, stacked=stacked) for stacked in (False, True))


def _selected(count: str, *pairs: tuple[int, int]) -> Axis:
    return [Option({count: experts, "num_experts_per_tok": chosen}) for experts, chosen in pairs]


def _qwen3_moe() -> list[Axis]:
    pairs = ((3, 1), (3, 2), (3, 3))
    layers = [
        Option({"decoder_sparse_step": step, "mlp_only_layers": dense})
        for step in (1, 2)
        for dense in (None, [], [0], [1])
    ]
    return _decoder(
        ROTARIES,
        SIZES,
        BIAS,
        used_windows(),
        [*_selected("num_experts", *pairs), *_selected("num_local_experts", *pairs)],
        layers,
        or_absent(each("norm_topk_prob", False, True)),
        [Option(), Option(stacked=True)],
    )


def _gemma(rotaries: Axis, *others: Axis) -> list[Axis]:
    """Embeddings of twelve entries, whose root is not a number of every dtype."""
    kinds = ([FULL, FULL], [FULL, SLIDING], [SLIDING, FULL], [SLIDING, SLIDING])
    return [
        *_common(rotaries, SIZES, 12),
        or_absent(each("hidden_activation", *FUNCTIONS)),
        BIAS,
        or_absent(each("dtype", "float32", "bfloat16", "float16", "float64")),
        or_absent(each("final_logit_softcapping", None, 0.5)),
        or_absent(each("query_pre_attn_scalar", 7)),
        *others,
        or_absent(each("layer_types", *kinds)),
        or_absent(each("sliding_window", 3)),
    ]


@listed
def _gemma3_rotaries() -> Iterator[Option]:
    """Angles of either kind of layers: older keys for the full ones, or an object for each."""
    older = {"rope_theta": 500.0, "rope_local_base_freq": 20.0}
    scalings = [rotary_object(rotary) for rotary in ROTARY.values()]
    for scaling in scalings:
        scaling.pop("truncate", None)
    yield from (Option(), Option(older))
    for rotary, scaling in zip(ROTARY.values(), scalings, strict=True):
        named = scaling | {"rope_type": rotary_kind(rotary)}
        named.pop("type", None)
        yield Option(older | {"rope_scaling": named})
    for full, sliding in zip(scalings, scalings[3:] + scalings[:3], strict=True):
        both = {FULL: {"rope_theta": 500.0} | full, SLIDING: {"rope_theta": 20.0} | sliding}
        yield Option({"rope_parameters": both})


def _gpt2() -> list[Axis]:
    buffers: Shapes = {"h.0.attn.bias": (1, 1, 16, 16), "h.1.attn.masked_bias": ()}
    return [
        each("activation_function", *FUNCTIONS),
        tied_axis("transformer.wte"),
        each("scale_attn_weights", False, True),
        each("scale_attn_by_inverse_layer_idx", False, True),
        [Option(), Option({"n_inner": None, "layer_norm_epsilon": 1e-2})],
        [Option(), Option(renamed=(("transformer.", ""),), extra=buffers)],
    ]


def _encoder(prefix: str, *others: Axis) -> list[Axis]:
    parts = (
        "encoder.layer", "embeddings.word_", "embeddings.position_", "embeddings.token_type_",
        "embeddings.LayerNorm", "pooler.",
    )  # fmt: skip
    old = (("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta"))
    return [
        each("hidden_act", "gelu_python", *FUNCTIONS),
        [Option(), Option(renamed=old)],
        [Option(), Option(renamed=tuple((part, f"{prefix}.{part}") for part in parts))],
        [Option(), Option({"layer_norm_eps": 1e-2})],
        each("type_vocab_size", 1, 2),
        *others,
    ]


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
    return Combined(partial(encoder_config, kind), _encoder(kind.lower(), *others))


MLP_BIAS: Axis = each("mlp_bias", False, True)
NULL_HEAD_DIM: Axis = [*SIZES, Option({"head_dim": None})]
MIXTRAL_EXPERTS: Axis = _selected("num_local_experts", (3, 1), (3, 2), (2, 2))
SCORES_CAPPED: Axis = or_absent(each("attn_logit_softcapping", None, 0.25))
PATTERNS: Axis = or_absent(each("sliding_window_pattern", 1, 2))

AXES: dict[str, Combined] = {
    "llama": _decoder_of("Llama", _decoder(ROTARIES, NULLS, BIAS, MLP_BIAS)),
    "mistral": _decoder_of("Mistral", _decoder(ROTARIES, NULL_HEAD_DIM, WINDOWS)),
    "mixtral": _decoder_of(
        "Mixtral",
        _decoder(_mixtral_angles(), [Option()], WINDOWS, _mixtral_storage(), MIXTRAL_EXPERTS),
    ),
    "qwen2": _decoder_of("Qwen2", _decoder(ROTARIES, NULL_GROUPS, layer_windows())),
    "qwen3": _decoder_of(
        "Qwen3", _decoder(ROTARIES, NULL_GROUPS, BIAS, layer_windows()), head_dim=4
    ),
    "qwen3_moe": _decoder_of("Qwen3Moe", _qwen3_moe(), moe_intermediate_size=4),
    "gemma2": _decoder_of("Gemma2", _gemma(ROTARIES, SCORES_CAPPED), hidden_size=12),
    "gemma3_text": _decoder_of("Gemma3", _gemma(_gemma3_rotaries(), PATTERNS), hidden_size=12),
    "phi3": _decoder_of(
        "Phi3", _decoder(_phi3_angles(), [Option()], WINDOWS, BIAS), pad_token_id=0
    ),
    "gpt2": Combined(gpt2_config, _gpt2()),
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
