"""Every family's tensors under the names, in the rows and with the settings of the original."""

from pathlib import Path

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.formats import QuantizedCheckpoint, QuantizedMatrix, open_quantized
from quantcert.models.architecture import read_architecture
from quantcert.models.compare import compare_configs
from quantcert.models.net import Architecture
from quantcert.pairing.compare import compare_tensors
from tests.support.gguf_models import FAMILIES, Family, uniformly, write_model, write_original

NEAR = 0.004  # half a step of Q8_0, of numbers below 1


def decoded(matrix: QuantizedMatrix) -> np.ndarray:
    codes = matrix.codes.astype(np.float64)
    size = matrix.group_size
    scales, zeros = (
        np.repeat(part[:, :, 0].astype(np.float64), size, axis=1)[:, : codes.shape[1]]
        for part in (matrix.scales, matrix.zero_points)
    )
    values = scales * (codes - zeros)
    if matrix.offsets is not None:
        values += np.repeat(matrix.offsets[:, :, 0].astype(np.float64), size, axis=1)
    return values


def opened(folder: Path, family: Family, **options: object) -> QuantizedCheckpoint:
    original = open_checkpoint(write_original(folder / "original", family))
    path = write_model(folder / "m.gguf", family, **options)  # type: ignore[arg-type]
    return open_quantized(path, original)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_tensor_is_found_under_its_name_with_its_numbers(tmp_path: Path, name: str) -> None:
    family = FAMILIES[name]
    quantized = opened(tmp_path, family)
    arrays = family.arrays()
    matrices = {tensor for tensor, array in arrays.items() if array.ndim == 2}
    assert set(quantized.matrices()) == matrices
    assert set(quantized.plain()) == arrays.keys() - matrices
    for tensor in matrices:
        rows, columns = quantized.shape(tensor)
        assert (rows, columns) == arrays[tensor].shape
        assert np.abs(decoded(quantized.read(tensor)) - arrays[tensor]).max() < NEAR
        part = decoded(quantized.read_rows(tensor, rows // 3, rows - 1))
        assert np.array_equal(part, decoded(quantized.read(tensor))[rows // 3 : rows - 1])
        assert quantized.read_rows(tensor, 2, 2).shape == (0, columns)
    for tensor in quantized.plain():
        stored = quantized.checkpoint.read(tensor)
        assert np.abs(stored - arrays[tensor]).max() < 1e-7


@pytest.mark.parametrize("name", FAMILIES)
def test_the_original_is_recognized(tmp_path: Path, name: str) -> None:
    """Settings are the same, tensors that were not quantized hold the same numbers."""
    family = FAMILIES[name]
    quantized = opened(tmp_path, family)
    original = open_checkpoint(tmp_path / "original")
    compared = compare_configs(original.config, quantized.checkpoint.config)
    assert compared.failed == ()
    assert compared.listed == ()
    if family.architecture.startswith("gemma"):
        return  # float32 random factors of norms plus one are rounded
    found = compare_tensors(quantized, original)
    assert found.failed == ()


@pytest.mark.parametrize("name", FAMILIES)
def test_settings_make_the_network_that_the_file_holds(tmp_path: Path, name: str) -> None:
    """Without an original as well, by the family that is the default of the architecture."""
    family = FAMILIES[name]
    quantized = open_quantized(write_model(tmp_path / "m.gguf", family))
    shapes = {name: array.shape for name, array in family.arrays().items()}
    found = read_architecture(quantized.checkpoint.config, shapes)
    assert isinstance(found, Architecture), found


def test_factors_of_norms_are_one_less_than_stored(tmp_path: Path) -> None:
    """bfloat16 factors, as Gemma has, are not rounded when one is added."""
    family = FAMILIES["gemma3"]
    arrays = {
        name: (np.round(array * 128) / 128 + 0).astype(np.float32) if "norm" in name else array
        for name, array in family.arrays().items()
    }
    original = open_checkpoint(write_original(tmp_path / "original", family, arrays))
    path = write_model(tmp_path / "m.gguf", family, arrays)
    quantized = open_quantized(path, original)
    found = compare_tensors(quantized, original)
    assert (found.failed, found.listed) == ((), ())
    norm = "model.layers.1.self_attn.q_norm.weight"
    assert np.array_equal(quantized.checkpoint.read_rows(norm, 2, 5), arrays[norm][2:5])
    assert np.array_equal(quantized.checkpoint.elements(norm, 2, 5), arrays[norm][2:5])
    with pytest.raises(IndexError, match=f"rows 2..99 of tensor {norm}"):
        quantized.checkpoint.read_rows(norm, 2, 99)


@pytest.mark.parametrize("name", ["bert", "gpt2"])
@pytest.mark.parametrize("stored", [True, False])
def test_a_prefix_of_the_original_is_found(tmp_path: Path, name: str, stored: bool) -> None:
    prefix = {"bert": "bert.", "gpt2": "transformer."}[name]
    family = FAMILIES[name]
    plain = {tensor.removeprefix(prefix): array for tensor, array in family.arrays().items()}
    arrays = {f"{prefix}{tensor}": array for tensor, array in plain.items()} if stored else plain
    original = open_checkpoint(write_original(tmp_path / "original", family, arrays))
    quantized = open_quantized(write_model(tmp_path / "m.gguf", family), original)
    assert {*quantized.matrices(), *quantized.plain()} == arrays.keys()


@pytest.mark.parametrize("kind", ["F16", "BF16"])
def test_rounded_numbers_are_values_and_numbers_of_the_originals_dtype_are_plain(
    tmp_path: Path, kind: str
) -> None:
    import ml_dtypes

    dtype = {"F16": np.float16, "BF16": ml_dtypes.bfloat16}[kind]
    family = FAMILIES["llama"]
    quantized = opened(tmp_path, family, kinds=uniformly(kind))
    arrays = family.arrays()
    assert set(quantized.matrices()) == {name for name, array in arrays.items() if array.ndim > 1}
    for tensor in quantized.matrices():
        matrix = quantized.read(tensor)
        assert matrix.words.shape == (len(arrays[tensor]), 0)
        assert matrix.offsets is not None
        assert matrix.offsets.dtype == dtype
        assert np.array_equal(matrix.offsets[:, :, 0], arrays[tensor].astype(dtype))
    same = {name: a.astype(dtype) if a.ndim > 1 else a for name, a in arrays.items()}
    original = open_checkpoint(write_original(tmp_path / "same", family, same))
    found = open_quantized(tmp_path / "m.gguf", original)
    assert found.matrices() == []
    assert compare_tensors(found, original).failed == ()


def test_the_pooler_is_left_out_and_nothing_else(tmp_path: Path) -> None:
    family = FAMILIES["bert"]
    more = {name: np.ones((4, 4), np.float32) for name in ("pooler.dense.weight", "head.weight")}
    original = open_checkpoint(
        write_original(tmp_path / "original", family, family.arrays() | more)
    )
    quantized = open_quantized(write_model(tmp_path / "m.gguf", family), original)
    found = compare_tensors(quantized, original)
    assert [fault.tensor for fault in found.failed] == ["head.weight"]
    assert found.listed == (
        "tensor pooler.dense.weight: in the original alone; the pooler, which GGUF files leave "
        "out: they end with the hidden states",
    )


def test_numbers_in_float32_are_plain_whatever_the_original_has(tmp_path: Path) -> None:
    family = FAMILIES["llama"]
    halves = {name: array.astype(np.float16) for name, array in family.arrays().items()}
    original = open_checkpoint(write_original(tmp_path / "original", family, halves))
    wide = {name: array.astype(np.float32) for name, array in halves.items()}
    path = write_model(tmp_path / "m.gguf", family, wide, kinds=uniformly("F32"))
    quantized = open_quantized(path, original)
    assert quantized.matrices() == []
    assert compare_tensors(quantized, original).failed == ()
