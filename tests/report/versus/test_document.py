"""The comparison as JSON: exact numbers, the same bytes for the same certificates."""

import json
from dataclasses import replace
from fractions import Fraction

from quantcert.report.versus.document import comparison_json
from quantcert.report.versus.pairs import versus
from tests.support.certificates import CERTIFICATE, PROVED, WHOLE

FINER = replace(CERTIFICATE, layers=(replace(PROVED, bound=Fraction(1, 8)),))


def test_numbers_are_exact_with_decimals_beside_them() -> None:
    document = json.loads(comparison_json(versus(CERTIFICATE, FINER)))
    first, second = document["layers"]
    assert (first["better"], first["ratio"]) == ("B", {"exact": "3/8", "decimal": "0.375"})
    assert first["A"]["bound"] == {"exact": "1/3", "decimal": "0.3334"}
    assert (second["better"], second["B"]) == (None, None)
    assert second["note"] == "B has no such layer"
    assert document["same_original"] is True


def test_it_is_reproducible_and_has_scopes() -> None:
    text = comparison_json(versus(WHOLE, WHOLE))
    assert text == comparison_json(versus(WHOLE, WHOLE))
    assert [scope["better"] for scope in json.loads(text)["scopes"]] == ["equal", "equal"]


def test_what_is_claimed_of_zeros_is_rounded_down() -> None:
    layer = replace(PROVED, trivial_bound=Fraction(2, 3))
    found = versus(replace(CERTIFICATE, layers=(layer,)), FINER)
    bound = json.loads(comparison_json(found))["layers"][0]["A"]["trivial_bound"]
    assert bound == {"exact": "2/3", "decimal": "0.6666"}
