"""The tensors of a GGUF file fill it, one after the other."""

import struct
from pathlib import Path

import pytest

from quantcert.containers.gguf.file import GgufFile
from quantcert.errors import CheckpointError

_UINT16, _UINT32 = 2, 4


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def write(
    path: Path,
    offsets: tuple[int, ...] = (0, 32),
    alignment: int = 32,
    tail: bytes = b"",
    entries: tuple[tuple[str, int], ...] = (),
) -> Path:
    """Two tensors of eight float32 numbers at these places of the data."""
    numbers = (("general.alignment", alignment), *entries)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(offsets), len(numbers))
    head += b"".join(text(key) + struct.pack("<II", _UINT32, value) for key, value in numbers)
    for index, offset in enumerate(offsets):
        head += text(f"t{index}") + struct.pack("<IQIQ", 1, 8, 0, offset)
    head += bytes(-len(head) % alignment) if alignment else b""
    path.write_bytes(head + bytes(64) + tail)
    return path


@pytest.mark.parametrize("alignment", [8, 16, 32])
def test_tensors_one_after_the_other_pass(tmp_path: Path, alignment: int) -> None:
    file = GgufFile(write(tmp_path / "m", alignment=alignment))
    assert [file.read(name).tolist() for name in file.names()] == [[0.0] * 8] * 2


@pytest.mark.parametrize("offsets", [(0, 0), (0, 4), (0, 33), (32, 0, 32), (0, 64), (32, 64)])
def test_overlapping_misaligned_and_missing_bytes_are_refused(
    tmp_path: Path, offsets: tuple[int, ...]
) -> None:
    with pytest.raises(CheckpointError, match=r"tensor t\d: begins at byte \d+ of the data, must"):
        GgufFile(write(tmp_path / "m", offsets, tail=bytes(64)))


def test_an_alignment_that_is_no_power_of_two_is_refused(tmp_path: Path) -> None:
    for alignment in (0, 7, 48):
        with pytest.raises(CheckpointError, match=f"{alignment}, must be a power of two"):
            GgufFile(write(tmp_path / "m", alignment=alignment))


def test_bytes_after_the_last_tensor_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="1000 bytes after the last tensor belong to none"):
        GgufFile(write(tmp_path / "m", tail=bytes(1000)))


def test_one_part_of_a_split_file_says_so(tmp_path: Path) -> None:
    parts = (("split.no", 1), ("split.count", 3))
    with pytest.raises(CheckpointError, match=r"is part 1 \(from 0\) of a file .* split into 3"):
        GgufFile(write(tmp_path / "m", entries=parts))
    GgufFile(write(tmp_path / "m", entries=(("split.no", 0), ("split.count", 1))))
