from __future__ import annotations

from pathlib import Path

import pytest

from quantcert.lean.library.sources import dependency_keys, import_closure, parse_header


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (False, ())),
        ("prelude", (True, ())),
        ("prelude\nimport A.B\nimport C\n\ndef x := 1\nimport D", (True, ("A.B", "C"))),
        (
            "/- note -/ prelude -- more\n/-! title -/\nimport A /- why -/ import B",
            (True, ("A", "B")),
        ),
        ("import A\nprelude\nimport B", (False, ("A",))),
        ("prelude\npublic import A\nimport all B\npublic meta import C", (True, ("A", "B", "C"))),
        ("preludes\nimport A", (False, ())),
        ("prelude\nimportant A", (True, ())),
    ],
)
def test_header(text: str, expected: tuple[bool, tuple[str, ...]]) -> None:
    assert parse_header(text) == expected


def write(root: Path, name: str, *imports: str) -> None:
    path = root / f"{name}.lean"
    path.write_text("prelude\n" + "".join(f"import {other}\n" for other in imports))


def test_keys_follow_what_is_imported(tmp_path: Path) -> None:
    write(tmp_path, "A")
    write(tmp_path, "B", "A")
    write(tmp_path, "C")
    write(tmp_path, "R", "B", "C")
    modules = import_closure(tmp_path, "R")
    assert list(modules) == ["A", "B", "C", "R"]
    before = dependency_keys(modules, "salt")
    assert dependency_keys(modules, "other") != before
    write(tmp_path, "A", "C")
    after = dependency_keys(import_closure(tmp_path, "R"), "salt")
    assert {name for name in before if before[name] != after[name]} == {"A", "B", "R"}
