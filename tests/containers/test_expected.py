"""Files at hand are compared with digests: folders, files, files side by side."""

import hashlib
from pathlib import Path

import pytest

from quantcert.containers.expected import other_files

CONTENT = {"config.json": b"{}", "model.safetensors": b"weights"}
EXPECTED = {name: hashlib.sha256(content).hexdigest() for name, content in CONTENT.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in CONTENT.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_the_same_files_are_right(folder: Path) -> None:
    assert list(other_files(EXPECTED, folder)) == []
    assert list(other_files(EXPECTED, folder / "model.safetensors")) == []


def test_a_changed_a_missing_and_a_file_outside_are_told(folder: Path) -> None:
    (folder / "config.json").write_bytes(b"{ }")
    (folder / "model.safetensors").unlink()
    changed, missing, outside = other_files({**EXPECTED, "../key.pem": "0"}, folder)
    assert changed.startswith(f"{folder / 'config.json'}: has SHA-256 ")
    assert changed.endswith(f"expected: {EXPECTED['config.json']}")
    assert missing == f"{folder / 'model.safetensors'}: is missing"
    assert outside == f"../key.pem: is not in {folder}"


def test_a_name_that_no_file_has_is_told(folder: Path) -> None:
    (line,) = other_files({"a\0b": "0"}, folder)
    assert line == f"a\0b: is not in {folder}"


def test_a_file_must_be_among_them(folder: Path) -> None:
    (folder / "other.gguf").write_bytes(b"GGUF")
    (line,) = other_files(EXPECTED, folder / "other.gguf")
    assert line.endswith("is not one of config.json, model.safetensors")
