"""Outputs appear whole or not at all."""

from pathlib import Path

import pytest

from quantcert.errors import OutputError
from quantcert.outputs import staged_folder, write_text


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_text_is_written_and_replaced(tmp_path: Path) -> None:
    file = tmp_path / "new" / "a.txt"
    write_text(file, "one")
    write_text(file, "two")
    assert file.read_text() == "two"
    assert names(file.parent) == ["a.txt"]


def test_a_folder_replaces_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for text in ("one", "two"):
        with staged_folder(target) as staging:
            (staging / text).write_text(text)
    assert names(target) == ["two"]
    assert names(tmp_path) == ["out"]


def test_a_failed_block_leaves_the_old_folder(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with staged_folder(target) as staging:
        (staging / "old").write_text("old")

    def fail() -> None:
        with staged_folder(target) as staging:
            (staging / "half").write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert names(target) == ["old"]
    assert names(tmp_path) == ["out"]


def test_an_unwritable_place_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_text(tmp_path / "file" / "a.txt", "")
    with (
        pytest.raises(OutputError, match="cannot be written"),
        staged_folder(tmp_path / "file" / "out"),
    ):
        pass
