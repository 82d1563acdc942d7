"""AutoRound: words of GPTQ or of AWQ under settings of its own, which modules may change."""

from __future__ import annotations

from quantcert.formats.auto_round.reader import open_auto_round
from quantcert.formats.auto_round.settings import METHODS
from quantcert.formats.registry import register_reader


def register() -> None:
    """Make both spellings of the method known."""
    for method in METHODS:
        register_reader(method, open_auto_round)
