"""Matrices of a decoder that some checkpoints store one below the other in one tensor.

`qkv_proj` holds the heads of queries, then the groups of keys, then of values; `gate_up_proj` the
rows of the gate, then of up. A checkpoint is read as it is stored; where a tensor is missing, as
its family stores it. Source: Phi-3 in `transformers`, whose names other loaders use as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.models.parameters import WHOLE, Parameters, Place


@dataclass(frozen=True)
class HeadSizes:
    """HeadSizes of queries, and groups of keys and values, of `head_dim` entries each."""

    heads: int
    groups: int
    head_dim: int


def head_place(
    parameters: Parameters, stem: str, role: str, heads: HeadSizes, fused: bool
) -> tuple[str, Place]:
    """The tensor, without ".weight", of queries, keys or values, "q", "k" or "v"; `fused` says
    whether the family stores them in one."""
    whole = f"{stem}.qkv_proj"
    if not _is_fused(parameters, whole, f"{stem}.q_proj", fused):
        return f"{stem}.{role}_proj", WHOLE
    before = {"q": 0, "k": heads.heads, "v": heads.heads + heads.groups}[role]
    rows = (heads.heads + 2 * heads.groups) * heads.head_dim
    return whole, Place(before * heads.head_dim, rows)


def mlp_places(
    parameters: Parameters, stem: str, inner: int, fused: bool
) -> tuple[list[str], list[Place]]:
    """The tensors, without ".weight", of gate, up and down."""
    whole, down = f"{stem}.gate_up_proj", f"{stem}.down_proj"
    if not _is_fused(parameters, whole, f"{stem}.gate_proj", fused):
        return [f"{stem}.gate_proj", f"{stem}.up_proj", down], [WHOLE] * 3
    return [whole, whole, down], [Place(0, 2 * inner), Place(inner, 2 * inner), WHOLE]


def _is_fused(parameters: Parameters, whole: str, part: str, otherwise: bool) -> bool:
    """Whether the tensor `whole` is to be read, which holds `part` and others."""
    if f"{whole}.weight" in parameters:
        return True
    return otherwise and f"{part}.weight" not in parameters
