"""Exact rotations of a Llama: orthogonal matrices of blocks, fused into neighbouring matrices.

A block is Sylvester's Hadamard matrix of `4**k` rows over `2**k`: symmetric, orthogonal, of entries
`+-2**-k`, so no number is irrational. What a network computes stays the same, in real arithmetic:

* **heads**: rows of values and columns of outputs, within each head. Always possible: the softmax
  does not see values, and averages are linear (`Net.eval_rotated` in Lean).
* **residual**: the stream between blocks. RMSNorm sees only the norm, once its factors are folded
  into the matrices after it; table and head differ then, so that a tied head is stored apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import CheckpointError, ExportError
from quantcert.exact.floats import span
from quantcert.exact.values import significant_bits
from quantcert.models.shapes import stated_size

Floats = NDArray[np.float64]

_BITS = 53
_ELEMENTS = 1 << 20
"""That are rotated at a time."""

_STREAM, _HEADS = 64, 16
"""With both, a block of the matrix that makes values has 1,024 places: more are too deep for the
kernel to take at once."""

_FAMILIES = ("llama", "mistral", "qwen3")


@dataclass(frozen=True)
class TensorRotation:
    """What becomes of one matrix `[rows, columns]`; 0 where nothing is rotated.

    Attributes:
        norm: name of the factors that are folded into its columns; empty if there are none.
        columns: rows of a block that rotates the columns.
        rows: of one that rotates the rows.
        source: name of the tensor that it is made of.
    """

    source: str
    norm: str = ""
    columns: int = 0
    rows: int = 0


@dataclass(frozen=True)
class RotationPlan:
    """The matrices that change, the norms whose factors become one, and keys of config.json."""

    matrices: Mapping[str, TensorRotation]
    norms: frozenset[str]
    config: Mapping[str, object]


def hadamard(block: int) -> Floats:
    """Signs of Sylvester's matrix: minus where `row & column` has an odd number of bits."""
    signs = np.ones((1, 1))
    while len(signs) < block:
        signs = np.block([[signs, signs], [signs, -signs]])
    return signs


def largest_block(extent: int) -> int:
    """The largest power of 4 that divides an extent."""
    block = 1
    while extent % (4 * block) == 0:
        block *= 4
    return block


def plan_rotation(config: Mapping[str, Any], names: frozenset[str], residual: bool) -> RotationPlan:
    """What becomes of each tensor.

    Args:
        config: the object of config.json.
        names: of all tensors.
        residual: whether the stream between blocks is rotated too.

    Raises:
        CheckpointError: for a size that is missing or no positive integer, or more layers than
            tensors.
        ExportError: for another family, biases of values, or extents that no block divides.
    """
    kind = config.get("model_type")
    if kind not in _FAMILIES:
        raise ExportError(f"model_type {kind!r} is not rotated (one of {', '.join(_FAMILIES)})")
    heads, dim = stated_size(config, "num_attention_heads"), stated_size(config, "hidden_size")
    head_block = largest_block(stated_size(config, "head_dim", dim // heads))
    block = 0
    if residual:
        block, head_block = min(largest_block(dim), _STREAM), min(head_block, _HEADS)
    if head_block == 1 or block == 1:
        raise ExportError(f"heads or vectors of {dim} entries do not divide by 4")
    layers = stated_size(config, "num_hidden_layers")
    if layers > len(names):
        raise CheckpointError(f"num_hidden_layers is {layers}, there are {len(names)} tensors")
    matrices: dict[str, TensorRotation] = {}
    norms: set[str] = set()
    for layer in range(layers):
        stem = f"model.layers.{layer}"
        biases = [n for n in names if n.startswith(f"{stem}.") and n.endswith("_proj.bias")]
        if biases:
            raise ExportError(f"tensor {biases[0]}: biases are not rotated")
        matrices |= _layer(stem, head_block, block)
        norms |= {f"{stem}.input_layernorm.weight", f"{stem}.post_attention_layernorm.weight"}
    if not residual:
        kept = {name: own for name, own in matrices.items() if own.rows or own.columns}
        return RotationPlan(kept, frozenset(), {})
    table, head, norm = "model.embed_tokens.weight", "lm_head.weight", "model.norm.weight"
    matrices[table] = TensorRotation(table, columns=block)
    matrices[head] = TensorRotation(head if head in names else table, norm=norm, columns=block)
    return RotationPlan(matrices, frozenset({*norms, norm}), {"tie_word_embeddings": False})


def _layer(stem: str, head_block: int, block: int) -> dict[str, TensorRotation]:
    """The matrices of a layer; with `block` 0 the stream between layers is left."""
    before = f"{stem}.input_layernorm.weight" if block else ""
    after = f"{stem}.post_attention_layernorm.weight" if block else ""
    kinds = {
        "self_attn.q_proj": (before, block, 0),
        "self_attn.k_proj": (before, block, 0),
        "self_attn.v_proj": (before, block, head_block),
        "self_attn.o_proj": ("", head_block, block),
        "mlp.gate_proj": (after, block, 0),
        "mlp.up_proj": (after, block, 0),
        "mlp.down_proj": ("", 0, block),
    }
    return {
        name: TensorRotation(name, *parts)
        for name, parts in ((f"{stem}.{kind}.weight", parts) for kind, parts in kinds.items())
    }


def rotated(matrix: NDArray[Any], factors: NDArray[Any] | None, plan: TensorRotation) -> Floats:
    """The rotated matrix, exactly, in float64.

    Args:
        matrix: `[rows, columns]` of a floating-point dtype.
        factors: `[columns]`, those of the norm before, if they are folded.
        plan: what is rotated.

    Raises:
        ExportError: if a product or a sum has more bits than float64.
    """
    values = matrix.astype(np.float64)
    if factors is not None:
        wide = factors.astype(np.float64)
        if significant_bits(values) + significant_bits(wide) > _BITS:
            raise ExportError(f"{plan.source}: products with factors have more bits than float64")
        values = values * wide
    if plan.columns:
        values = _by_blocks(values, plan.columns, plan.source)
    if plan.rows:
        values = _by_blocks(values.T, plan.rows, plan.source).T
    return np.ascontiguousarray(values)


def _by_blocks(values: Floats, block: int, name: str) -> Floats:
    """Each block of columns times the Hadamard matrix over the root of its size, by rows."""
    result, step = np.empty(values.shape), max(1, _ELEMENTS // values.shape[1])
    for start in range(0, len(values), step):
        result[start : start + step] = _turned(values[start : start + step], block, name)
    return result


def _turned(values: Floats, block: int, name: str) -> Floats:
    """Of some rows.

    Sums are exact, in any order, if they and all their parts are integers below 2^53 in some unit.
    """
    found = span(np.ascontiguousarray(values))
    growth = block.bit_length() - 1
    if found.high - found.low + growth > _BITS:
        raise ExportError(f"{name}: sums of {block} numbers have more bits than float64")
    rows, columns = values.shape
    blocks = values.reshape(rows, columns // block, block) @ hadamard(block)
    result: Floats = blocks.reshape(rows, columns) * 2.0 ** -(growth // 2)
    return result


def narrowest(values: Floats) -> tuple[str, NDArray[Any]]:
    """The values in float32 if that holds all of them, else as they are; with the dtype's name."""
    with np.errstate(over="ignore"):
        narrow = values.astype(np.float32)
    if np.array_equal(narrow.astype(np.float64), values):
        return "F32", narrow
    return "F64", values
