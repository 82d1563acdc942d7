import numpy as np
import pytest
from safetensors.numpy import load_file

from quantcert.containers import read_header
from quantcert.containers.safetensors.header import read_header_and_metadata
from quantcert.containers.safetensors.writer import PlannedTensor, ShardWriter

TENSORS = {
    "bytes": np.arange(15, dtype=np.uint8).reshape(3, 5),
    "halves": np.arange(6, dtype=np.float16).reshape(3, 2),
    "longs": np.arange(2, dtype=np.int64),
    "none": np.zeros((0, 4), dtype=np.float32),
}
DTYPES = {"bytes": "U8", "halves": "F16", "longs": "I64", "none": "F32"}
PLAN = [PlannedTensor(name, DTYPES[name], array.shape) for name, array in TENSORS.items()]


def write(path):
    with ShardWriter(path, PLAN) as writer:
        for row in range(3):  # tensors take turns
            writer.append("bytes", TENSORS["bytes"][row].tobytes())
            writer.append("halves", TENSORS["halves"][row].tobytes())
        writer.append("longs", TENSORS["longs"].tobytes())


def test_the_library_reads_what_was_written(tmp_path):
    path = tmp_path / "x.safetensors"
    write(path)
    loaded = load_file(path)
    assert set(loaded) == set(TENSORS)
    for name, array in TENSORS.items():
        np.testing.assert_array_equal(loaded[name], array)


def test_every_tensor_is_aligned_to_its_elements(tmp_path):
    path = tmp_path / "x.safetensors"
    write(path)
    for info in read_header(path):
        assert info.offset % TENSORS[info.name].itemsize == 0


def test_the_file_is_the_same_each_time(tmp_path):
    write(tmp_path / "x")
    write(tmp_path / "y")
    assert (tmp_path / "x").read_bytes() == (tmp_path / "y").read_bytes()


def test_metadata_is_read_back(tmp_path):
    with ShardWriter(tmp_path / "x", [], {"kind": "a"}):
        pass
    assert read_header_and_metadata(tmp_path / "x") == ([], {"kind": "a"})


def test_too_many_or_too_few_bytes_are_refused(tmp_path):
    with (
        pytest.raises(ValueError, match="tensor longs is given more bytes than planned"),
        ShardWriter(tmp_path / "x", PLAN) as writer,
    ):
        writer.append("longs", bytes(17))
    with (
        pytest.raises(ValueError, match="tensor halves is incomplete"),
        ShardWriter(tmp_path / "y", PLAN) as writer,
    ):
        writer.append("longs", bytes(16))
