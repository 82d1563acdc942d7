"""The Lean test files: every file compiles, and every `*Refused.lean` is refused goal by goal.

The generated modules in `lean/refused` are fixtures of the runner's own tests.
"""

from pathlib import Path

import pytest

from quantcert.lean import Library, Limits, Outcome
from quantcert.lean.process import Run, compile_module

FOLDER = Path(__file__).parent / "lean"
FILES = sorted(file for file in FOLDER.rglob("*.lean") if file.parent.name != "refused")
REFUSED = [file for file in FILES if file.stem.endswith("Refused")]


def compiled(library: Library, file: Path, folder: Path) -> Run:
    return compile_module(
        library.toolchain,
        file,
        folder / "test.olean",
        root=FOLDER,
        lean_path=[library.path],
        limits=Limits(seconds=120.0),
    )


@pytest.mark.parametrize("file", [f for f in FILES if f not in REFUSED], ids=lambda f: f.stem)
def test_the_file_compiles(library: Library, file: Path, tmp_path: Path) -> None:
    run = compiled(library, file, tmp_path)
    assert run.outcome is Outcome.OK, run.messages


@pytest.mark.parametrize("file", REFUSED, ids=lambda f: f.stem)
def test_every_goal_of_the_file_is_refused(library: Library, file: Path, tmp_path: Path) -> None:
    run = compiled(library, file, tmp_path)
    goals = file.read_text().count("\nexample")
    errors = [message for message in run.messages if message.severity == "error"]
    assert goals > 0
    assert len(errors) >= goals, run.messages
