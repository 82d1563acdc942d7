"""A list that is written item by item has the bytes of the whole document."""

import pytest

from quantcert.report.machine.documents import ITEMS, json_bytes, json_listing

LISTS = [[], [1], ["a\nb", "]"], [{"x": [{"y": "\ud800"}], "z": []}, {}]]


@pytest.mark.parametrize("items", LISTS, ids=map(len, LISTS))
@pytest.mark.parametrize("more", [{}, {"after": {"digest": "00"}}], ids=["last", "between"])
def test_the_bytes_are_those_of_the_whole(items: list[object], more: dict[str, object]) -> None:
    before = {"name": ITEMS, "escaped": '"\\fitems"'}
    told = json_listing({"runs": [{**before, "results": [ITEMS], **more}]}, items)
    whole = json_bytes({"runs": [{**before, "results": items, **more}]})
    assert b"".join(told) == whole


def test_one_item_is_held_at_a_time() -> None:
    taken = []

    def items():
        for number in range(3):
            taken.append(number)
            yield number

    pieces = json_listing({"results": [ITEMS]}, items())
    assert taken == []
    for number in range(3):
        next(pieces)
        assert taken == list(range(number + 1))
