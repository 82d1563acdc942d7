"""Options of configurations, and axes of them that several families have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.architectures import Shapes
from tests.support.reference_cases import ROTARY, VOCABULARY


@dataclass(frozen=True)
class Option:
    """Keys of config.json, and how tensors are stored, as in `ReferenceCase`."""

    changes: Mapping[str, object] = field(default_factory=dict)
    renamed: tuple[tuple[str, str], ...] = ()
    extra: Shapes = field(default_factory=dict)
    stacked: bool = False


Axis = Sequence[Option]
"""Options of which each network has one."""

FUNCTIONS = ("silu", "swish", "gelu", "gelu_new", "gelu_pytorch_tanh", "relu")
FULL, SLIDING = "full_attention", "sliding_attention"


def listed(options: Callable[[], Iterator[Option]]) -> Callable[[], Axis]:
    return lambda: list(options())


def each(name: str, *values: object) -> Axis:
    return [Option({name: value}) for value in values]


def or_absent(axis: Axis) -> Axis:
    return [Option(), *axis]


def tied_axis(embedding: str, dim: int = 8) -> Axis:
    """Head and embedding: two tensors, or one that stands under either name or both."""
    tied = {"tie_word_embeddings": True}
    return [
        Option({"tie_word_embeddings": False}),
        Option(tied),
        Option(tied, extra={"lm_head.weight": (VOCABULARY, dim)}),
        Option(tied, ((embedding, "lm_head"),)),
    ]


PREFIX: Axis = [Option(), Option(renamed=(("model.", ""),))]
ROTARIES: Axis = [Option(rotary) for rotary in ROTARY.values()]
SIZES: Axis = [
    Option({"head_dim": head_dim, "num_key_value_heads": groups})
    for head_dim in (4, 6)
    for groups in (1, 2)
]
NULL_GROUPS: Axis = [*SIZES, Option({"num_key_value_heads": None})]
NULLS: Axis = [*NULL_GROUPS, Option({"head_dim": None})]
WINDOWS: Axis = [Option({"sliding_window": None}), *each("sliding_window", 1, 3, 9)]
BIAS: Axis = each("attention_bias", False, True)


def crossed(one: Axis, other: Axis) -> Axis:
    """Options of two axes, of changes alone, in one."""
    return [Option({**a.changes, **b.changes}) for a in one for b in other]


def of_kinds(*kinds: str) -> Axis:
    return [Option(rotary) for rotary in ROTARY.values() if rotary_kind(rotary) in kinds]


def rotary_object(rotary: Mapping[str, object]) -> dict[str, Any]:
    found = rotary.get("rope_scaling") or rotary.get("rope_parameters")
    return dict(found) if isinstance(found, Mapping) else {}


def rotary_kind(rotary: Mapping[str, object]) -> str:
    found = rotary_object(rotary)
    return str(found.get("rope_type") or found.get("type") or "default")


@listed
def layer_windows() -> Iterator[Option]:
    """By `use_sliding_window`, `max_window_layers` and `layer_types`."""
    yield Option()
    yield Option({"sliding_window": 4, "max_window_layers": 1})
    for first in (0, 1, 2):
        used = {"sliding_window": 4, "use_sliding_window": True, "max_window_layers": first}
        yield Option(used)
        yield Option(used | {"sliding_window": None})
    for kinds in ([FULL, FULL], [FULL, SLIDING], [SLIDING, FULL], [SLIDING, SLIDING]):
        yield Option({"sliding_window": 3, "use_sliding_window": True, "layer_types": kinds})


@listed
def used_windows() -> Iterator[Option]:
    yield Option({"sliding_window": 3})
    yield from (
        Option({"sliding_window": window, "use_sliding_window": True}) for window in (None, 1, 3)
    )
