"""A run that is stopped leaves no output and goes on where it was."""

import tempfile
from pathlib import Path

import pytest

from quantcert.run import cutting, literal_folder
from quantcert.run.options import VerifyOptions
from quantcert.run.verify import verify_checkpoint
from tests.support.small_models import SmallModel, verify


@pytest.fixture
def fresh_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results of this test alone; the compiled library is that of all tests."""
    monkeypatch.setattr("quantcert.lean.check.store.cache_root", lambda: tmp_path / "cache")


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of a row or two, parts of two chunks."""
    monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", 32)
    monkeypatch.setattr(cutting, "PART_CHUNKS", 2)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where literals and other temporary files go."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(literal_folder, "_SHARED_MEMORY", tmp_path / "none")
    return folder


def options(model: SmallModel, out: Path, stop_at: int | None = None) -> VerifyOptions:
    def progress(stage: str, done: int, total: int) -> None:
        if stop_at is not None and stage == "weights" and done >= stop_at:
            raise KeyboardInterrupt

    return VerifyOptions(model.quantized, model.original, None, out, jobs=1, progress=progress)


@pytest.mark.usefixtures("fresh_cache", "small_parts")
def test_a_stopped_run_goes_on_where_it_was(
    model: SmallModel, tmp_path: Path, scratch: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        verify_checkpoint(options(model, tmp_path / "out", stop_at=40))
    assert list(scratch.iterdir()) == []
    finished = len(list((tmp_path / "cache").rglob("*.json")))
    assert finished >= 1
    certificate = verify_checkpoint(options(model, tmp_path / "out")).certificate
    assert certificate.accepted, [layer.reason for layer in certificate.layers]
    assert certificate.measurement.reused_modules == finished
    assert len([t for layer in certificate.layers for t in layer.theorems]) > 10


@pytest.mark.usefixtures("fresh_cache")
def test_an_interrupted_command_leaves_no_output(
    model: SmallModel, tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("quantcert.api.json_pieces", interrupt)
    out = tmp_path / "out"
    result = verify(model.quantized, "--out", out)
    assert result.exit_code == 130
    assert "interrupted" in result.stderr
    assert not out.exists()
    assert list(scratch.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


@pytest.mark.usefixtures("fresh_cache")
def test_an_unforeseen_error_is_no_verdict_and_keeps_the_old_output(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert verify(model.quantized, "--out", out).exit_code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    monkeypatch.setattr("quantcert.api.write_reports", lambda *_: 1 // 0)
    result = verify(model.quantized, "--out", out)
    assert result.exit_code == 2
    assert "ZeroDivisionError" in result.stderr
    after = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    assert before == after
