"""Whole and split GGUF files as one container."""

import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFWriter

from quantcert.containers.gguf.container import open_gguf
from quantcert.errors import CheckpointError, StoredValueError

ARRAYS = {
    name: np.random.default_rng(seed).standard_normal(shape).astype(dtype)
    for seed, (name, shape, dtype) in enumerate(
        [
            ("matrix", (6, 64), np.float32),
            ("half", (3, 32), np.float16),
            ("stack", (2, 3, 32), np.float32),
            ("vector", (5,), np.float32),
        ]
    )
}
BLOCKS = np.random.default_rng(9).integers(0, 60, (4, 34), dtype=np.uint8)  # Q8_0


def write(path: Path, tensors_of_a_part: int = 0) -> Path:
    """The arrays and a tensor of blocks, with the writer of the package `gguf`."""
    writer = GGUFWriter(path, "llama", split_max_tensors=tensors_of_a_part)
    writer.add_uint32("llama.block_count", 7)
    for name, array in ARRAYS.items():
        writer.add_tensor(name, array)
    writer.add_tensor("blocks", BLOCKS, raw_dtype=8)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def part(folder: Path, number: int, count: int = 3) -> Path:
    return folder / f"m-{number:05}-of-{count:05}.gguf"


def check(path: Path, files: int) -> None:
    container = open_gguf(path)
    assert container.names() == [*ARRAYS, "blocks"]
    assert len(container.weight_files()) == files
    assert container.head.integer("llama.block_count") == 7
    for name, array in ARRAYS.items():
        assert container.info(name).shape == array.shape
        assert np.array_equal(container.read(name), array)
        assert np.array_equal(container.read_rows(name, 1, 2), array[1:2])
        assert np.array_equal(container.elements(name, 2, 5), array.flat[2:5])
        assert container.sha256(name) == sha256(array.tobytes()).hexdigest()
    assert np.array_equal(container.read_rows("stack", 1, 3, (1,)), ARRAYS["stack"][1, 1:])
    assert np.array_equal(container.row_bytes("blocks", 1, 3), BLOCKS[1:3])
    assert np.array_equal(
        container.row_bytes("stack", 2, 5), ARRAYS["stack"].reshape(6, 32)[2:5].view(np.uint8)
    )
    assert (container.info("blocks").dtype, container.info("blocks").shape) == ("Q8_0", (4, 32))
    assert container.sha256("blocks") == sha256(BLOCKS.tobytes()).hexdigest()
    assert container.files() == {
        path.name: sha256(path.read_bytes()).hexdigest() for path in container.weight_files()
    }
    container.refuse_changed()


def test_a_whole_file_by_its_name_or_its_folder(tmp_path: Path) -> None:
    path = write(tmp_path / "m.gguf")
    check(path, 1)
    check(tmp_path, 1)


def test_a_split_file_by_any_part_or_its_folder(tmp_path: Path) -> None:
    write(tmp_path / "m.gguf", 2)
    for path in (tmp_path, part(tmp_path, 1), part(tmp_path, 3)):
        check(path, 3)


def test_what_is_not_there_and_what_is_no_numbers_is_refused(tmp_path: Path) -> None:
    container = open_gguf(write(tmp_path / "m.gguf"))
    assert "vector" in container
    assert "absent" not in container
    with pytest.raises(CheckpointError, match="has no tensor absent"):
        container.read("absent")
    with pytest.raises(CheckpointError, match="tensor blocks: its type Q8_0 is one of blocks"):
        container.read("blocks")
    with pytest.raises(IndexError, match=r"rows 3\.\.5 of tensor blocks of shape \(4, 32\)"):
        container.row_bytes("blocks", 3, 5)


def test_a_number_that_is_not_finite_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "m.gguf")
    offset = open_gguf(path).info("matrix").offset + 4 * 65
    data = bytearray(path.read_bytes())
    data[offset : offset + 4] = np.float32("nan").tobytes()
    path.write_bytes(data)
    with pytest.raises(StoredValueError, match=r"tensor matrix: element \[1, 1\] is nan"):
        open_gguf(path).read("matrix")


def test_a_change_is_noticed(tmp_path: Path) -> None:
    path = write(tmp_path / "m.gguf")
    container = open_gguf(path)
    path.write_bytes(path.read_bytes())
    with pytest.raises(CheckpointError, match="was changed while it was read"):
        container.refuse_changed()


def test_a_folder_must_hold_one_model(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"holds no \.gguf file"):
        open_gguf(tmp_path)
    write(tmp_path / "m.gguf", 2)
    write(tmp_path / "other.gguf")
    with pytest.raises(
        CheckpointError, match=r"holds m-00001-of-00003\.gguf and other\.gguf; give"
    ):
        open_gguf(tmp_path)


def test_parts_that_are_missing_or_of_another_file_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "m.gguf", 2)
    shutil.copy(part(tmp_path, 3), part(tmp_path, 2))
    with pytest.raises(
        CheckpointError, match=r"00002.*: is part 2 \(from 0\) of .* 3, by its name"
    ):
        open_gguf(tmp_path)
    part(tmp_path, 2).unlink()
    with pytest.raises(CheckpointError, match=r"00002.*: cannot be read: No such file"):
        open_gguf(tmp_path)


def test_a_tensor_in_two_parts_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "m.gguf", 2)
    second = part(tmp_path, 2)
    second.write_bytes(second.read_bytes().replace(b"vector", b"matrix"))
    with pytest.raises(CheckpointError, match=r"00002.*: tensor matrix is in m-00001-of-00003"):
        open_gguf(tmp_path)


def test_the_number_of_tensors_is_compared(tmp_path: Path) -> None:
    write(tmp_path / "m.gguf", 2)
    first = part(tmp_path, 1)
    key = b"split.tensors.count"
    data = bytearray(first.read_bytes())
    place = data.index(key) + len(key) + 4
    data[place] += 1
    first.write_bytes(data)
    with pytest.raises(CheckpointError, match=r"split\.tensors\.count is 6, the parts hold 5"):
        open_gguf(tmp_path)


def test_a_part_under_the_name_of_a_whole_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "m.gguf", 2)
    part(tmp_path, 2).rename(tmp_path / "whole.gguf")
    with pytest.raises(CheckpointError, match=r"is part 1 .* into 3, by its name part 0 of 1"):
        open_gguf(tmp_path / "whole.gguf")
