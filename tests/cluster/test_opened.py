"""Workshops are lent to one task after the other, and not again after one that failed."""

from typing import Any, ClassVar

import pytest

from quantcert.cluster import opened
from quantcert.cluster.opened import Opened, close_opened


class Shop:
    """A workshop without processes; `made` are all that there were."""

    made: ClassVar[list["Shop"]] = []

    def __init__(self, *_: object) -> None:
        self.closed = False
        Shop.made.append(self)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def inputs(monkeypatch: pytest.MonkeyPatch) -> Opened:
    Shop.made = []
    monkeypatch.setattr(opened, "Workshop", Shop)
    monkeypatch.setattr(opened, "ResultStore", lambda library: None)
    nothing: Any = None
    return Opened(nothing, nothing, None, None, nothing, nothing)


def test_the_next_task_has_the_same(inputs: Opened) -> None:
    with inputs.workshop() as first, inputs.workshop() as other:
        assert first is not other
    with inputs.workshop() as again, inputs.workshop() as more:
        assert {id(again), id(more)} == {id(first), id(other)}
    assert [shop.closed for shop in Shop.made] == [False, False]


def test_that_of_a_task_that_failed_is_not_used_again(inputs: Opened) -> None:
    with pytest.raises(ZeroDivisionError), inputs.workshop() as first:
        1 / 0  # noqa: B018
    with inputs.workshop() as second:
        assert second is not first
    assert [shop.closed for shop in Shop.made] == [True, False]


def test_what_is_forgotten_is_closed(inputs: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "_OPENED", {"run": inputs})
    with inputs.workshop():
        pass
    close_opened()
    assert opened._OPENED == {}
    assert [shop.closed for shop in Shop.made] == [True]
