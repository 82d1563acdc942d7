"""A GGUF file becomes a checkpoint that can be opened, read as a network, and tokenized."""

import json
from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, dequantize, quantize
from tokenizers import Tokenizer

from quantcert.containers import hash_file, open_checkpoint
from quantcert.convert import convert_gguf
from quantcert.errors import CheckpointError, OutputError
from quantcert.models.architecture import read_architecture
from quantcert.models.net import Architecture
from tests.support.gguf_files import tensors, write_gguf

USUAL = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
    "blk.1.attn_q.weight": "model.layers.1.self_attn.q_proj.weight",
    "blk.0.attn_k.weight": "model.layers.0.self_attn.k_proj.weight",
    "blk.0.attn_v.weight": "model.layers.0.self_attn.v_proj.weight",
    "blk.1.attn_output.weight": "model.layers.1.self_attn.o_proj.weight",
    "blk.0.attn_norm.weight": "model.layers.0.input_layernorm.weight",
    "blk.0.ffn_norm.weight": "model.layers.0.post_attention_layernorm.weight",
    "blk.1.ffn_gate.weight": "model.layers.1.mlp.gate_proj.weight",
    "blk.1.ffn_up.weight": "model.layers.1.mlp.up_proj.weight",
    "blk.1.ffn_down.weight": "model.layers.1.mlp.down_proj.weight",
}


def test_conversion(tmp_path: Path) -> None:
    source, steps = write_gguf(tmp_path / "m.gguf"), []
    convert_gguf(source, tmp_path / "out", lambda *step: steps.append(step))
    checkpoint = open_checkpoint(tmp_path / "out")
    assert len(checkpoint.names()) == 20
    assert steps == [(done, 20) for done in range(1, 21)]
    for stored, usual in USUAL.items():
        assert np.array_equal(checkpoint.read(usual), tensors()[stored]), usual
    shapes = {name: checkpoint.info(name).shape for name in checkpoint.names()}
    architecture = read_architecture(checkpoint.config, shapes)
    assert isinstance(architecture, Architecture)
    assert (architecture.family, architecture.head_dim) == ("llama", 8)
    assert (architecture.max_length, architecture.frequencies) == (50, ((1.0, 0.1, 0.01, 0.001),))
    assert checkpoint.config["rms_norm_eps"] == 1e-5
    assert checkpoint.config["tie_word_embeddings"] is True
    assert checkpoint.config["converted_from"] == {
        "file": "m.gguf",
        "sha256": hash_file(source),
        "tensor_types": {"F32": 20},
    }


@pytest.mark.parametrize("kind", [GGMLQuantizationType.Q8_0, GGMLQuantizationType.Q4_1])
def test_quantized_tensors_are_decoded(tmp_path: Path, kind: GGMLQuantizationType) -> None:
    convert_gguf(write_gguf(tmp_path / "m.gguf", kind=kind), tmp_path / "out")
    checkpoint = open_checkpoint(tmp_path / "out")
    original = tensors()["blk.1.ffn_down.weight"]
    decoded = checkpoint.read("model.layers.1.mlp.down_proj.weight")
    assert np.array_equal(decoded, dequantize(quantize(original, kind), kind))
    assert not np.array_equal(decoded, original)
    assert checkpoint.config["converted_from"]["tensor_types"] == {"F32": 5, kind.name: 15}


def test_matrix_of_its_own_for_the_logits(tmp_path: Path) -> None:
    own = tensors()["token_embd.weight"] + 1
    convert_gguf(
        write_gguf(tmp_path / "m.gguf", {**tensors(), "output.weight": own}), tmp_path / "out"
    )
    checkpoint = open_checkpoint(tmp_path / "out")
    assert np.array_equal(checkpoint.read("lm_head.weight"), own)
    assert checkpoint.config["tie_word_embeddings"] is False


def test_tokenizer_lies_beside_the_weights(tmp_path: Path) -> None:
    convert_gguf(write_gguf(tmp_path / "m.gguf"), tmp_path / "out")
    tokenizer = Tokenizer.from_file(str(tmp_path / "out" / "tokenizer.json"))
    assert tokenizer.encode("ab ab").ids == [4, 5]
    assert json.loads((tmp_path / "out" / "config.json").read_text())["eos_token_id"] == 0


def test_all_or_nothing(tmp_path: Path) -> None:
    """An infinite weight is found while the tensors are written; nothing stays."""
    arrays = tensors()
    arrays["blk.1.ffn_up.weight"][3, 4] = np.inf
    source = write_gguf(tmp_path / "m.gguf", arrays)
    with pytest.raises(CheckpointError, match=r"blk\.1\.ffn_up\.weight: holds a number that is n"):
        convert_gguf(source, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["m.gguf"]


def test_target_in_use(tmp_path: Path) -> None:
    source = write_gguf(tmp_path / "m.gguf")
    with pytest.raises(OutputError, match="is no empty folder"):
        convert_gguf(source, tmp_path)
