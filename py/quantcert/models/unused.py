"""Tensors on which no output depends, though checkpoints may store them.

Source: the modeling files of `transformers`, where these are buffers that are computed anew, or
parameters that are tied to another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quantcert.containers import Checkpoint
from quantcert.models.config import NotSupportedError, Settings, Values
from quantcert.models.families import FAMILIES
from quantcert.models.family import COMPUTED, Family

_HEAD = re.compile(r"(.*\.)?lm_head\.weight")
_EMBEDDING = re.compile(r"(.*\.)?(embed_tokens|wte|word_embeddings)\.weight")
_TIED = "tie_word_embeddings"


@dataclass(frozen=True)
class UnusedTensors:
    """Which tensors of checkpoints are not used, as the object of config.json says."""

    config: Values

    def __call__(self, checkpoint: Checkpoint, tensor: str) -> str:
        """Why no output depends on a tensor of a checkpoint; empty if one may."""
        computed = () if self._family is None else self._family.computed
        if any(re.fullmatch(pattern, tensor) for pattern in (*COMPUTED, *computed)):
            return "a buffer that is computed, not loaded"
        if _HEAD.fullmatch(tensor) and self._tied() and _is_an_embedding(checkpoint, tensor):
            return f"equal to the embedding, which stands for it ({_TIED})"
        return ""

    @property
    def _family(self) -> Family | None:
        kind = self.config.get("model_type")
        return FAMILIES.get(kind) if isinstance(kind, str) else None

    def _tied(self) -> bool:
        """Of a family that is known as it reads the key, which has a default."""
        family = self._family
        setting = None if family is None else family.setting_of(_TIED)
        if family is None or setting is None:
            return self.config.get(_TIED) is True
        try:
            return Settings(self.config, family.settings)[setting] is True
        except NotSupportedError:
            return False


def _is_an_embedding(checkpoint: Checkpoint, head: str) -> bool:
    """Whether a tensor holds the very bytes of an embedding of its checkpoint."""
    info = checkpoint.info(head)
    for name in checkpoint.names():
        if _EMBEDDING.fullmatch(name):
            other = checkpoint.info(name)
            alike = (info.shape, info.dtype) == (other.shape, other.dtype)
            if alike and checkpoint.sha256(name) == checkpoint.sha256(head):
                return True
    return False
