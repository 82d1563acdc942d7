"""Goals that a failed proof leaves, from Lean's messages.

Lean prints a goal as a paragraph: `case NAME` if it has one, its hypotheses, `⊢` and the target.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quantcert.lean.process.run import Message

_TURNSTILE = "⊢ "
_CASE = re.compile(r"case (\S+)")
_HYPOTHESIS = re.compile(r"\S.* :( |$)")
_BLANK = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Goal:
    """A goal: the name of its case (may be empty), its hypotheses, and what is to be proved."""

    case: str
    hypotheses: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class Failure:
    """An error of Lean: its place (lines from 1), its words, and the goals that they tell."""

    line: int
    column: int
    words: str
    goals: tuple[Goal, ...]


def failures(messages: Iterable[Message]) -> tuple[Failure, ...]:
    """The errors among Lean's messages, in order."""
    return tuple(
        Failure(message.line, message.column, message.text, goals_of(message.text))
        for message in messages
        if message.severity == "error"
    )


def goals_of(text: str) -> tuple[Goal, ...]:
    """The goals that a message tells."""
    return tuple(_goals(text))


def _goals(text: str) -> Iterator[Goal]:
    for paragraph in _BLANK.split(text):
        lines = paragraph.splitlines()
        places = [place for place, line in enumerate(lines) if line.startswith(_TURNSTILE)]
        if places:
            yield _goal(lines[: places[0]], lines[places[0] :])


def _goal(before: list[str], target: list[str]) -> Goal:
    """A goal from the lines above its target; words of the message may stand above them."""
    starts = [
        place for place, line in enumerate(before) if _CASE.match(line) or _HYPOTHESIS.match(line)
    ]
    lines = before[starts[0] :] if starts else []
    case = _CASE.match(lines[0]) if lines else None
    hypotheses = _joined(lines[1:] if case else lines)
    words = "\n".join(target).removeprefix(_TURNSTILE)
    return Goal(case[1] if case else "", hypotheses, words)


def _joined(lines: list[str]) -> tuple[str, ...]:
    """Hypotheses, of which a long one goes on in indented lines."""
    found: list[str] = []
    for line in lines:
        if line.startswith(" ") and found:
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return tuple(found)
