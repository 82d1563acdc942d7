"""Tensors of torch.save, from files that are written here as torch writes them."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.convert import read_torch_tensors
from quantcert.errors import CheckpointError
from tests.support.torch_files import tensor, write

W = np.arange(6, dtype="<f4").reshape(2, 3)


def test_tensors(tmp_path: Path) -> None:
    value = {
        "epoch": 3,
        "state": {"w": tensor(), "b": tensor("1", (2,), (1,), 1, "HalfStorage")},
    }
    storages = {"0": W, "1": np.array([1, 2, 3], dtype="<f2")}
    found = read_torch_tensors(write(tmp_path / "m.pt", value, storages), "state")
    assert list(found) == ["w", "b"]
    assert np.array_equal(found["w"], W)
    assert found["b"].dtype == np.float16
    assert found["b"].tolist() == [2.0, 3.0]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"w": tensor(strides=(1, 2))}, r"strides \(1, 2\) is not contiguous"),
        ({"w": tensor(shape=(3, 3))}, "a tensor of 9 numbers is longer than its storage"),
        ({"w": tensor(first=1)}, "longer than its storage"),
        ({"w": tensor(first=-1)}, "longer than its storage"),
        ({"w": tensor(kind="BoolStorage")}, "BoolStorage.* are not supported"),
        ({"w": tensor(key="7")}, "data/7"),
        ({"w": tensor(key="../data.pkl")}, r"data/\.\./data\.pkl"),
        ({"w": [1.0]}, "an entry is not a tensor"),
        ({3: tensor()}, "a tensor's name is a int"),
        ([tensor()], "no attribute 'items'"),
    ],
)
def test_refused(tmp_path: Path, value: Any, message: str) -> None:
    path = write(tmp_path / "m.pt", value, {"0": W})
    with pytest.raises(CheckpointError, match=rf"m\.pt: not a file of plain tensors: .*{message}"):
        read_torch_tensors(path)


def test_no_such_dict(tmp_path: Path) -> None:
    path = write(tmp_path / "m.pt", {"w": tensor()}, {"0": W})
    with pytest.raises(CheckpointError, match="not a file of plain tensors: 'state'"):
        read_torch_tensors(path, "state")


def test_files_of_other_kinds(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("text")
    with zipfile.ZipFile(tmp_path / "empty", "w") as archive:
        archive.writestr("other", b"")
    for name in ("text", "empty"):
        with pytest.raises(CheckpointError, match="not a file of plain tensors"):
            read_torch_tensors(tmp_path / name)
    with pytest.raises(CheckpointError, match="cannot be read: No such file"):
        read_torch_tensors(tmp_path / "absent")


def test_compressed_entries_are_refused(tmp_path: Path) -> None:
    """They could be larger than memory."""
    path = write(tmp_path / "m.pt", {"w": tensor()}, {"0": W})
    with zipfile.ZipFile(path) as stored, zipfile.ZipFile(tmp_path / "c.pt", "w") as made:
        for name in stored.namelist():
            made.writestr(name, stored.read(name), zipfile.ZIP_DEFLATED)
    with pytest.raises(CheckpointError, match=r"m/data\.pkl is compressed or encrypted"):
        read_torch_tensors(tmp_path / "c.pt")


def test_a_method_of_compression_that_is_not_known_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "m.pt", {"w": tensor()}, {"0": W})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 6] = 200  # the version needed to extract
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="not a file of plain tensors: zip file version"):
        read_torch_tensors(path)


def test_written_by_torch(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    state = {"a": torch.randn(3, 4), "b": torch.randn(5).double()}
    torch.save({"state": state}, tmp_path / "m.pt")
    found = read_torch_tensors(tmp_path / "m.pt", "state")
    assert all(np.array_equal(found[name], state[name].numpy()) for name in state)
