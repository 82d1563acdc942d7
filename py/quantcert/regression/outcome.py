"""What a comparison with a baseline found: as lines that a person reads, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quantcert.regression.compare import Change

_SHOWN_PLACES = 3
_DIGEST = 64
_SHOWN_DIGEST = 12


@dataclass(frozen=True)
class Outcome:
    """The differences between the certificate of `model` and a baseline."""

    model: str
    changes: Sequence[Change]

    @property
    def weaker(self) -> list[Change]:
        """What is weaker."""
        return [change for change in self.changes if change.rule is not None]

    @property
    def accepted(self) -> bool:
        """Whether nothing is weaker."""
        return not self.weaker

    def lines(self, verbose: bool = False) -> Iterator[str]:
        """A line for each difference, the conclusion last; all places if `verbose`."""
        for change in self.changes:
            yield _line(change, verbose)
        yield self.conclusion

    @property
    def conclusion(self) -> str:
        """The last line."""
        notes = len(self.changes) - len(self.weaker)
        told = f", {notes} other difference{'s' * (notes != 1)}" if notes else ""
        if self.accepted:
            return f"NO REGRESSION: {self.model} shows all that the baseline holds{told}"
        rules = ", ".join(dict.fromkeys(str(change.rule) for change in self.weaker))
        return f"REGRESSION: {len(self.weaker)} weaker ({rules}){told}"

    def to_json(self) -> str:
        """The differences as a JSON document."""
        document = {
            "schema": "quantcert-regression",
            "schema_version": 1,
            "model": self.model,
            "accepted": self.accepted,
            "conclusion": self.conclusion,
            "weaker": [_plain(change) for change in self.weaker],
            "notes": [_plain(change) for change in self.changes if change.rule is None],
        }
        return json.dumps(document, indent=2) + "\n"


def _plain(change: Change) -> dict[str, object]:
    return {
        "rule": None if change.rule is None else change.rule.value,
        "places": list(change.places),
        "what": change.what,
        "before": change.before,
        "after": change.after,
    }


def _line(change: Change, verbose: bool) -> str:
    head = "note" if change.rule is None else change.rule.value
    shown = change.places if verbose else change.places[:_SHOWN_PLACES]
    more = len(change.places) - len(shown)
    places = ", ".join(shown) + (f" and {more} more" if more else "")
    before, after = _short(change.before), _short(change.after)
    return f"{head}  {places}: {change.what}: {before} -> {after}"


def _short(fact: str | None) -> str:
    """A fact, the head of it if it is a digest."""
    if fact is None:
        return "none"
    is_digest = len(fact) == _DIGEST and " " not in fact
    return f"{fact[:_SHOWN_DIGEST]}…" if is_digest else fact
