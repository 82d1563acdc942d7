from hashlib import sha256

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.containers.safetensors import checkpoint as module
from quantcert.errors import CheckpointError
from tests.support.checkpoints import weights, write_checkpoint

TENSORS = {name: weights(4, 3, seed=seed) for seed, name in enumerate("abcde")}


@pytest.mark.parametrize("shards", [1, 3])
def test_tensors_are_found_and_read_whatever_file_they_are_in(tmp_path, shards):
    folder = write_checkpoint(tmp_path, TENSORS, shards)
    checkpoint = open_checkpoint(str(folder))
    assert sorted(checkpoint.names()) == list(TENSORS)
    assert checkpoint.config == {"model_type": "test"}
    assert checkpoint.nbytes == 5 * 48
    assert len(checkpoint.weight_files()) == shards
    assert "a" in checkpoint
    assert "z" not in checkpoint
    for name, values in TENSORS.items():
        info = checkpoint.info(name)
        assert (info.shape, info.dtype, info.file.parent) == ((4, 3), "F32", folder)
        assert info in checkpoint.tensors_of(info.file)
        np.testing.assert_array_equal(checkpoint.read(name), values)
        np.testing.assert_array_equal(checkpoint.read_rows(name, 1, 3), values[1:3])
        np.testing.assert_array_equal(checkpoint.elements(name, 2, 7), values.flat[2:7])
        assert checkpoint.sha256(name) == sha256(values.tobytes()).hexdigest()


@pytest.mark.parametrize("shards", [1, 2])
def test_files_are_hashed_by_name_and_only_once(tmp_path, monkeypatch, shards):
    folder = write_checkpoint(tmp_path, TENSORS, shards)
    checkpoint = open_checkpoint(folder)
    expected = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert checkpoint.files() == expected
    monkeypatch.setattr(module, "hash_tensors", None)
    assert checkpoint.files() == expected
    assert checkpoint.sha256("a") == sha256(TENSORS["a"].tobytes()).hexdigest()


def test_an_unknown_tensor_is_refused(tmp_path):
    checkpoint = open_checkpoint(write_checkpoint(tmp_path, TENSORS))
    with pytest.raises(CheckpointError, match=f"{tmp_path}: has no tensor z"):
        checkpoint.read("z")


def test_a_directory_that_is_none_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match=f"{tmp_path / 'x'}: not a directory"):
        open_checkpoint(tmp_path / "x")


def test_a_directory_without_config_is_refused(tmp_path):
    write_checkpoint(tmp_path, TENSORS)
    (tmp_path / "config.json").unlink()
    with pytest.raises(CheckpointError, match=r"config\.json: cannot be read: No such file"):
        open_checkpoint(tmp_path)


def test_an_adapter_is_not_the_model(tmp_path):
    folder = write_checkpoint(tmp_path / "m", {"a": weights(2)})
    (folder / "adapter_config.json").write_text("{}")
    with pytest.raises(CheckpointError, match=r"adapter_config\.json: with it .* merge the two"):
        open_checkpoint(folder)
