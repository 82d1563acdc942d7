"""Files that are no GGUF, cut off or damaged: an error that names the file, never a crash."""

import struct
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFWriter

from quantcert.containers.gguf.file import GgufFile
from quantcert.containers.gguf.header import read_gguf_header
from quantcert.convert import convert_gguf
from quantcert.errors import CheckpointError
from tests.support.gguf_files import TOKENS, tensors, write_gguf


def refusal(action: Callable[[], object]) -> str | None:
    """The message of a refusal, None if there is none."""
    try:
        action()
    except CheckpointError as error:
        return str(error)
    return None


@pytest.mark.parametrize("content", [b"GGUF", b"PK\3\4" + bytes(50), bytes(1000)])
def test_no_gguf(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m").write_bytes(content)
    with pytest.raises(CheckpointError, match="/m: not a valid GGUF file: "):
        GgufFile(tmp_path / "m")


def test_no_file(tmp_path: Path) -> None:
    for path, message in ((tmp_path, "Is a directory"), (tmp_path / "absent", "No such file")):
        with pytest.raises(CheckpointError, match=f"cannot be read: {message}"):
            GgufFile(path)


def test_missing_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = GgufFile(write_gguf(tmp_path / "m", kind=GGMLQuantizationType.Q8_0))
    monkeypatch.setitem(sys.modules, "gguf", None)
    with pytest.raises(CheckpointError, match=r"Q8_0, is missing: pip .* 'quantcert\[evaluate\]'"):
        file.read("blk.0.ffn_down.weight")


def test_metadata(tmp_path: Path) -> None:
    def add_all(writer) -> None:
        for number, kind in (
            (-1, "int8"),
            (-300, "int16"),
            (-70000, "int32"),
            (-(1 << 40), "int64"),
        ):
            getattr(writer, f"add_{kind}")(kind, number)
        for number, kind in ((255, "uint8"), (65535, "uint16"), (1 << 63, "uint64")):
            getattr(writer, f"add_{kind}")(kind, number)
        writer.add_float64("float64", 0.1)
        writer.add_bool("bool", True)
        writer.add_array("numbers", [1, 2, 3])

    found = read_gguf_header(write_gguf(tmp_path / "m", metadata=add_all)).metadata
    assert [found[f"int{bits}"] for bits in (8, 16, 32, 64)] == [-1, -300, -70000, -(1 << 40)]
    assert [found[f"uint{bits}"] for bits in (8, 16, 64)] == [255, 65535, 1 << 63]
    assert (found["float64"], found["bool"], found["numbers"]) == (0.1, True, [1, 2, 3])
    assert found["tokenizer.ggml.tokens"] == TOKENS


def small(*parts: bytes, tensors: int = 0, entries: int = 1) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, tensors, entries) + b"".join(parts)


def named(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "version 50331648, must be 2 or 3"),
        (small(named(b"k"), struct.pack("<I", 13)), "metadata of type 13 is not known"),
        (small(named(b"k"), struct.pack("<IIQ", 9, 9, 1)), "metadata of type 9 is not known"),
        (small(named(b"k"), struct.pack("<IIQ", 9, 4, 1 << 60)), "is longer than the file"),
        (small(named(b"k"), struct.pack("<IIQ", 9, 8, 1 << 60)), "is longer than the file"),
        (small(struct.pack("<Q", 1 << 62)), "the header is cut off"),
        (small(named(b"\xff")), "invalid start byte"),
        (small(2 * (named(b"k") + struct.pack("<IB", 0, 1)), entries=2), "k occurs twice"),
        (small(named(b"t"), struct.pack("<I", 5), tensors=1, entries=0), "t: 5 axes, must be 1"),
        (small(named(b"t"), struct.pack("<IQIQ", 1, 0, 0, 0), tensors=1, entries=0), "length 0"),
        (small(named(b"general.alignment"), struct.pack("<IB", 0, 0)), "must be a power of two"),
    ],
)
def test_malformed_header(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "m").write_bytes(content)
    with pytest.raises(CheckpointError, match=f"/m: not a valid GGUF file: .*{message}"):
        read_gguf_header(tmp_path / "m")


@pytest.mark.parametrize(
    ("extents", "kind", "message"),
    [
        ((8,), 99, "its type 99 is not known"),
        ((26,), 26, "type I32 cannot be decoded"),
        ((8,), 8, "8 columns do not divide into blocks of 32"),
        ((1 << 40, 1 << 20), 0, "its 4611686018427387904 bytes are not in the file"),
    ],
)
def test_bad_tensor(tmp_path: Path, extents: tuple[int, ...], kind: int, message: str) -> None:
    info = struct.pack(f"<I{len(extents)}QIQ", len(extents), *extents, kind, 0)
    (tmp_path / "m").write_bytes(
        small(named(b"t"), info, bytes(111 if kind == 26 else 99), tensors=1, entries=0)
    )
    with pytest.raises(CheckpointError, match=f"m: tensor t: {message}"):
        GgufFile(tmp_path / "m").read("t")


def test_cut_off(tmp_path: Path) -> None:
    """At any length: refused, and nothing is written."""
    data = write_gguf(tmp_path / "whole").read_bytes()
    for length in [*range(0, 2000, 197), len(data) // 2, len(data) - 40]:
        (tmp_path / "m").write_bytes(data[:length])
        assert refusal(lambda: convert_gguf(tmp_path / "m", tmp_path / "out")) is not None
        assert not (tmp_path / "out").exists()


def test_damaged(tmp_path: Path) -> None:
    """A byte of the header changed: converted, or refused in good order."""
    data = write_gguf(tmp_path / "whole", kind=GGMLQuantizationType.Q4_1).read_bytes()
    end = min(tensor.offset for tensor in read_gguf_header(tmp_path / "whole").tensors.values())
    rng = np.random.default_rng(1)
    refusals = 0
    for number, position in enumerate(rng.integers(0, end, 100)):
        spoiled = bytearray(data)
        spoiled[position] ^= int(rng.integers(1, 256))
        (tmp_path / "m").write_bytes(spoiled)
        out = tmp_path / str(number)
        message = refusal(lambda out=out: convert_gguf(tmp_path / "m", out))
        refusals += message is not None
        assert message is None or (str(tmp_path / "m") in message and not out.exists())
    assert refusals > 50


def test_tensors(tmp_path: Path) -> None:
    file = GgufFile(write_gguf(tmp_path / "m"))
    assert sorted(file.names()) == sorted(tensors())
    assert file.shape("blk.0.ffn_down.weight") == (32, 64)
    assert file.kind("blk.0.ffn_down.weight") == "F32"
    values = file.read("blk.0.ffn_down.weight")
    assert np.array_equal(values, tensors()["blk.0.ffn_down.weight"])
    with pytest.raises(CheckpointError, match="has no tensor absent"):
        file.read("absent")


def test_a_number_of_float32_is_read_as_the_shortest_decimal(tmp_path: Path) -> None:
    def add(writer: GGUFWriter) -> None:
        writer.add_float32("single", 0.1)
        writer.add_float64("double", 1 / 3)
        writer.add_float64("large", 1e300)

    file = GgufFile(write_gguf(tmp_path / "m", metadata=add))
    assert [file.number(key) for key in ("single", "double", "large")] == [0.1, 1 / 3, 1e300]
