"""Tensors that are not understood, and stored values that are no numbers."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFWriter

from quantcert.containers.gguf.container import open_gguf
from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from quantcert.formats.gguf.kinds import BLOCK_KINDS
from tests.support import llama_cpp
from tests.support.gguf_models import (
    DIM,
    FAMILIES,
    HEADS,
    VOCABULARY,
    uniformly,
    write_model,
)

QUERIES = "model.layers.0.self_attn.q_proj.weight"
STORED = "blk.0.attn_q.weight"


def refusal(path: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        open_quantized(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("tensor", "shape", "message"),
    [
        ("blk.0.attn_sinks.weight", (4,), "is not known of the architecture 'llama'"),
        ("strange", (4,), "tensor strange: is not known of the architecture 'llama'"),
        ("blk.0.attn_q.scale", (1,), "is not known of the architecture 'llama'"),
    ],
)
def test_a_tensor_that_is_not_known_is_refused(
    tmp_path: Path, tensor: str, shape: tuple[int, ...], message: str
) -> None:
    more = {tensor: np.ones(shape, np.float32)}
    assert message in refusal(write_model(tmp_path / "m.gguf", FAMILIES["llama"], more=more))


def test_a_stack_of_two_axes_and_a_type_without_weights_are_refused(tmp_path: Path) -> None:
    more = {"blk.0.ffn_up_exps.weight": np.ones((2, 32), np.float32)}
    family = replace(FAMILIES["mixtral"], shapes={
        name: shape for name, shape in FAMILIES["mixtral"].shapes.items() if "experts" not in name
    })  # fmt: skip
    path = write_model(tmp_path / "m.gguf", family, more=more)
    assert "blk.0.ffn_up_exps.weight: shape [2, 32], must have three axes" in refusal(path)
    more = {"output.weight": np.ones((VOCABULARY, DIM), np.int32)}
    path = write_model(tmp_path / "m.gguf", FAMILIES["llama"], more=more)
    assert "output.weight: type I32 is not one of weights" in refusal(path)
    more = {"output.weight": np.ones((2, VOCABULARY, DIM), np.float16)}
    path = write_model(tmp_path / "m.gguf", FAMILIES["llama"], more=more)
    assert "type F16 and shape [2, 20, 64], is no matrix" in refusal(path)


def test_rows_that_do_not_divide_into_heads_are_refused(tmp_path: Path) -> None:
    metadata = {"llama.attention.head_count_kv": 3}
    path = write_model(tmp_path / "m.gguf", FAMILIES["llama"], metadata=metadata)
    assert "tensor blk.0.attn_k.weight: shape [32, 64], the rows must divide into 3" in refusal(
        path
    )


def test_another_architecture_is_refused(tmp_path: Path) -> None:
    writer = GGUFWriter(tmp_path / "m.gguf", "mamba")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    message = refusal(tmp_path / "m.gguf")
    assert "general.architecture 'mamba' is not known (one of llama, qwen2, qwen3," in message


def with_bytes(path: Path, place: int, data: bytes) -> Path:
    """The file with other bytes in the stored queries."""
    offset = open_gguf(path).info(STORED).offset + place
    whole = bytearray(path.read_bytes())
    whole[offset : offset + len(data)] = data
    path.write_bytes(whole)
    return path


@pytest.mark.parametrize(
    ("kind", "place", "data", "what"),
    [
        ("Q8_0", 0, b"\x00\x7e", "scale nan"),
        ("Q4_1", 2, b"\x00\x7c", "offset inf"),
        ("F16", 6, b"\x00\xfc", "value -inf"),
        ("MXFP4", 0, b"\xff", "scale nan"),
        ("NVFP4", 1, b"\x7f", "scale nan"),
        ("NVFP4", 1, b"\x80", "scale nan"),
    ],
)
def test_a_value_that_is_not_finite_is_named(
    tmp_path: Path, kind: str, place: int, data: bytes, what: str
) -> None:
    """By its row in the original: stored row 3 is row 9 of 16, the second of the odd ones."""
    whole = write_model(tmp_path / "m.gguf", FAMILIES["llama"], kinds=uniformly(kind))
    open_quantized(whole).read(QUERIES)
    group = BLOCK_KINDS[kind].group if kind in BLOCK_KINDS else 1
    width = open_gguf(whole).info(STORED).nbytes // DIM
    with_bytes(whole, 3 * width + place, data)
    quantized = open_quantized(whole)
    with pytest.raises(StoredValueError) as caught:
        quantized.read_rows(QUERIES, 5, 20)
    error = caught.value
    column = {"F16": 3, "NVFP4": 16}.get(kind, 0)
    assert (error.tensor, error.row, error.column) == (STORED, 9, column)
    columns = f"columns {column} to {column + group - 1}" if group > 1 else f"column {column}"
    assert error.what == f"row 9, {columns}: {what}, must be finite"
    quantized.read_rows(QUERIES, 10, 20)


def nvfp4_file(path: Path, scale: np.ndarray | None) -> Path:
    """A Llama in NVFP4 whose queries have a scale of the whole tensor."""
    more = {} if scale is None else {"blk.0.attn_q.scale": scale, "blk.0.attn_q.input_scale": scale}
    return write_model(path, FAMILIES["llama"], kinds=uniformly("NVFP4"), more=more)


def test_the_scale_of_a_whole_tensor_multiplies(tmp_path: Path) -> None:
    scale = np.array([0.3], np.float32)
    plain = open_quantized(nvfp4_file(tmp_path / "a.gguf", None)).read(QUERIES)
    quantized = open_quantized(nvfp4_file(tmp_path / "b.gguf", scale))
    scaled = quantized.read(QUERIES)
    assert scaled.scales.dtype == np.float64
    assert np.array_equal(scaled.scales, plain.scales.astype(np.float64) * np.float64(scale[0]))
    assert np.array_equal(scaled.codes, plain.codes)
    assert [info.name for info in quantized.stored(QUERIES)] == [
        STORED, "blk.0.attn_q.scale", "blk.0.attn_q.input_scale",
    ]  # fmt: skip
    assert "blk.0.attn_q.scale" not in quantized.plain()
    assert scaled.scheme.layout["scales"] == "times entry 0 of blk.0.attn_q.scale"


def test_each_expert_of_a_stack_has_a_scale(tmp_path: Path) -> None:
    def written(count: int) -> Path:
        more = {"blk.0.ffn_up_exps.scale": np.arange(1, count + 1, dtype=np.float32)}
        path = tmp_path / f"{count}.gguf"
        return write_model(path, FAMILIES["mixtral"], kinds=uniformly("NVFP4"), more=more)

    plain = write_model(tmp_path / "m.gguf", FAMILIES["mixtral"], kinds=uniformly("NVFP4"))
    unscaled, scaled = open_quantized(plain), open_quantized(written(3))
    for expert in range(3):
        name = f"model.layers.0.block_sparse_moe.experts.{expert}.w3.weight"
        scales = unscaled.read(name).scales.astype(np.float64)
        assert np.array_equal(scaled.read(name).scales, scales * (expert + 1))
    assert "ffn_up_exps.scale: must be float32, one for each matrix" in refusal(written(2))


def test_a_scale_of_a_whole_tensor_of_another_type_is_refused(tmp_path: Path) -> None:
    path = nvfp4_file(tmp_path / "m.gguf", np.array([0.3], np.float16))
    assert "attn_q.scale: must be float32, one for each matrix, is F16" in refusal(path)
    path = nvfp4_file(tmp_path / "n.gguf", np.array([np.nan], np.float32))
    with pytest.raises(StoredValueError, match=r"attn_q\.scale: element \[0\] is nan"):
        open_quantized(path).read(QUERIES)


@pytest.mark.parametrize("kind", sorted(BLOCK_KINDS.keys() - {"Q2_0"}))  # not in the writer
def test_rows_are_those_that_llama_cpp_decodes(tmp_path: Path, kind: str) -> None:
    """A matrix of a file, rows in the order of the original."""
    columns = BLOCK_KINDS[kind].columns * 2
    weights = np.random.default_rng(8).standard_normal((DIM, columns)).astype(np.float32)
    number = BLOCK_KINDS[kind].number
    data = llama_cpp.quantize(weights, number)
    family = replace(FAMILIES["llama"], shapes={})
    path = tmp_path / "m.gguf"
    writer = GGUFWriter(path, "llama")
    for key, value in family.metadata.items():
        add = writer.add_float32 if isinstance(value, float) else writer.add_uint32
        add(key, value if key != "llama.embedding_length" else columns)  # type: ignore[operator]
    writer.add_uint32("llama.attention.key_length", DIM // HEADS)
    writer.add_tensor("token_embd.weight", np.zeros((VOCABULARY, columns), np.float32))
    writer.add_tensor(STORED, data, raw_dtype=GGMLQuantizationType(number))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    matrix = open_quantized(path).read_rows(QUERIES, 7, 41)
    codes = matrix.codes.astype(np.float64) - matrix.zero_points.repeat(
        matrix.group_size, axis=1
    ).reshape(matrix.shape)
    values = codes * matrix.scales.astype(np.float64).repeat(matrix.group_size, axis=1)[:, :, 0]
    if matrix.offsets is not None:
        values += matrix.offsets.astype(np.float64).repeat(matrix.group_size, axis=1)[:, :, 0]
    theirs = llama_cpp.dequantize(data, number, columns)
    size = DIM // HEADS
    halves = [2 * j + half for half in (0, 1) for j in range(size // 2)]
    order = [head * size + row for head in range(HEADS) for row in halves]
    assert np.array_equal(values.astype(np.float32), theirs[order][7:41])
