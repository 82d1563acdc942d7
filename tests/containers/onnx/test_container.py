"""ONNX files are read strictly: what is cut off, overlong or misplaced is named."""

import hashlib

import numpy as np
import pytest

from quantcert.containers.onnx.container import open_onnx
from quantcert.errors import CheckpointError, StoredValueError
from tests.support.foreign import FORMATS
from tests.support.onnx_files import field, model, tensor, varint

GOLDEN = FORMATS / "onnx" / "goldens" / "dequantized.onnx"


def written(tmp_path, content):
    path = tmp_path / "m.onnx"
    path.write_bytes(content)
    return path


FOUR = np.array([1, 2, 3, 4], np.float32)


def external(**entries):
    pairs = {"location": "w.bin", "offset": "4", "length": "16"} | entries
    made = (field(1, k.encode()) + field(2, v.encode()) for k, v in pairs.items() if v is not None)
    return tensor(more=b"".join(field(13, entry) for entry in made))


def test_raw_typed_and_external_tensors_are_read(tmp_path):
    (tmp_path / "w.bin").write_bytes(b"head" + FOUR.tobytes())
    packed = b"".join(field(4, FOUR.tobytes()) for _ in range(1))
    integers = field(5, b"".join(map(varint, [1, 2, (1 << 64) - 1, 3])))
    path = written(
        tmp_path,
        model(
            tensor(b"raw", raw=FOUR.tobytes()),
            tensor(b"typed", more=packed),
            tensor(b"small", kind=3, more=integers),
            external().replace(b"B\x01w", b"B\x01e"),
        ),
    )
    container = open_onnx(path)
    for name in ("raw", "typed", "e"):
        np.testing.assert_array_equal(container.read(name), FOUR.reshape(2, 2))
        np.testing.assert_array_equal(container.read_rows(name, 1, 2), [[3, 4]])
        np.testing.assert_array_equal(container.block(name, (0, 2), (1, 2)), [[2], [4]])
        assert container.elements(name, 1, 3).tolist() == [2, 3]
        assert container.sha256(name) == hashlib.sha256(FOUR.tobytes()).hexdigest()
    assert container.read("small").tolist() == [[1, 2], [-1, 3]]
    assert list(container.files()) == ["m.onnx", "w.bin"]
    assert container.names() == ["raw", "typed", "small", "e"]
    with pytest.raises(CheckpointError, match="has no tensor x"):
        container.info("x")
    for rows in ((1, 3), (-1, 1), (2, 1)):
        with pytest.raises(IndexError):
            container.read_rows("raw", *rows)


def test_numbers_that_are_not_finite_are_named(tmp_path):
    values = FOUR.copy()
    values[2] = np.nan
    container = open_onnx(written(tmp_path, model(tensor(raw=values.tobytes()))))
    with pytest.raises(StoredValueError, match=r"element \[1, 0\] is nan"):
        container.read("w")


RAW = FOUR.tobytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"version https://git-lfs", "Git LFS"),
        (b"\x08\x07", "holds 0 graphs"),
        (model() * 2, "holds 2 graphs"),
        (field(7, 1), "holds 1 graphs"),
        (model(tensor(raw=RAW))[:-3], "ends after its message"),
        (field(7, b"\x2a\x7f"), "a field of 127 bytes ends after its message"),
        (field(7, b"\x2b"), "a field of type 3"),
        (b"\x3a" + b"\xff" * 12, "a number does not end"),
        (field(7, field(5, field(8, b"\xff"))), "not valid UTF-8"),
        (field(7, field(5, field(8, 3))), "a text was expected"),
        (field(7, field(5, field(1, b"\xff"))), "a number does not end"),
        (model(tensor(raw=RAW), tensor(raw=RAW)), "tensor w is stored twice"),
        (model(tensor(raw=RAW, kind=14)), "its type 14 is not supported"),
        (model(tensor(raw=RAW, kind=b"\x01\x01")), "its type 0 is not supported"),
        (model(tensor(raw=RAW[:-1])), r"15 bytes are stored, shape \[2, 2\] of F32 takes 16"),
        (model(tensor(raw=RAW, dims=(2, (1 << 64) - 2))), "is not a list of extents"),
        (model(tensor(raw=RAW, dims=(1,) * 17)), "is not a list of extents"),
        (model(tensor()), "0 bytes of numbers are stored"),
        (model(external(location="../w.bin")), "not the name of a file beside the model"),
        (model(external(location="..")), "not the name of a file beside the model"),
        (model(external(location="x.bin")), "cannot be read"),
        (model(external(offset="-1")), "are not numbers"),
        (model(external(offset="5")), "of its 20 bytes"),
        (model(external(length="15")), "must be 16 of its"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path, content, words):
    (tmp_path / "w.bin").write_bytes(b"head" + RAW)
    with pytest.raises(CheckpointError, match=words):
        open_onnx(written(tmp_path, content))


def test_no_cut_of_a_real_file_is_accepted(tmp_path):
    whole = GOLDEN.read_bytes()
    names = open_onnx(GOLDEN).names()
    for length in range(1, len(whole), 7):
        path = written(tmp_path, whole[:length])
        try:
            found = open_onnx(path).names()
        except CheckpointError:
            continue
        assert found == names, length  # only what follows the graph is missing


def test_a_file_that_was_changed_is_refused(tmp_path):
    path = written(tmp_path, model(tensor(raw=RAW)))
    container = open_onnx(path)
    container.refuse_changed()
    path.write_bytes(path.read_bytes() + b"\x08\x07")
    with pytest.raises(CheckpointError, match="was changed"):
        container.refuse_changed()
