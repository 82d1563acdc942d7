"""Only the original that a base was made from is taken for it."""

import json
from pathlib import Path

import pytest

from quantcert.errors import CheckpointError
from tests.support.rotations import Rotated, few_bits, rotated_pair


def test_what_is_rotated_is_known(tmp_path: Path) -> None:
    heads = rotated_pair(tmp_path / "a").open()
    assert not heads.residual
    stem = "model.layers.{}.self_attn.{}_proj.weight"
    assert [tensor for _, tensor, _ in heads.turned] == [
        stem.format(layer, kind) for layer in (0, 1) for kind in "vo"
    ]
    stream = rotated_pair(tmp_path / "b", residual=True).open()
    assert len(list(stream.turned)) == 16
    assert {own.source for _, name, own in stream.turned if name == "lm_head.weight"} == {
        "model.embed_tokens.weight"
    }


def test_a_base_without_a_record_is_refused(tmp_path: Path) -> None:
    pair = rotated_pair(tmp_path)
    with pytest.raises(CheckpointError, match="has no rotation"):
        Rotated(pair.rotated, pair.original).open()


def test_another_original_is_refused(tmp_path: Path) -> None:
    pair = rotated_pair(tmp_path)
    other = few_bits(tmp_path / "other", "qwen3")
    with pytest.raises(CheckpointError, match=r"is not the file that .*rotated was made from"):
        Rotated(other, pair.rotated).open()


@pytest.mark.parametrize(
    ("key", "value"), [("rms_norm_eps", 0.5), ("rope_theta", 500.0), ("num_attention_heads", 2)]
)
def test_another_network_is_refused(tmp_path: Path, key: str, value: float) -> None:
    pair = rotated_pair(tmp_path)
    path = pair.rotated / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(CheckpointError, match=r"config\.json describes another network|no theorem"):
        pair.open()
