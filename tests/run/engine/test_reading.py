"""Files of logits are refused, with what is wrong, unless they are exactly what is wanted."""

import ml_dtypes
import numpy as np
import pytest
from safetensors.numpy import save_file

from quantcert.errors import CheckpointError
from quantcert.run.engine.golden import KIND, SCHEMA
from quantcert.run.engine.reading import read_golden, read_logits
from tests.support.npy_files import unclosed_npy

SHAPE = (2, 3)
VALUES = np.arange(6, dtype=np.float32).reshape(SHAPE)
METADATA = {"kind": KIND, "schema": SCHEMA}


def golden_tensors() -> dict[str, np.ndarray]:
    return {
        "tokens": np.array([3, 5]),
        "original": np.ones(SHAPE),
        "original.tolerance": np.zeros(SHAPE),
    }


def test_golden_logits_are_read(tmp_path):
    save_file(golden_tensors(), tmp_path / "g", METADATA)
    golden = read_golden(tmp_path / "g", "original")
    assert golden.tokens == (3, 5)
    assert golden.mids.tolist() == np.ones(SHAPE).tolist()
    with pytest.raises(CheckpointError, match="has no tensor quantized"):
        read_golden(tmp_path / "g", "quantized")


@pytest.mark.parametrize(
    "metadata", [None, {"kind": KIND, "schema": "2"}, {"kind": "x", "schema": SCHEMA}]
)
def test_other_files_are_no_golden_logits(tmp_path, metadata):
    save_file(golden_tensors(), tmp_path / "g", metadata)
    with pytest.raises(CheckpointError, match="is not a file of `quantcert prompt --golden`"):
        read_golden(tmp_path / "g", "original")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("original", np.ones(SHAPE, np.float32), "dtype F32, must be F64"),
        ("original", np.ones(6), r"original: shape \[6\], must be \[positions, vocabulary\]"),
        ("tokens", np.array([3]), r"tokens: shape \[1\], must be \[2\]"),
        ("original.tolerance", np.ones((2, 2)), r"tolerance: shape \[2, 2\], must be \[2, 3\]"),
        ("original.tolerance", np.full(SHAPE, -1.0), "holds a negative number"),
        ("original", np.full(SHAPE, np.nan), "is nan, must be finite"),
    ],
)
def test_malformed_golden_logits_are_refused(tmp_path, name, value, message):
    save_file({**golden_tensors(), name: value}, tmp_path / "g", METADATA)
    with pytest.raises(CheckpointError, match=message):
        read_golden(tmp_path / "g", "original")


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ml_dtypes.bfloat16])
def test_safetensors_are_read(tmp_path, dtype):
    save_file({"anything": VALUES.astype(dtype)}, tmp_path / "one")
    save_file({"logits": VALUES.astype(dtype), "other": VALUES}, tmp_path / "two")
    for name in ("one", "two"):
        found = read_logits(tmp_path / name, SHAPE)
        assert found.dtype == dtype
        assert (found == VALUES.astype(dtype)).all()


@pytest.mark.parametrize("dtype", ["<f2", "<f4", ">f4", ">f8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_npy_files_are_read(tmp_path, dtype, order):
    np.save(tmp_path / "x.npy", np.asarray(VALUES, dtype, order=order))
    found = read_logits(tmp_path / "x.npy", SHAPE)
    assert found.tolist() == VALUES.tolist()
    assert found.dtype.isnative


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        ({"a": VALUES, "b": VALUES}, "holds 2 tensors, must hold one alone or one named logits"),
        ({"a": VALUES.astype(np.int32)}, "tensor a: dtype I32, must be one of F16"),
        ({"a": VALUES.T.copy()}, r"shape \[3, 2\], must be \[2, 3\]"),
        ({"a": np.full(SHAPE, np.inf)}, "is inf, must be finite"),
    ],
)
def test_malformed_safetensors_are_refused(tmp_path, tensors, message):
    save_file(tensors, tmp_path / "x")
    with pytest.raises(CheckpointError, match=message):
        read_logits(tmp_path / "x", SHAPE)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (VALUES.astype(np.int64), "dtype int64, must be float16, float32 or float64"),
        (VALUES.astype(np.longdouble), "must be float16, float32 or float64"),
        (VALUES.astype(complex), "dtype complex128"),
        (VALUES[:, :2], r"shape \[2, 2\], must be \[2, 3\]"),
        (np.where(VALUES == 4, np.nan, VALUES), r"entry \[1, 1\] is not finite"),
        (np.where(VALUES == 2, np.inf, VALUES), r"entry \[0, 2\] is not finite"),
        (np.array([[VALUES]], object), "is not an npy file of numbers"),
    ],
)
def test_malformed_npy_files_are_refused(tmp_path, array, message):
    np.save(tmp_path / "x.npy", array, allow_pickle=True)
    with pytest.raises(CheckpointError, match=message):
        read_logits(tmp_path / "x.npy", SHAPE)


def test_files_that_are_no_npy_are_refused(tmp_path):
    file = tmp_path / "x.npy"
    with pytest.raises(CheckpointError, match="cannot be read: No such file"):
        read_logits(file, SHAPE)
    np.save(file, VALUES)
    whole = file.read_bytes()
    for content in (b"", b"junk", whole[:-1], whole[:40], whole.replace(b"(2, 3)", b"(2,-3)")):
        file.write_bytes(content)
        with pytest.raises(CheckpointError, match=r"x\.npy: "):
            read_logits(file, SHAPE)
    with file.open("wb") as zipped:
        np.savez(zipped, VALUES)
    with pytest.raises(CheckpointError, match="is not an npy file"):
        read_logits(file, SHAPE)
    file.write_bytes(whole + b"x")
    with pytest.raises(CheckpointError, match="1 bytes after the array"):
        read_logits(file, SHAPE)


def test_an_npy_file_whose_header_does_not_end_is_refused(tmp_path):
    (tmp_path / "x.npy").write_bytes(unclosed_npy())
    with pytest.raises(CheckpointError, match="is not an npy file of numbers"):
        read_logits(tmp_path / "x.npy", SHAPE)
