from __future__ import annotations

import pytest

from quantcert.lean.check.policy import FORBIDDEN_WORDS, source_problem

GOOD = """prelude
import A
set_option exponentiation.threshold 1000
theorem t : 1 = 1 := by decide +kernel
"""


def test_plain_module() -> None:
    assert source_problem(GOOD) == ""


@pytest.mark.parametrize("word", sorted(FORBIDDEN_WORDS))
def test_forbidden_words(word: str) -> None:
    for text in (f"{word} x", f"/- {word} -/", f'"{word}"', f"@[{word}] def x", f"«{word}»"):
        assert source_problem(GOOD + text) == f"the generated module contains `{word}`"
    assert source_problem(GOOD + f"x{word.lstrip('#')}x") == ""


@pytest.mark.parametrize(
    "text",
    [
        "set_option debug.skipKernelTC true",
        "set_option  «debug».skipKernelTC true",
        "set_option /- -/ debug.skipKernelTC true",
        "set_option\n  pp.all true",
        "set_option",
    ],
)
def test_other_options(text: str) -> None:
    assert "option" in source_problem(f"{GOOD}{text} in\nexample : 1 = 1 := rfl\n")
