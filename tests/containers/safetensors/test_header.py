import json
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open

from quantcert.containers import read_header
from quantcert.errors import CheckpointError
from tests.support.checkpoints import edit_header, join_file, split_file, weights, write_checkpoint


@pytest.fixture
def file(tmp_path):
    tensors = {
        "a": weights(3, 4),
        "b": np.arange(5, dtype=np.int64),
        "c": np.zeros((0, 2), np.float16),
    }
    return write_checkpoint(tmp_path, tensors) / "model.safetensors"


def test_the_header_says_what_the_library_says(file):
    infos = {info.name: info for info in read_header(file)}
    raw = file.read_bytes()
    with safe_open(file, framework="np") as library:
        assert set(infos) == set(library.keys())
        for name, info in infos.items():
            tensor = library.get_tensor(name)
            assert info.shape == tensor.shape
            assert raw[info.offset : info.offset + info.nbytes] == tensor.tobytes()
    assert {name: info.dtype for name, info in infos.items()} == {
        "a": "F32",
        "b": "I64",
        "c": "F16",
    }


def refused(file, *parts: str) -> None:
    """The header is refused with a message that names the file and holds all parts."""
    with pytest.raises(CheckpointError) as caught:
        read_header(file)
    for part in (str(file), *parts):
        assert part in str(caught.value)


def set_entry(name: str, **fields):
    return lambda header: header[name].update(fields)


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (set_entry("a", dtype="F16"), ["tensor a", "[40, 88]", "span 48 bytes", "F16 takes 24"]),
        (set_entry("a", dtype="F33"), ["tensor a", "dtype 'F33' is not known", "BF16"]),
        (set_entry("a", dtype=["F32"]), ["tensor a", "dtype ['F32'] is not known"]),
        (set_entry("a", shape=[3, 5]), ["tensor a", "span 48 bytes", "[3, 5] of F32 takes 60"]),
        (set_entry("a", shape=[3, -4]), ["tensor a", "shape [3, -4]", "integers >= 0"]),
        (set_entry("a", shape=[3.0, 4]), ["tensor a", "shape [3.0, 4]", "integers >= 0"]),
        (set_entry("a", shape=[True, 12]), ["tensor a", "shape [True, 12]", "integers >= 0"]),
        (set_entry("a", shape="34"), ["tensor a", "shape '34'", "integers >= 0"]),
        (set_entry("a", data_offsets=[88, 40]), ["tensor a", "[88, 40] are not [begin, end]"]),
        (set_entry("a", data_offsets=[40]), ["tensor a", "[40] are not [begin, end]"]),
        (set_entry("a", data_offsets=[-8, 40]), ["tensor a", "[-8, 40] are not [begin, end]"]),
        (set_entry("a", data_offsets=[0, 48]), ["overlaps the tensor before it"]),
        (set_entry("a", data_offsets=[44, 92]), ["tensor a", "begins at byte 44", "a hole after"]),
        (set_entry("a", shape=[3, 4, 10**9], data_offsets=[40, 40 + 48 * 10**9]),
         ["tensor a", "truncated: it ends at byte 480000"]),
        (lambda header: header.update(__metadata__={"x": 1}), ["__metadata__ must be an object"]),
        (lambda header: header.pop("a"), ["begins at byte", "leaves a hole after"]),
        (lambda header: header["a"].pop("shape"), ["tensor a", "dtype, shape and data_offsets"]),
        (set_entry("a", extra=1), ["tensor a", "dtype, shape and data_offsets alone"]),
        (lambda header: header.update(a=[1]), ["tensor a", "dtype, shape and data_offsets"]),
    ],
)  # fmt: skip
def test_a_header_that_lies_is_refused(file, change, parts):
    edit_header(file, change)
    refused(file, *parts)


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        (b"[]", ["the header is a list, not an object"]),
        (b'{"a": }', ["not valid JSON"]),
        (b'{"a": NaN}', ["not valid JSON", "the number NaN is not allowed"]),
        (b'{"a": 1, "a": 2}', ["not valid JSON", "the key 'a' occurs twice"]),
        (b'{"\xff": 1}', ["not valid JSON"]),
        (b"[" * 100_000, ["not valid JSON"]),
    ],
)
def test_a_header_that_is_no_json_object_is_refused(file, header, parts):
    join_file(file, header, b"")
    refused(file, *parts)


def test_a_truncated_file_is_refused_wherever_it_ends(file):
    raw = file.read_bytes()
    for size in range(len(raw)):
        file.write_bytes(raw[:size])
        refused(file)
    file.write_bytes(raw[:-1])
    refused(file, "tensor a", "truncated: it ends at byte", f"the file has {len(raw) - 1}")
    file.write_bytes(raw[:5])
    refused(file, "truncated: 5 bytes")


def test_bytes_after_the_last_tensor_are_refused(file):
    file.write_bytes(file.read_bytes() + b"\0")
    refused(file, "1 bytes after the last tensor belong to no tensor")


@pytest.mark.parametrize("length", [0, 1, 10**6, 2**63, 2**64 - 1])
def test_a_header_length_that_the_file_cannot_hold_is_refused(file, length):
    raw = file.read_bytes()
    file.write_bytes(length.to_bytes(8, "little") + raw[8:])
    refused(file, f"header length {length} is not in 2..{len(raw) - 8}")


def test_a_missing_file_is_refused(tmp_path):
    refused(tmp_path / "none.safetensors", "cannot be read: No such file")


@given(st.data())
def test_no_damage_to_a_header_is_met_with_anything_but_a_clear_error(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("c") / "model.safetensors"
    header = {"x": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}
    text = bytearray(json.dumps(header).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(32, 126))
    join_file(file, bytes(text), bytes(8))
    with suppress(CheckpointError):
        assert sum(info.nbytes for info in read_header(file)) == 8


def test_metadata_is_no_tensor(file):
    header, data = split_file(file)
    join_file(file, {"__metadata__": {"format": "pt"}, **header}, data)
    assert "__metadata__" not in [info.name for info in read_header(file)]
