"""A disk that is full, a temporary folder that is lost: exit code 2, one line, old results kept."""

import errno
import os
import shutil
from pathlib import Path
from typing import Any, NoReturn

import pytest

from quantcert.lean import DataModule, write_data_module
from tests.support.made_runs import MadeRun
from tests.support.small_models import SmallModel, verify

Patch = pytest.MonkeyPatch


def no_space(path: object) -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def full(*_: object, **__: object) -> NoReturn:
    raise no_space("/somewhere/literals")


def refused(model: SmallModel, out: Path) -> str:
    """The one line of a run that could not be done, and that leaves the old folder as it was."""
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    result = verify(model.quantized, "--base", model.original, "--out", out, "--no-network")
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert [*out.parent.iterdir()] == [out]
    return line


@pytest.fixture
def out(run: MadeRun, model: SmallModel, tmp_path: Path) -> Path:
    """A folder that an earlier run wrote for the same checkpoint."""
    folder = tmp_path / "outputs" / "out"
    result = verify(model.quantized, "--base", model.original, "--out", folder)
    assert result.exit_code == 0, result.output
    assert (folder / "certificate.json").exists()
    return folder


def test_outputs_that_do_not_fit_leave_the_old_ones(
    out: Path, model: SmallModel, monkeypatch: Patch
) -> None:
    class Full:
        def __init__(self, file: Any) -> None:
            self.file = file

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def write(self, text: str) -> NoReturn:
            raise no_space("report.html")

    opened = os.fdopen

    def fdopen(handle: int, *arguments: Any, **named: Any) -> Any:
        return Full(opened(handle, *arguments, **named))

    monkeypatch.setattr("quantcert.outputs.os.fdopen", fdopen)
    assert "cannot be written: No space left on device" in refused(model, out)


def test_literals_that_do_not_fit_end_the_run(
    out: Path, model: SmallModel, monkeypatch: Patch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("quantcert.run.weight_checks.write_data_module", full)
    assert refused(model, out) == "error: /somewhere/literals: No space left on device"


def test_a_lost_folder_of_literals_ends_the_run(
    out: Path, model: SmallModel, monkeypatch: Patch
) -> None:
    def write(folder: Path, name: str, *arguments: Any) -> DataModule:
        made = write_data_module(folder, name, *arguments)
        shutil.rmtree(folder)
        return made

    monkeypatch.undo()
    monkeypatch.setattr("quantcert.run.weight_checks.write_data_module", write)
    assert "Data/" in refused(model, out)
