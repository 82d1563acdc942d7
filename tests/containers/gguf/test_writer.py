from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFReader

from quantcert.containers.gguf.header import read_gguf_header
from quantcert.containers.gguf.writer import GgufWriter, PlannedGguf

METADATA = {
    "general.architecture": "llama",
    "a.count": 7,
    "a.share": 0.1,
    "a.flag": True,
    "a.words": ["one", "zwei", ""],
    "a.numbers": [1, -2, 3],
}
ARRAYS = {"first": np.arange(6, dtype="<f4").reshape(2, 3), "second": np.ones(5, dtype="<f2")}


def write(path: Path) -> Path:
    planned = [PlannedGguf("first", (2, 3), 0), PlannedGguf("second", (5,), 1)]
    with GgufWriter(path, METADATA, planned) as writer:
        writer.append("first", ARRAYS["first"][:1].tobytes())
        writer.append("first", ARRAYS["first"][1:].tobytes())
        writer.append("second", ARRAYS["second"].tobytes())
    return path


def test_another_reader_finds_what_was_written(tmp_path: Path) -> None:
    reader = GGUFReader(write(tmp_path / "m.gguf"))
    for tensor in reader.tensors:
        np.testing.assert_array_equal(tensor.data, ARRAYS[tensor.name])
    found = {key: reader.fields[key].contents() for key in METADATA}
    assert found == {**METADATA, "a.share": float(np.float32(0.1))}


def test_our_reader_finds_it_too(tmp_path: Path) -> None:
    header = read_gguf_header(write(tmp_path / "m.gguf"))
    assert [tensor.shape for tensor in header.tensors.values()] == [(2, 3), (5,)]
    assert header.metadata["a.numbers"] == [1, -2, 3]


def test_bytes_out_of_turn_are_refused(tmp_path: Path) -> None:
    planned = [PlannedGguf("first", (2,), 0), PlannedGguf("second", (2,), 0)]
    with (
        pytest.raises(ValueError, match="second is given bytes of first"),
        GgufWriter(tmp_path / "a", {}, planned) as writer,
    ):
        writer.append("second", bytes(8))
    with (
        pytest.raises(ValueError, match="or more than planned"),
        GgufWriter(tmp_path / "b", {}, planned) as writer,
    ):
        writer.append("first", bytes(12))
    with (
        pytest.raises(ValueError, match="tensor first is incomplete"),
        GgufWriter(tmp_path / "c", {}, planned) as writer,
    ):
        writer.append("first", bytes(4))
