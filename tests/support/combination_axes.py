"""Axes of options by family: what can be chosen, and what is chosen together."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.architectures import Shapes
from tests.support.options import (
    BIAS,
    FULL,
    FUNCTIONS,
    NULL_GROUPS,
    PREFIX,
    ROTARIES,
    SIZES,
    SLIDING,
    Axis,
    Option,
    crossed,
    each,
    listed,
    of_kinds,
    or_absent,
    rotary_kind,
    rotary_object,
    tied_axis,
    used_windows,
)
from tests.support.reference_cases import ROTARY

WITHOUT_HEAD_DIM = ("default", "linear", "llama3", "proportional")
"""The rotary embeddings of a Mixtral whose `head_dim` is null."""


def mixtral_angles() -> Axis:
    null = Option({"head_dim": None})
    return [*crossed(ROTARIES, SIZES), *crossed(of_kinds(*WITHOUT_HEAD_DIM), [null])]


def phi3_angles() -> Axis:
    """With `longrope` the heads share `hidden_size`."""
    factors = {"type": "longrope", "short_factor": [1.0, 1.5], "long_factor": [2.0, 3.0]}
    longer = Option({"rope_scaling": factors, "max_position_embeddings": 8192})
    share = [option for option in NULL_GROUPS if option.changes.get("head_dim") != 6]
    long = crossed([*of_kinds("longrope"), longer], share)
    return [*crossed(of_kinds("default"), NULL_GROUPS), *long]


def common(rotaries: Axis, sizes: Axis, dim: int = 8) -> list[Axis]:
    """What all decoders have."""
    epsilons = or_absent(each("rms_norm_eps", 1e-2))
    return [rotaries, sizes, tied_axis("model.embed_tokens", dim), PREFIX, epsilons]


def decoder(rotaries: Axis, sizes: Axis, *others: Axis) -> list[Axis]:
    return [*common(rotaries, sizes), each("hidden_act", *FUNCTIONS), *others]


@listed
def mixtral_storage() -> Iterator[Option]:
    newer = ((".block_sparse_moe.", ".mlp."),)
    for renamed in ((), newer):
        yield from (Option(renamed=renamed, stacked=stacked) for stacked in (False, True))


def selected(count: str, *pairs: tuple[int, int]) -> Axis:
    return [Option({count: experts, "num_experts_per_tok": chosen}) for experts, chosen in pairs]


def qwen3_moe() -> list[Axis]:
    pairs = ((3, 1), (3, 2), (3, 3))
    layers = [
        Option({"decoder_sparse_step": step, "mlp_only_layers": dense})
        for step in (1, 2)
        for dense in (None, [], [0], [1])
    ]
    return decoder(
        ROTARIES,
        SIZES,
        BIAS,
        used_windows(),
        [*selected("num_experts", *pairs), *selected("num_local_experts", *pairs)],
        layers,
        or_absent(each("norm_topk_prob", False, True)),
        [Option(), Option(stacked=True)],
    )


def gemma(rotaries: Axis, *others: Axis) -> list[Axis]:
    """Embeddings of twelve entries, whose root is not a number of every dtype."""
    kinds = ([FULL, FULL], [FULL, SLIDING], [SLIDING, FULL], [SLIDING, SLIDING])
    return [
        *common(rotaries, SIZES, 12),
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
def gemma3_rotaries() -> Iterator[Option]:
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


def gpt2() -> list[Axis]:
    buffers: Shapes = {"h.0.attn.bias": (1, 1, 16, 16), "h.1.attn.masked_bias": ()}
    return [
        each("activation_function", *FUNCTIONS),
        tied_axis("transformer.wte"),
        each("scale_attn_weights", False, True),
        each("scale_attn_by_inverse_layer_idx", False, True),
        [Option(), Option({"n_inner": None, "layer_norm_epsilon": 1e-2})],
        [Option(), Option(renamed=(("transformer.", ""),), extra=buffers)],
    ]


def encoder(prefix: str, *others: Axis) -> list[Axis]:
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
