"""The rotary embedding that a GGUF file describes, in Hugging Face's keys."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.gguf.container import GgufContainer
from quantcert.errors import CheckpointError
from quantcert.formats.gguf.metadata import Metadata, as_meant

FACTORS = ("rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight")
"""Tensors that hold settings, not weights."""

_ORIGINAL = "original_max_position_embeddings"
_LLAMA3 = {"low_freq_factor": 1.0, "high_freq_factor": 4.0, _ORIGINAL: 8192}
_TOLERANCE = 2.0**-18  # a few roundings of float32


def rotary(data: Metadata, container: GgufContainer, head_dim: int) -> dict[str, Any]:
    """The keys `rope_theta` and, if angles are scaled, `rope_scaling`.

    Raises:
        CheckpointError: for a kind of scaling that is not known, or factors that no setting gives.
    """
    stated = _stated(data.original)
    theta = data.number("rope.freq_base", 10000.0, stated.get("rope_theta"))
    kind = data.optional("rope.scaling.type")
    if FACTORS[0] in container:
        scaling: dict[str, Any] = _llama3(container, head_dim, theta, stated)
    elif FACTORS[1] in container:
        return {"rope_theta": theta, **_longrope(data, container, stated)}
    elif kind == "linear":
        scaling = {"rope_type": "linear", "factor": _factor(data, stated)}
    elif kind == "yarn":
        length = data.integer("rope.scaling.original_context_length")
        scaling = {"rope_type": "yarn", "factor": _factor(data, stated), _ORIGINAL: length}
    elif kind in (None, "none"):
        return {"rope_theta": theta}
    else:
        raise CheckpointError(
            f"{container.path}: {data.prefix}.rope.scaling.type is {kind!r}, must be 'none', "
            "'linear' or 'yarn'"
        )
    return {"rope_theta": theta, "rope_scaling": scaling}


def _stated(original: Mapping[str, object]) -> dict[str, object]:
    """What an original says of its rotary embedding, wherever it stands."""
    found = {key: original[key] for key in ("rope_theta", _ORIGINAL) if key in original}
    for name in ("rope_parameters", "rope_scaling"):
        value = original.get(name)
        if isinstance(value, Mapping):
            inner = value.get("full_attention", value)
            found |= inner if isinstance(inner, Mapping) else {}
    return found


def _factor(data: Metadata, stated: Mapping[str, object]) -> float:
    return data.number("rope.scaling.factor", original=stated.get("factor"))


def _llama3(
    container: GgufContainer, head_dim: int, theta: float, stated: Mapping[str, object]
) -> dict[str, Any]:
    """The settings of `rope_type` llama3 whose factors are those of the file.

    They are looked for among what the original states and what Llama 3.1 and later have.
    """
    factors = container.read(FACTORS[0])
    numbers = {key: stated.get(key, value) for key, value in _LLAMA3.items()}
    if all(isinstance(value, int | float) for value in numbers.values()):
        settings = {"factor": as_meant(float(factors.max()), stated.get("factor")), **numbers}
        expected = llama3_factors(head_dim, theta, settings)
        if factors.shape == expected.shape and _close(factors, expected):
            return {"rope_type": "llama3", **settings}
    raise CheckpointError(
        f"{container.path}: tensor {FACTORS[0]}: no settings of rope_type llama3 that are known "
        "give these factors"
    )


def llama3_factors(head_dim: int, theta: float, settings: Mapping[str, Any]) -> NDArray[Any]:
    """By what each of `head_dim / 2` wavelengths is multiplied (`generate_extra_tensors` of
    llama.cpp's converter)."""
    exponents = np.arange(0, head_dim, 2) / head_dim
    turns = settings[_ORIGINAL] / (2 * math.pi * theta**exponents)
    low, high = settings["low_freq_factor"], settings["high_freq_factor"]
    smooth = np.clip((turns - low) / (high - low), 0, 1)
    factors: NDArray[Any] = 1 / ((1 - smooth) / settings["factor"] + smooth)
    return factors


def _close(left: NDArray[Any], right: NDArray[Any]) -> bool:
    return bool((np.abs(left - right) <= _TOLERANCE * np.abs(right)).all())


def _longrope(
    data: Metadata, container: GgufContainer, stated: Mapping[str, object]
) -> dict[str, Any]:
    """The settings of `rope_type` longrope; the length of old texts stands beside them."""
    length = data.integer("rope.scaling.original_context_length")
    ratio = data.integer("context_length") / length
    expected = math.sqrt(1 + math.log(ratio) / math.log(length)) if ratio > 1 else 1.0
    scaling: dict[str, Any] = {"rope_type": "longrope"}
    for name, key in ((FACTORS[2], "short_factor"), (FACTORS[1], "long_factor")):
        scaling[key] = _listed(container.read(name), stated.get(key))
    attention = data.number("rope.scaling.attn_factor", expected)
    if abs(attention - expected) > _TOLERANCE * expected:
        scaling["attention_factor"] = attention
    return {_ORIGINAL: length, "rope_scaling": scaling}


def _listed(factors: NDArray[Any], original: object) -> list[float]:
    alike = isinstance(original, Sequence) and len(original) == len(factors)
    stated = original if alike and isinstance(original, Sequence) else [None] * len(factors)
    return [as_meant(float(value), other) for value, other in zip(factors, stated, strict=True)]
