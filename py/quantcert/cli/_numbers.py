"""Numbers on the command line: exact, and of few digits."""

from __future__ import annotations

import re
from fractions import Fraction

import typer

_NUMBER = re.compile(r"\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?|\d{1,30}/0*[1-9]\d{0,29}", re.ASCII)


def number(text: str, option: str) -> Fraction:
    """A number such as 0.01, 1e-3 or 1/3. Raises typer.BadParameter for anything else."""
    if not _NUMBER.fullmatch(text):
        raise typer.BadParameter(f"{text!r}: must be a number such as 0.01", param_hint=option)
    return Fraction(text)
