"""Texts on disk behave as a dictionary of texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.spool import Spool, TextSpool

TEXTS = st.dictionaries(st.text(max_size=5), st.text(max_size=300), max_size=8)


@given(TEXTS, TEXTS)
def test_it_holds_what_was_put_in(first: dict[str, str], second: dict[str, str]) -> None:
    spool = TextSpool()
    spool.update(first)
    spool.update(second)
    assert spool == first | second
    assert list(spool) == list(first | second)
    assert len(spool) == len(first | second)


def test_half_of_a_surrogate_pair_is_a_text() -> None:
    spool = TextSpool()
    spool["a"] = "x\ud800y"
    assert spool["a"] == "x\ud800y"


def test_what_is_deleted_is_gone() -> None:
    spool = TextSpool()
    spool["a"] = "b"
    del spool["a"]
    with pytest.raises(KeyError):
        spool["a"]


def test_a_record_is_found_where_it_was_put() -> None:
    spool = Spool()
    places = {record: spool.add(record) for record in ("", "a", "é" * 300, "x\ud800y")}
    for record, place in reversed(places.items()):
        assert spool.at(place) == record
