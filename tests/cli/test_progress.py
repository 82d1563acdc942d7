import io
import sys

import pytest

from quantcert.cli import _run
from quantcert.cli._run import ProgressLines, progress_bar


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(_run.time, "monotonic", lambda: now[0])
    return now


def test_lines_of_progress_come_every_few_seconds(clock: list[float]) -> None:
    lines: list[str] = []
    progress = ProgressLines(lines.append)
    for second, done in ((1, 10), (6, 1500), (7, 1600), (12, 4000)):
        clock[0] = 100.0 + second
        progress.update("weights", done, 4000)
    assert lines == [
        "weights: 1,500 of 4,000 (37 %), 298/s, 8 s left",
        "weights: 4,000 of 4,000 (100 %), 363/s, 0 s left",
    ]


def test_lines_tell_how_many_workers_there_are(clock: list[float]) -> None:
    lines: list[str] = []
    progress = ProgressLines(lines.append)
    for second, stage, done in ((1, "weights", 0), (2, "workers", 3), (9, "weights", 80)):
        clock[0] = 100.0 + second
        progress.update(stage, done, done if stage == "workers" else 400)
    assert lines == ["weights: 80 of 400 (20 %), 10/s, 32 s left, 3 workers"]


def test_nothing_is_drawn_when_quiet(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress_bar(quiet=True) as progress:
        clock[0] += 60
        progress("weights", 1, 2)
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]


def test_progress_off_a_terminal_is_text(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress_bar(quiet=False) as progress:
        clock[0] += 60
        progress("weights [/x]", 1, 2)
    assert sys.stderr.getvalue() == "weights [/x]: 1 of 2 (50 %)\n"  # type: ignore[attr-defined]
