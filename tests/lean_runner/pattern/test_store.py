"""Patterns that are kept between runs, and files that are not what was kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quantcert.lean.pattern.store import KeptPattern, PatternStore

PATTERN = KeptPattern((0, 1, 0), b"olean\ncontent")


def file(folder: Path) -> Path:
    (found,) = folder.glob("*/*")
    return found


def test_what_is_kept_is_found_until_something_finer_is_kept(tmp_path: Path) -> None:
    store = PatternStore(tmp_path, "library")
    key = store.key("def", ["required"], proofs=True)
    assert store.find(key) is None
    for found in (PATTERN, KeptPattern((0, 1, 2), b"other")):
        store.keep(key, found)
        assert PatternStore(tmp_path, "library").find(key) == found
        assert file(tmp_path).name == f"{key}.pattern"


def test_the_key_depends_on_everything(tmp_path: Path) -> None:
    keys = [
        PatternStore(tmp_path, library).key(text, required, proofs=proofs)
        for library in "ab"
        for text in "cd"
        for required in ((), ("e",))
        for proofs in (True, False)
    ]
    assert len(set(keys)) == len(keys) == 16


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"[0, 1, 0]", b"[0, 0, 0]"),
        (b"[0, 1, 0]", b"0"),
        (b"content", b"another"),
        (b"classes", b"others"),
        (b"{", b"<"),
    ],
)
def test_an_altered_file_counts_as_absent(tmp_path: Path, old: bytes, new: bytes) -> None:
    store = PatternStore(tmp_path, "library")
    store.keep("abc", PATTERN)
    content = file(tmp_path).read_bytes()
    assert old in content
    file(tmp_path).write_bytes(content.replace(old, new, 1))
    assert store.find("abc") is None


def test_a_file_under_another_key_counts_as_absent(tmp_path: Path) -> None:
    store = PatternStore(tmp_path, "library")
    store.keep("abc", PATTERN)
    shutil.copyfile(file(tmp_path), tmp_path / "ab" / "abd.pattern")
    assert store.find("abd") is None


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = PatternStore(tmp_path / "file", "library")
    store.keep("abc", PATTERN)
    assert store.find("abc") is None
