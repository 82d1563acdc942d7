"""Folders of literals: where they lie, and that nothing is left of them."""

import os
import shutil
import tempfile
from collections import namedtuple
from pathlib import Path

import pytest

from quantcert.run import literal_folder
from quantcert.run.literal_folder import LiteralFolder

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Shared memory and temporary files of this test, with 1,000 bytes free in each."""
    for name in ("memory", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(literal_folder, "_SHARED_MEMORY", tmp_path / "memory")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))

    def usage(place: Path) -> Usage:
        if not place.exists():
            raise FileNotFoundError(place)
        return Usage(2000, 1000, 1000)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    return tmp_path


def test_nothing_is_made_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literal_folder, "scratch_folder", lambda *_: pytest.fail("made"))
    LiteralFolder(10).close()


@pytest.mark.parametrize(("size", "place"), [(249, "memory"), (250, "temporary")])
def test_a_quarter_of_the_free_memory_is_too_much(disk: Path, size: int, place: str) -> None:
    folder = LiteralFolder(size)
    assert folder.path.parent == disk / place
    assert folder.path == folder.path
    (folder.path / "Data").mkdir()
    folder.close()
    assert [*(disk / place).iterdir()] == []


@pytest.mark.parametrize(("size", "fits"), [(499, True), (500, False)])
def test_half_of_what_is_free_does_not_fit(size: int, fits: bool) -> None:
    assert LiteralFolder(size).fits is fits


def test_without_shared_memory(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literal_folder, "_SHARED_MEMORY", disk / "none")
    assert LiteralFolder(1).path.parent == disk / "temporary"


@pytest.mark.parametrize("size", [1, 250])
def test_what_a_killed_run_left_in_shared_memory_goes_before_room_is_measured(
    disk: Path, size: int
) -> None:
    stale = disk / "memory" / f"quantcert-{os.getpid()}-1-left"
    stale.mkdir()
    folder = LiteralFolder(size)
    assert folder.path.exists()
    assert not stale.exists()


@pytest.mark.parametrize("place", ["memory", "temporary"])
def test_folders_are_named_after_their_owner(disk: Path, place: str) -> None:
    folder = LiteralFolder(1 if place == "memory" else 250)
    assert folder.path.parent == disk / place
    assert folder.path.name.startswith(f"quantcert-{os.getpid()}-")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc")
def test_shared_memory_that_cannot_be_written_is_passed_by(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even root can make a folder there."""
    monkeypatch.setattr(literal_folder, "_SHARED_MEMORY", Path("/proc"))
    folder = LiteralFolder(1)
    assert folder.path.parent == disk / "temporary"
    folder.close()
    assert [*(disk / "temporary").iterdir()] == []
