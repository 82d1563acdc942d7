import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from quantcert.scratch import scratch_folder

OWNER = "import sys; from quantcert.scratch import *; print(scratch_folder(Path(sys.argv[1])))"


def owned_by_another(place: Path, then: str) -> tuple[subprocess.Popen[str], Path]:
    code = f"{OWNER}; sys.stdout.flush(); {then}"
    owner = subprocess.Popen([sys.executable, "-c", code, str(place)], stdout=-1, text=True)
    assert owner.stdout is not None
    folder = Path(owner.stdout.readline().strip())
    (folder / "literal").write_text("x")
    return owner, folder


def test_what_a_killed_process_left_is_deleted_and_what_a_living_one_has_is_kept(
    tmp_path: Path,
) -> None:
    killed, _left = owned_by_another(tmp_path, "import time; time.sleep(60)")
    living, kept = owned_by_another(tmp_path, "sys.stdin.read()")
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    own = scratch_folder(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([kept, own])
    living.kill()
    for process in (killed, living):
        process.communicate()


def test_a_number_that_was_given_to_another_process_does_not_save_a_folder(tmp_path: Path) -> None:
    stale = tmp_path / f"quantcert-{os.getpid()}-1-abc"
    stale.mkdir()
    scratch_folder(tmp_path)
    assert not stale.exists()


def test_folders_of_others_are_not_touched(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    foreign = tmp_path / "quantcert-notes-of-mine"
    foreign.mkdir()
    assert scratch_folder().parent == tmp_path
    assert foreign.exists()
