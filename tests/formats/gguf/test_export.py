"""Files of other families and what cannot be written."""

import json
from pathlib import Path

import numpy as np
import pytest

from bench import llama_cpp
from quantcert.containers.gguf.file import GgufFile
from quantcert.errors import ExportError
from quantcert.formats.gguf.vocabulary import vocabulary
from tests.support.exports import TOKENS, export, logits, quantized_llama
from tests.support.gguf_files import MERGES, write_gguf
from tests.support.gguf_models import VOCABULARY

SPLITS = {
    "gpt-2": {"type": "ByteLevel", "add_prefix_space": False},
    "smollm": {
        "type": "Sequence",
        "pretokenizers": [
            {"type": "Digits", "individual_digits": True},
            {"type": "ByteLevel", "add_prefix_space": False},
        ],
    },
}


@pytest.mark.parametrize("family", ["llama with biases", "mistral", "qwen2", "qwen3"])
def test_families_are_what_llama_cpp_computes(tmp_path: Path, family: str) -> None:
    """alt43 becomes float32, so that nothing is rounded on the way."""
    pytest.importorskip("xllamacpp")
    source = quantized_llama(tmp_path, "alt43", family)
    export(source, tmp_path / "model.gguf", "gguf")
    found = llama_cpp.logits(tmp_path / "model.gguf", TOKENS, VOCABULARY)
    assert np.abs(found - logits(source)).max() < 0.0005


@pytest.mark.parametrize("family", ["gemma2", "mixtral", "gpt2"])
def test_other_families_are_refused(tmp_path: Path, family: str) -> None:
    source = quantized_llama(tmp_path, "pair11", family)
    with pytest.raises(ExportError, match="is not written as gguf"):
        export(source, tmp_path / "model.gguf", "gguf")
    assert not (tmp_path / "model.gguf").exists()


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("rope_scaling", {"rope_type": "linear", "factor": 2.0}, "angles of type 'linear'"),
        ("intermediate_size", None, "intermediate_size is None, must be a positive integer"),
        ("num_hidden_layers", None, "num_hidden_layers is None, must be a positive integer"),
        ("num_hidden_layers", 1000, "num_hidden_layers is 1000, there are"),
    ],
)
def test_settings_without_a_key_are_refused(
    tmp_path: Path, key: str, value: object, message: str
) -> None:
    source = quantized_llama(tmp_path, "pair11")
    config = json.loads((source / "config.json").read_text())
    (source / "config.json").write_text(json.dumps({**config, key: value}))
    with pytest.raises(ExportError, match=message):
        export(source, tmp_path / "model.gguf", "gguf")


def tokenizer(split: object) -> dict[str, object]:
    return {
        "model": {"type": "BPE", "vocab": {"a": 1, "b": 2, "ab": 3}, "merges": [["a", "b"]]},
        "added_tokens": [{"id": 0, "content": "<|end|>", "special": True}],
        "pre_tokenizer": split,
        "normalizer": None,
    }


@pytest.mark.parametrize("name", SPLITS)
def test_a_byte_level_vocabulary_is_written(name: str) -> None:
    found, notes = vocabulary(
        tokenizer(SPLITS[name]), {"vocab_size": 5, "eos_token_id": 0}, "llama"
    )
    assert notes == []
    assert found["tokenizer.ggml.pre"] == name
    assert found["tokenizer.ggml.tokens"] == ["<|end|>", "a", "b", "ab", "[UNUSED4]"]
    assert found["tokenizer.ggml.token_type"] == [3, 1, 1, 1, 5]
    assert found["tokenizer.ggml.merges"] == ["a b"]
    assert found["tokenizer.ggml.eos_token_id"] == 0


@pytest.mark.parametrize("split", [None, {"type": "Metaspace"}, {"type": "ByteLevel"}])
def test_another_tokenizer_is_left_out_and_said(split: object) -> None:
    found, notes = vocabulary(tokenizer(split), {"vocab_size": 5}, "llama")
    assert found == {"tokenizer.ggml.model": "none"}
    assert notes == ["without a vocabulary (its tokenizer is not known): tokens by number"]


def test_the_vocabulary_of_a_converted_file_comes_back(tmp_path: Path) -> None:
    from quantcert.convert import convert_gguf
    from quantcert.quantizer import quantize_checkpoint

    first = write_gguf(tmp_path / "first.gguf")
    convert_gguf(first, tmp_path / "folder")
    quantize_checkpoint(tmp_path / "folder", tmp_path / "small", "pair11", 32)
    export(tmp_path / "small", tmp_path / "second.gguf", "gguf")
    before, after = GgufFile(first), GgufFile(tmp_path / "second.gguf")
    for key in ("tokens", "token_type", "merges"):
        assert after.listed(f"tokenizer.ggml.{key}") == before.listed(f"tokenizer.ggml.{key}")
    assert after.listed("tokenizer.ggml.merges") == MERGES
    assert after.text("tokenizer.ggml.pre") == before.text("tokenizer.ggml.pre")
