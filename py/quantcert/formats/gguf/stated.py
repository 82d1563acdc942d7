"""The metadata of a decoder from config.json; the inverse of `quantcert.formats.gguf.settings`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quantcert.containers import Checkpoint
from quantcert.containers.gguf.writer import Value
from quantcert.errors import ExportError

_PLAIN_ROPE = (None, "default")


def stated_metadata(checkpoint: Checkpoint, family: str) -> dict[str, Value]:
    """What the file says of the network, under keys that begin with `family`.

    Raises:
        ExportError: for angles that are scaled, a setting that is missing, or more layers than
            tensors.
    """
    config = checkpoint.config
    layers, tensors = _integer(checkpoint, "num_hidden_layers"), len(checkpoint.names())
    if layers > tensors:
        raise ExportError(
            f"{checkpoint.path}: num_hidden_layers is {layers}, there are {tensors} tensors"
        )
    heads = _integer(checkpoint, "num_attention_heads")
    head_dim = config.get("head_dim") or _integer(checkpoint, "hidden_size") // heads
    found: dict[str, Value] = {
        "block_count": layers,
        "context_length": _integer(checkpoint, "max_position_embeddings"),
        "embedding_length": _integer(checkpoint, "hidden_size"),
        "feed_forward_length": _integer(checkpoint, "intermediate_size"),
        "attention.head_count": heads,
        "attention.head_count_kv": config.get("num_key_value_heads") or heads,
        "attention.key_length": head_dim,
        "attention.value_length": head_dim,
        "attention.layer_norm_rms_epsilon": float(config.get("rms_norm_eps", 1e-6)),
        "rope.dimension_count": head_dim,
        "rope.freq_base": float(_theta(checkpoint)),
        "vocab_size": _integer(checkpoint, "vocab_size"),
    }
    return {f"{family}.{key}": value for key, value in found.items()}


def _integer(checkpoint: Checkpoint, key: str) -> int:
    value = checkpoint.config.get(key)
    if type(value) is not int or value < 1:
        raise ExportError(f"{checkpoint.path}: {key} is {value!r}, must be a positive integer")
    return value


def _theta(checkpoint: Checkpoint) -> float:
    """The base of the rotary angles, wherever it stands."""
    config = checkpoint.config
    theta: Any = config.get("rope_theta", 10000.0)
    for key in ("rope_parameters", "rope_scaling"):
        stated = config.get(key)
        if not isinstance(stated, Mapping):
            continue
        kind = stated.get("rope_type", stated.get("type"))
        if kind not in _PLAIN_ROPE:
            raise ExportError(
                f"{checkpoint.path}: {key}: angles of type {kind!r} are not written, only plain"
            )
        theta = stated.get("rope_theta", theta)
    return float(theta)
