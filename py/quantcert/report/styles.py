"""How verdicts look in a terminal."""

from __future__ import annotations

from rich.text import Text

from quantcert.certificate import Verdict

STYLE = {
    Verdict.PROVED: "green",
    Verdict.PROVED_VACUOUS: "yellow",
    Verdict.MEASURED: "yellow",
    Verdict.FAILED: "bold red",
    Verdict.UNPROVED: "red",
}


def verdict_text(verdict: Verdict | None) -> Text:
    """The verdict in its colour; a dash where nothing was claimed."""
    return Text("–") if verdict is None else Text(verdict.value, style=STYLE[verdict])
