"""Entries are made when they are asked for, and are what a list of them would be."""

import pytest

from quantcert.certificate.entries import Entries


def test_nothing_is_made_before_it_is_asked_for() -> None:
    made: list[int] = []
    entries = Entries([1, 2, 3], made.append)
    assert (len(entries), made) == (3, [])
    entries[1]
    assert made == [2]


def test_they_are_a_sequence() -> None:
    entries = Entries((1, 2, 3), str)
    assert entries == ["1", "2", "3"]
    assert entries == ("1", "2", "3")
    assert entries != ["1", "2"]
    assert entries != ["1", "2", "4"]
    assert entries != "123"
    assert entries[-1] == "3"
    assert entries[1:] == ["2", "3"]
    assert list(Entries(entries, int)) == [1, 2, 3]
    with pytest.raises(IndexError):
        entries[3]
