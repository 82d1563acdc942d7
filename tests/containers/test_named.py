"""Places of tensors by name."""

import os

import pytest

from quantcert.containers import TensorInfo
from quantcert.containers.named import NamedTensors
from quantcert.containers.stamps import stamps_of
from quantcert.errors import CheckpointError


@pytest.fixture
def tensors(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(4))
    infos = [TensorInfo(name, "F32", (1,), path, 0, 4) for name in ("b", "a")]
    return NamedTensors(path, infos, stamps_of([path]))


def test_tensors_are_found_by_name(tensors):
    assert tensors.names() == ["b", "a"]
    assert "a" in tensors
    assert "c" not in tensors
    assert tensors.info("b").name == "b"
    with pytest.raises(CheckpointError, match="file: has no tensor c"):
        tensors.info("c")


def test_a_file_that_has_changed_is_refused(tensors):
    tensors.refuse_changed()
    os.utime(tensors.path, ns=(1, 1))
    with pytest.raises(CheckpointError, match="changed"):
        tensors.refuse_changed()
