"""Metadata of a model by its keys, with a record of what has been read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from quantcert.containers.gguf.file import GgufFile, decimal_of
from quantcert.errors import CheckpointError

DECODED_KEY = "quantcert.decoded"
"""Names of tensors of floats that are decoded weights, see `quantcert.formats.decoded`."""

_NEUTRAL: dict[str, tuple[object, ...]] = {
    "attention.causal": (True,),
    "attention.clamp_kqv": (0.0,),
    "attention.max_alibi_bias": (0.0,),
    "attention.scale": (0.0,),
    "embedding_scale": (1.0,),
    "expert_count": (0,),
    "expert_shared_count": (0,),
    "expert_used_count": (0,),
    "expert_weights_norm": (True,),
    "expert_weights_scale": (0.0, 1.0),
    "logit_scale": (1.0,),
    "residual_scale": (1.0,),
    "rope.scale_linear": (1.0,),
    "rope.scaling.attn_factor": (1.0,),
    "rope.scaling.factor": (0.0, 1.0),
    "rope.scaling.type": ("none",),
    "attention.sliding_window": (0,),
    "tensor_data_layout": ("reference",),
    "use_parallel_residual": (False,),
}
"""Keys that change the network, with the values that change nothing."""

_IRRELEVANT = frozenset(
    {
        "pooling_type",
        "rope.scaling.finetuned",
        "rope.scaling.original_context_length",
        "vocab_size",
    }
)
"""Keys that do not matter unless another one is read; the vocabulary is the table's."""


class Metadata:
    """The metadata below the prefix of an architecture, and the original's settings.

    A number that the file holds in float32 is the one of the original's settings if that rounds to
    it, else the shortest decimal that does.
    """

    def __init__(self, file: GgufFile, original: Mapping[str, object]) -> None:
        """The metadata of the file; `original` is the object of the original's config.json."""
        self.file = file
        self.original = original
        self.prefix = file.text("general.architecture")
        self._read: set[str] = set()

    def integer(self, key: str, default: int | None = None) -> int:
        """A positive integer. Raises CheckpointError if it is missing or of another type."""
        return self.file.integer(self._key(key), default)

    def number(self, key: str, default: float | None = None, original: object = None) -> float:
        """A positive number; `original` is what may stand for it. Raises as `integer`."""
        return as_meant(self.file.number(self._key(key), default), original)

    def optional(self, key: str) -> Any:
        """Metadata of any type, None if it is missing."""
        return self.file.optional(self._key(key))

    def finish(self) -> None:
        """Refuse what has not been read and changes the network, or is not known.

        Raises:
            CheckpointError: naming the key and its value.
        """
        for key in self.file.metadata_keys():
            name = key.removeprefix(f"{self.prefix}.")
            if name == key or name in self._read or name in _IRRELEVANT:
                continue
            value, allowed = self.file.optional(key), _NEUTRAL.get(name)
            if allowed is None:
                raise CheckpointError(f"{self.file.path}: {key} is not known ({value!r})")
            if value not in allowed:
                raise CheckpointError(
                    f"{self.file.path}: {key} is {value!r}, must be "
                    f"{' or '.join(map(repr, allowed))}"
                )

    def _key(self, key: str) -> str:
        self._read.add(key)
        return f"{self.prefix}.{key}"


def as_meant(value: float, original: object = None) -> float:
    """What a number that was rounded to float32 stands for."""
    if isinstance(original, int | float) and not isinstance(original, bool):
        with np.errstate(over="ignore"):
            if np.float32(original) == np.float32(value):
                return original
    return decimal_of(value)
