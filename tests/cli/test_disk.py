"""Full disks, lost files, killed processes: exit code 2, one line, old results kept."""

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from quantcert.lean import DataModule, write_data_module
from quantcert.lean.process.calls import Replay
from quantcert.lean.process.run import Limits, Run
from quantcert.lean.process.runners import RunnerPool
from tests.support.disk import largest_file
from tests.support.small_models import SmallModel, verify

Patch = pytest.MonkeyPatch


def refused(model: SmallModel, out: Path) -> str:
    """The one line of a run that could not be done, and that leaves the old folder as it was."""
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    result = verify(model.quantized, "--base", model.original, "--out", out, "--quiet")
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert [*out.parent.iterdir()] == [out]
    return line


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: Patch) -> None:
    """No results of earlier runs."""
    monkeypatch.setattr("quantcert.lean.check.store.cache_root", lambda: tmp_path / "cache")


@pytest.fixture
def out(model: SmallModel, tmp_path: Path) -> Path:
    """A folder that an earlier run wrote for the same checkpoint."""
    folder = tmp_path / "outputs" / "out"
    result = verify(model.quantized, "--base", model.original, "--out", folder)
    assert result.exit_code == 0, result.output
    return folder


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("file", ["certificate.json", "report.html"])
def test_outputs_that_do_not_fit_leave_the_old_ones(
    out: Path, model: SmallModel, file: str
) -> None:
    with largest_file((out / file).stat().st_size - 1):
        assert "cannot be written: File too large" in refused(model, out)


def test_literals_that_do_not_fit_end_the_run(out: Path, model: SmallModel) -> None:
    with largest_file(1000):
        assert "Part000.olean: File too large" in refused(model, out)


@pytest.mark.usefixtures("fresh")
def test_what_lean_cannot_write_is_no_verdict(out: Path, model: SmallModel, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "cache")
    with largest_file(30000):
        line = refused(model, out)
    assert "Lean could not do its work: failed to write" in line


def test_a_lost_folder_of_literals_ends_the_run(
    out: Path, model: SmallModel, monkeypatch: Patch
) -> None:
    def write(folder: Path, name: str, *arguments: Any) -> DataModule:
        made = write_data_module(folder, name, *arguments)
        shutil.rmtree(folder)
        return made

    monkeypatch.setattr("quantcert.run.weight_checks.write_data_module", write)
    assert "Data/" in refused(model, out)


@pytest.mark.usefixtures("fresh")
def test_a_compiled_module_that_is_lost_is_not_refuted(
    out: Path, model: SmallModel, tmp_path: Path, monkeypatch: Patch
) -> None:
    original = RunnerPool.replay

    def replay(self: RunnerPool, request: Replay, limits: Limits) -> Run:
        request.new[-1].unlink(missing_ok=True)
        return original(self, request, limits)

    shutil.rmtree(tmp_path / "cache")
    monkeypatch.setattr(RunnerPool, "replay", replay)
    assert ".olean: No such file or directory" in refused(model, out)


@pytest.mark.usefixtures("fresh")
def test_a_killed_process_ends_the_run(
    out: Path, model: SmallModel, monkeypatch: Patch, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "cache")
    killed: set[int] = set()

    def kill(pid: int, *_: object) -> None:
        if pid not in killed:
            killed.add(pid)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    monkeypatch.setattr("quantcert.lean.process.forking._POLL_SECONDS", 0.001)
    monkeypatch.setattr("quantcert.lean.process.forking.limit_reached", kill)
    assert "Lean could not do its work: ended by SIGKILL" in refused(model, out)
