"""Which GGUF files are no plain Llama, and the order of the rows that are rotated."""

from pathlib import Path

import numpy as np
import pytest

from quantcert.convert import convert_gguf
from quantcert.convert.gguf_llama import half_split
from quantcert.errors import CheckpointError
from tests.support.gguf_files import permuted, tensors, write_gguf, write_tokenizer


@pytest.mark.parametrize(("rows", "heads"), [(8, 1), (24, 3), (32, 4), (4, 2)])
def test_half_split_undoes_the_order_of_the_file(rows: int, heads: int) -> None:
    usual = np.arange(rows * 3, dtype=np.float32).reshape(rows, 3)
    assert np.array_equal(half_split(permuted(usual, heads), heads), usual)


def test_half_split_of_one_head() -> None:
    neighbours = np.array([[0], [10], [1], [11], [2], [12]], dtype=np.float32)
    assert half_split(neighbours, 1).ravel().tolist() == [0, 1, 2, 10, 11, 12]


def refused(path: Path, **changes) -> str:
    with pytest.raises(CheckpointError) as error:
        convert_gguf(write_gguf(path / "m.gguf", **changes), path / "out")
    assert not (path / "out").exists()
    message = str(error.value)
    assert message.startswith(f"{path / 'm.gguf'}: ")
    return message.removeprefix(f"{path / 'm.gguf'}: ")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("llama.expert_count", 8, "llama.expert_count is set; experts are not supported"),
        ("llama.rope.dimension_count", 4, "llama.rope.dimension_count is 4, must be 8"),
        ("llama.block_count", 0, "llama.block_count is 0, must be a positive integer"),
        ("llama.block_count", 3, "has no tensor blk.2.attn_norm.weight"),
        ("llama.block_count", 100, "llama.block_count is 100, the file has "),
        ("llama.block_count", 1, "tensor blk.1.attn_k.weight is not part of a plain Llama"),
        ("llama.attention.head_count_kv", 3, "tensor blk.0.attn_k.weight: shape [16, 32], the"),
    ],
)
def test_numbers_that_do_not_fit(tmp_path: Path, key: str, value: int, message: str) -> None:
    short = frozenset([key.removeprefix("llama.")])
    change = {"metadata": lambda writer: writer.add_uint32(key, value), "leave_out": short}
    assert refused(tmp_path, **change).startswith(message)


@pytest.mark.parametrize(
    "key", ["block_count", "attention.head_count", "attention.layer_norm_rms_epsilon"]
)
def test_missing_metadata(tmp_path: Path, key: str) -> None:
    assert refused(tmp_path, leave_out=frozenset([key])) == f"llama.{key} is missing"


def test_metadata_of_another_type(tmp_path: Path) -> None:
    key = "llama.feed_forward_length"
    change = {
        "metadata": lambda writer: writer.add_string(key, "64"),
        "leave_out": frozenset(["feed_forward_length"]),
    }
    assert refused(tmp_path, **change) == f"{key} is '64', must be a positive integer"


def test_truth_value_for_a_number(tmp_path: Path) -> None:
    change = {
        "metadata": lambda writer: writer.add_bool("llama.block_count", True),
        "leave_out": frozenset(["block_count"]),
    }
    assert refused(tmp_path, **change) == "llama.block_count is True, must be a positive integer"


def test_scaled_rotary_angles(tmp_path: Path) -> None:
    change = {"metadata": lambda writer: writer.add_string("llama.rope.scaling.type", "yarn")}
    assert "llama.rope.scaling.type is 'yarn', must be 'none'" in refused(tmp_path, **change)


def test_missing_and_unknown_tensors(tmp_path: Path) -> None:
    arrays = tensors()
    del arrays["output_norm.weight"]
    assert refused(tmp_path, arrays=arrays) == "has no tensor output_norm.weight"
    arrays = {**tensors(), "blk.0.attn_q.bias": np.zeros(32, dtype=np.float32)}
    assert "tensor blk.0.attn_q.bias is not part" in refused(tmp_path, arrays=arrays)


@pytest.mark.parametrize(
    ("key", "value", "neutral"),
    [
        ("rope.scale_linear", 4.0, 1.0),
        ("rope.scaling.factor", 4.0, 1.0),
        ("attention.causal", False, True),
        ("attention.clamp_kqv", 8.0, 0.0),
        ("attention.max_alibi_bias", 8.0, 0.0),
        ("logit_scale", 0.0625, 1.0),
        ("residual_scale", 0.25, 1.0),
        ("tensor_data_layout", "Meta AI original pth", "reference"),
    ],
)
def test_keys_that_change_the_network_are_refused_unless_neutral(
    tmp_path: Path, key: str, value: object, neutral: object
) -> None:
    def adds(number: object):
        kind = {float: "float32", bool: "bool", str: "string"}[type(number)]
        return lambda writer: getattr(writer, f"add_{kind}")(f"llama.{key}", number)

    found = refused(tmp_path, metadata=adds(value))
    assert found.startswith(f"llama.{key} is {value!r}, must be ")
    assert repr(neutral) in found
    convert_gguf(write_gguf(tmp_path / "n.gguf", metadata=adds(neutral)), tmp_path / "neutral")


def test_a_key_that_is_not_known_is_refused(tmp_path: Path) -> None:
    change = {"metadata": lambda writer: writer.add_uint32("llama.new_trick", 7)}
    assert refused(tmp_path, **change) == "llama.new_trick is not known (7)"


def test_values_of_another_width_than_keys_are_refused(tmp_path: Path) -> None:
    change = {"metadata": lambda writer: writer.add_uint32("llama.attention.value_length", 16)}
    assert "llama.attention.value_length is 16, must be 8" in refused(tmp_path, **change)


def test_a_tokenizer_that_is_not_understood_does_not_keep_the_weights_back(tmp_path: Path) -> None:
    file = write_gguf(
        tmp_path / "m.gguf", tokenizer=lambda writer: write_tokenizer(writer, model="llama")
    )
    assert "tokenizer.ggml.model is 'llama'" in convert_gguf(file, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "config.json",
        "model.safetensors",
    ]
