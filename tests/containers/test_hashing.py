from hashlib import sha256

import numpy as np
import pytest

from quantcert.containers import hashing, read_header
from quantcert.errors import CheckpointError
from tests.support.checkpoints import weights, write_checkpoint


def test_digests_are_those_of_the_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(hashing, "_CHUNK", 100)
    tensors = {"a": weights(30, 7), "empty": np.zeros((0, 3), np.float32), "b": weights(1)}
    file = write_checkpoint(tmp_path, tensors) / "model.safetensors"
    digests = hashing.hash_tensors(file, read_header(file))
    assert digests.file == hashing.hash_file(file) == sha256(file.read_bytes()).hexdigest()
    assert digests.tensors == {n: sha256(t.tobytes()).hexdigest() for n, t in tensors.items()}


def test_a_file_without_tensors_has_a_digest(tmp_path):
    file = write_checkpoint(tmp_path, {}) / "model.safetensors"
    digests = hashing.hash_tensors(file, read_header(file))
    assert (digests.file, digests.tensors) == (sha256(file.read_bytes()).hexdigest(), {})


def test_a_missing_or_shrunken_file_is_refused(tmp_path):
    file = write_checkpoint(tmp_path, {"a": weights(5)}) / "model.safetensors"
    infos = read_header(file)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(CheckpointError, match=f"{file}: truncated while being read"):
        hashing.hash_tensors(file, infos)
    file.unlink()
    for function in (lambda: hashing.hash_file(file), lambda: hashing.hash_tensors(file, infos)):
        with pytest.raises(CheckpointError, match=f"{file}: cannot be read: No such file"):
            function()


def test_a_tensor_alone_has_the_same_digest(tmp_path):
    file = write_checkpoint(tmp_path, {"a": weights(30, 7), "b": weights(1)}) / "model.safetensors"
    digests = hashing.hash_tensors(file, read_header(file))
    for info in read_header(file):
        assert hashing.hash_tensor(info) == digests.tensors[info.name]
    file.unlink()
    with pytest.raises(CheckpointError, match="cannot be read"):
        hashing.hash_tensor(info)
