"""The same tensors stored otherwise: experts stacked, projections fused or split."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from tests.support.architectures import Shapes

Arrays = dict[str, np.ndarray]

EXPERT = re.compile(r"(.*\.experts)\.(\d+)\.(\w+)\.weight")
STACKS = {
    "gate_up_proj": (("w1", "w3"), ("gate_proj", "up_proj")),
    "down_proj": (("w2",), ("down_proj",)),
}
"""Tensors of all experts, each with what they hold of one, by either set of names."""

PROJECTION = re.compile(r"(.*(?:self_attn|mlp)\.)(q|k|v|gate|up)(_proj\.(?:weight|bias))")
FUSED = {"qkv": ("q", "k", "v"), "gate_up": ("gate", "up")}
"""Projections that hold others, the first above the rest."""


def stack(tensors: Arrays) -> Arrays:
    """All experts of a layer in two tensors."""
    made = {name: array for name, array in tensors.items() if EXPERT.fullmatch(name) is None}
    stems = dict.fromkeys(found[1] for found in map(EXPERT.fullmatch, tensors) if found)
    for stem in stems:
        for name, choices in STACKS.items():
            roles = next(r for r in choices if f"{stem}.0.{r[0]}.weight" in tensors)
            experts = []
            while f"{stem}.{len(experts)}.{roles[0]}.weight" in tensors:
                parts = [tensors[f"{stem}.{len(experts)}.{role}.weight"] for role in roles]
                experts.append(np.concatenate(parts))
            made[f"{stem}.{name}"] = np.stack(experts)
    return made


def fuse(tensors: Arrays) -> Arrays:
    """Queries, keys and values of a layer in one tensor, gate and up in another."""
    made: Arrays = {}
    for name, array in tensors.items():
        found = PROJECTION.fullmatch(name)
        if found is None:
            made[name] = array
            continue
        whole, roles = next((w, roles) for w, roles in FUSED.items() if found[2] in roles)
        parts = [tensors[f"{found[1]}{role}{found[3]}"] for role in roles]
        made[f"{found[1]}{whole}{found[3]}"] = np.concatenate(parts)
    return made


def split(tensors: Arrays, heads: int, groups: int) -> Arrays:
    """The parts of fused projections."""
    made: Arrays = {}
    for name, array in tensors.items():
        if "qkv_proj" in name:
            unit = len(array) // (heads + 2 * groups)
            parts = np.split(array, [heads * unit, (heads + groups) * unit])
            made |= {
                name.replace("qkv", role): part for role, part in zip("qkv", parts, strict=True)
            }
        elif "gate_up_proj" in name:
            gate, up = np.split(array, 2)
            made |= {name.replace("gate_up", "gate"): gate, name.replace("gate_up", "up"): up}
        else:
            made[name] = array
    return made


def shapes_of(change: Callable[[Arrays], Arrays], shapes: Shapes) -> Shapes:
    """The shapes of the tensors that are stored otherwise."""
    changed = change({name: np.empty(shape, np.int8) for name, shape in shapes.items()})
    return {name: array.shape for name, array in changed.items()}
