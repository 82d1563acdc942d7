"""Outputs appear whole or not at all."""

from pathlib import Path

import pytest

from quantcert.errors import OutputError
from quantcert.outputs import (
    MARKER,
    check_apart,
    check_new,
    check_replaceable,
    check_writable,
    default_folder,
    staged_file,
    staged_folder,
    write_marker,
    write_text,
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_staged_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "new" / "a.bin"
    with staged_file(file) as staged:
        staged.write_bytes(b"one")
    with pytest.raises(TypeError), staged_file(file) as staged:
        staged.joinpath(staged.write_bytes(b"two"))
    assert file.read_bytes() == b"one"
    assert names(file.parent) == ["a.bin"]
    with pytest.raises(OutputError, match="cannot be written"), staged_file(file):
        pass


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


def test_a_file_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    check_writable(tmp_path / "new" / "a.txt")
    assert names(tmp_path / "new") == []
    (tmp_path / "file").write_text("")
    check_writable(tmp_path / "file")
    places = {tmp_path / "file" / "a": "cannot be written", tmp_path: "not a file"}
    if Path("/proc").exists():  # a folder in which not even root can make a file
        places[Path("/proc/a")] = "cannot be written"
    for place, words in places.items():
        with pytest.raises(OutputError, match=words):
            check_writable(place)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "models" / "m"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    return folder


def made(target: Path, source: Path) -> Path:
    with staged_folder(target) as staging:
        (staging / "report").write_text("old")
        write_marker(staging, source)
    return target


def test_an_output_for_the_same_input_may_be_replaced(tmp_path: Path, source: Path) -> None:
    target = made(tmp_path / "out", source)
    check_replaceable(target, source, [source])
    assert (target / "report").read_text() == "old"
    assert names(tmp_path) == ["models", "out"]


def test_an_output_for_another_input_is_kept(tmp_path: Path, source: Path) -> None:
    target = made(tmp_path / "out", source)
    with pytest.raises(OutputError, match="the output for another input"):
        check_replaceable(target, source.parent, [])


@pytest.mark.parametrize("marker", [None, "{", "[]", '{"made_for": 1}'])
def test_a_folder_of_somebody_else_is_kept(
    tmp_path: Path, source: Path, marker: str | None
) -> None:
    target = tmp_path / "thesis"
    target.mkdir()
    (target / "chapter").write_text("one")
    if marker is not None:
        (target / MARKER).write_text(marker)
    with pytest.raises(OutputError, match="not an output of this tool"):
        check_replaceable(target, source, [])


@pytest.mark.parametrize("place", [".", "..", "../.."])
def test_an_input_and_its_parents_are_kept(source: Path, place: str) -> None:
    with pytest.raises(OutputError, match="must not be replaced"):
        check_replaceable(source / place, source, [source])


def test_the_current_folder_is_kept(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = made(tmp_path / "out", source)
    monkeypatch.chdir(target)
    with pytest.raises(OutputError, match="must not be replaced"):
        check_replaceable(Path(), source, [])


def test_a_file_and_a_link_are_no_folders(tmp_path: Path, source: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(made(tmp_path / "out", source))
    for name in ("file", "link"):
        with pytest.raises(OutputError, match="not a folder"):
            check_replaceable(tmp_path / name, source, [])


def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    tmp_path: Path, source: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        check_replaceable(tmp_path / "file" / "out", source, [])


def test_two_models_of_one_name_have_default_folders_of_their_own(
    tmp_path: Path, source: Path
) -> None:
    other = tmp_path / "more" / "m"
    other.mkdir(parents=True)
    assert default_folder(tmp_path / "out", source) == tmp_path / "out" / "m"
    made(tmp_path / "out" / "m", source)
    assert default_folder(tmp_path / "out", source) == tmp_path / "out" / "m"
    assert default_folder(tmp_path / "out", other).name.startswith("m-")
    check_replaceable(default_folder(tmp_path / "out", other), other, [other])


def test_two_outputs_in_one_place_are_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "a")
    check_apart(tmp_path / "a", None, tmp_path / "ab", None)
    for other in ("a", "b/../a", "a/b", "link", "link/b", "."):
        with pytest.raises(OutputError, match="two outputs in one place"):
            check_apart(tmp_path / "a", None, tmp_path / other)


def test_a_new_place_lies_outside_of_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    for inside in (tmp_path / "a", tmp_path / "a" / "b", tmp_path / "link" / "b"):
        with pytest.raises(OutputError, match=r"must lie outside .*a, which is read"):
            check_new(inside, tmp_path / "ab", tmp_path / "a")
    check_new(tmp_path / "ab", tmp_path / "a")
    check_new(tmp_path / "a")


def test_a_place_that_is_taken_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    for taken in (tmp_path, tmp_path / "file", tmp_path / "dangling"):
        with pytest.raises(OutputError, match="exists and is no empty folder"):
            check_new(taken)
