"""The Lean test files: every file compiles, and every `*Refused.lean` is refused goal by goal.

The generated modules in `lean/refused` are fixtures of the runner's own tests.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quantcert.lean import Library, Limits, Outcome
from quantcert.lean.process.run import Run
from quantcert.lean.process.runners import RunnerPool

FOLDER = Path(__file__).parent / "lean"
FILES = sorted(file for file in FOLDER.rglob("*.lean") if file.parent.name != "refused")
REFUSED = [file for file in FILES if file.stem.endswith("Refused")]


@pytest.fixture(scope="module")
def runners(library: Library) -> Iterator[RunnerPool]:
    with RunnerPool(library.toolchain, 1) as pool:
        yield pool


def compiled(library: Library, runners: RunnerPool, file: Path, folder: Path) -> Run:
    limits = Limits(seconds=120.0)
    return runners.compile(file, folder / "test.olean", FOLDER, [library.path], limits)


@pytest.mark.parametrize("file", [f for f in FILES if f not in REFUSED], ids=lambda f: f.stem)
def test_the_file_compiles(
    library: Library, runners: RunnerPool, file: Path, tmp_path: Path
) -> None:
    run = compiled(library, runners, file, tmp_path)
    assert run.outcome is Outcome.OK, run.messages


@pytest.mark.parametrize("file", REFUSED, ids=lambda f: f.stem)
def test_every_goal_of_the_file_is_refused(
    library: Library, runners: RunnerPool, file: Path, tmp_path: Path
) -> None:
    run = compiled(library, runners, file, tmp_path)
    goals = file.read_text().count("\nexample")
    errors = [message for message in run.messages if message.severity == "error"]
    assert goals > 0
    assert len(errors) >= goals, run.messages
