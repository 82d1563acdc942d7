"""Tensors on which no output depends: buffers, masks, tied heads."""

from pathlib import Path

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.models.unused import UnusedTensors
from tests.support.checkpoints import weights, write_checkpoint

TABLE = weights(4, 3)
HEAD, EMBEDDING = "lm_head.weight", "model.embed_tokens.weight"


def reason(folder: Path, config: dict[str, object], name: str, **tensors: np.ndarray) -> str:
    found = open_checkpoint(write_checkpoint(folder, {name: TABLE, **tensors}))
    return UnusedTensors(config)(found, name)


@pytest.mark.parametrize(
    "name",
    [
        "model.layers.3.self_attn.rotary_emb.inv_freq",
        "rotary_emb.inv_freq",
        "embeddings.position_ids",
        "bert.embeddings.position_ids",
        "position_ids",
    ],
)
def test_buffers(tmp_path: Path, name: str) -> None:
    assert reason(tmp_path, {}, name) == "a buffer that is computed, not loaded"


def test_task_heads_are_not_unused(tmp_path: Path) -> None:
    """No block of a BERT reads its pooler, but what a user loads may."""
    assert reason(tmp_path, {"model_type": "bert"}, "pooler.dense.weight") == ""


def test_masks_of_gpt2_alone(tmp_path: Path) -> None:
    name, computed = "h.0.attn.bias", "a buffer that is computed, not loaded"
    assert reason(tmp_path, {"model_type": "gpt2"}, name) == computed
    masked = "transformer.h.0.attn.masked_bias"
    assert reason(tmp_path, {"model_type": "gpt2"}, masked) == computed
    assert reason(tmp_path, {"model_type": "llama"}, name) == ""
    assert reason(tmp_path, {"model_type": "other"}, name) == ""
    assert reason(tmp_path, {"model_type": "gpt2"}, "h.0.attn.c_attn.bias") == ""


@pytest.mark.parametrize(
    ("config", "table", "unused"),
    [
        ({"tie_word_embeddings": True}, TABLE, True),
        ({"model_type": "llama", "tie_word_embeddings": True}, TABLE, True),
        ({"tie_word_embeddings": True}, TABLE + 1, False),
        ({"tie_word_embeddings": True}, TABLE.astype(np.float16), False),
        ({"tie_word_embeddings": False}, TABLE, False),
        ({"tie_word_embeddings": 1}, TABLE, False),
        ({"model_type": "llama", "tie_word_embeddings": "yes"}, TABLE, False),
        ({"model_type": "llama"}, TABLE, False),
        ({"model_type": "gemma2"}, TABLE, True),
        ({}, TABLE, False),
    ],
    ids=str,
)
def test_a_tied_head_is_unused_if_it_is_the_embedding(
    tmp_path: Path, config: dict[str, object], table: np.ndarray, unused: bool
) -> None:
    found = reason(tmp_path, config, HEAD, **{EMBEDDING: table})
    assert bool(found) is unused
    assert reason(tmp_path / "other", config, HEAD, **{"other.weight": table}) == ""
