"""The differences as lines and as JSON."""

import json

from quantcert.regression.compare import Change
from quantcert.regression.outcome import Outcome
from quantcert.regression.rules import RegressionRule as Rule

PLACES = tuple(f"layers/l{k}" for k in range(5))
DEFINITION = Change(Rule.DEFINITION, PLACES, "definitions of row error", "a" * 64, "b" * 64)
NOTE = Change(None, PLACES[:1], "bound of W x", "0.5", "0.25")


def test_places_beyond_three_are_counted() -> None:
    line, last = Outcome("m", [DEFINITION]).lines()
    assert line == (
        "QC-REGRESS-DEFINITION  layers/l0, layers/l1, layers/l2 and 2 more: definitions of row "
        "error: aaaaaaaaaaaa… -> bbbbbbbbbbbb…"
    )
    assert last == "REGRESSION: 1 weaker (QC-REGRESS-DEFINITION)"
    assert ", ".join(PLACES) in next(Outcome("m", [DEFINITION]).lines(verbose=True))


def test_notes_alone_are_no_regression() -> None:
    outcome = Outcome("m", [NOTE])
    assert outcome.accepted
    assert list(outcome.lines()) == [
        "note  layers/l0: bound of W x: 0.5 -> 0.25",
        "NO REGRESSION: m shows all that the baseline holds, 1 other difference",
    ]


def test_json_says_the_same_in_full() -> None:
    document = json.loads(Outcome("m", [DEFINITION, NOTE]).to_json())
    assert document["accepted"] is False
    (weaker,), (note,) = document["weaker"], document["notes"]
    assert weaker["rule"] == "QC-REGRESS-DEFINITION"
    assert weaker["places"] == list(PLACES)
    assert (weaker["before"], note["rule"], note["after"]) == ("a" * 64, None, "0.25")
