import json

import pytest

from quantcert.containers.safetensors.directory import read_json_object, weight_files
from quantcert.errors import CheckpointError
from tests.support.checkpoints import edit_header, weights, write_checkpoint, write_index

TENSORS = {name: weights(2, 3) for name in "abc"}
SHARDS = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
INDEX = "model.safetensors.index.json"


@pytest.fixture
def sharded(tmp_path):
    return write_checkpoint(tmp_path / "m", TENSORS, shards=2)


def refused(folder, *parts):
    with pytest.raises(CheckpointError) as caught:
        weight_files(folder)
    for part in parts:
        assert part in str(caught.value)


def test_one_file_or_shards_are_found(tmp_path, sharded):
    single = write_checkpoint(tmp_path / "s", TENSORS)
    assert [path.name for path in weight_files(single)] == ["model.safetensors"]
    found = {path.name: [i.name for i in infos] for path, infos in weight_files(sharded).items()}
    assert found == {SHARDS[0]: ["a", "c"], SHARDS[1]: ["b"]}


def test_a_missing_shard_is_refused(sharded):
    (sharded / SHARDS[1]).unlink()
    refused(sharded, str(sharded / SHARDS[1]), "missing", INDEX)


def test_a_truncated_shard_is_refused(sharded):
    shard = sharded / SHARDS[1]
    shard.write_bytes(shard.read_bytes()[:-3])
    refused(sharded, str(shard), "tensor b", "truncated")


def test_an_index_that_points_at_a_tensor_that_is_not_there_is_refused(sharded):
    write_index(sharded, {"a": SHARDS[0], "c": SHARDS[0], "b": SHARDS[1], "d": SHARDS[1]})
    refused(sharded, f"{INDEX}: tensor d is not in {SHARDS[1]}")
    write_index(sharded, {"a": SHARDS[0], "c": SHARDS[1], "b": SHARDS[1]})
    refused(sharded, f"{INDEX}: tensor c is not in {SHARDS[1]}")


def test_a_tensor_that_the_index_does_not_list_is_refused(sharded):
    write_index(sharded, {"a": SHARDS[0], "b": SHARDS[1]})
    refused(sharded, f"{INDEX}: tensor c of {SHARDS[0]} is not listed")


def test_the_same_tensor_in_two_shards_is_refused(sharded):
    edit_header(sharded / SHARDS[1], lambda header: header.update(a=header.pop("b")))
    refused(sharded, f"tensor b is not in {SHARDS[1]}")


@pytest.mark.parametrize("name", ["../x.safetensors", "/x.safetensors", "d/x", "", 3, None])
def test_an_index_that_leaves_the_directory_is_refused(sharded, name):
    write_index(sharded, {"a": name})
    refused(sharded, f"{INDEX}: tensor a: {name!r} is not the name of a file")


@pytest.mark.parametrize("weight_map", [None, [], {}, "x"])
def test_an_index_without_a_map_is_refused(sharded, weight_map):
    (sharded / INDEX).write_text(json.dumps({"weight_map": weight_map}))
    refused(sharded, "weight_map must be an object")


def test_an_ambiguous_directory_is_refused(sharded):
    write_checkpoint(sharded, TENSORS)
    refused(sharded, str(sharded), "both model.safetensors and", "are present")


def test_a_directory_without_weights_is_refused_and_pickles_are_not_opened(tmp_path):
    refused(tmp_path, str(tmp_path), f"holds neither model.safetensors nor {INDEX}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    refused(tmp_path, "pytorch_model.bin may hold a pickle, which is never opened")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"[1]", "must hold a JSON object, holds list"),
        (b"{", "not valid JSON"),
        (b"\xff", "not valid JSON"),
        (None, "cannot be read: No such file"),
    ],
)
def test_a_json_file_that_is_no_object_is_refused(tmp_path, text, message):
    path = tmp_path / "config.json"
    if text is not None:
        path.write_bytes(text)
    with pytest.raises(CheckpointError, match=f"{path}: {message}"):
        read_json_object(path)
