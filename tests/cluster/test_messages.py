"""What coordinator and workers say to each other comes back as it was, or is refused."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from quantcert.cluster.messages import (
    KeyedModule,
    LayerOutcome,
    LayerTask,
    Outcome,
    RunSpec,
    Task,
)
from quantcert.cluster.packing import pack, unpack
from quantcert.cluster.plain import from_plain, to_plain
from quantcert.lean.check.store import Kept
from quantcert.roles import Role
from tests.support.cluster_runs import module_named
from tests.support.runs import result_of

SPEC = RunSpec("1", "lib", "/q", None, None, "weights", False, "h", "embedded", None, 1.5, 2, {})
TASK = LayerTask(3, "a.weight", {"a.weight": "0" * 64}, (Role.LINEAR,), True)


def kept(name: str, olean: bytes) -> KeyedModule:
    return KeyedModule("key", Kept(result_of(module_named(name)), olean))


def test_a_task_comes_back() -> None:
    task = Task(
        SPEC, (TASK, replace(TASK, parts=("x", "y"))), kept=(kept("A", b"abc"), kept("B", b""))
    )
    assert unpack(Task, pack(task)) == task


@given(st.lists(st.binary(max_size=20), max_size=4))
def test_modules_come_back_in_their_order(modules: list[bytes]) -> None:
    outcome = Outcome(
        "host",
        tuple(
            LayerOutcome(str(k), modules=(kept("A", data), kept("B", data[::-1])))
            for k, data in enumerate(modules)
        ),
    )
    assert unpack(Outcome, pack(outcome)) == outcome


@pytest.mark.parametrize("cut", [0, 1, 8, 20, -1])
def test_a_message_that_is_cut_off_is_refused(cut: int) -> None:
    message = pack(Outcome("h", (LayerOutcome("a", modules=(kept("A", b"abc"),)),)))
    with pytest.raises(ValueError, match=r"."):
        unpack(Outcome, message[:cut])


def test_bytes_that_nothing_tells_of_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing tells of"):
        unpack(Outcome, pack(Outcome("h")) + b"x")


def test_another_message_is_refused() -> None:
    with pytest.raises(ValueError, match="Outcome has the keys"):
        unpack(Outcome, pack(Task(SPEC, ())))


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    number: int
    colour: Colour
    maybe: str | None
    several: tuple[int, ...]
    two: tuple[int, str]
    named: dict[str, int]


THING = Thing(1, Colour.RED, None, (1, 2), (3, "x"), {"a": 1})


def test_plain_data_is_rebuilt_by_its_types() -> None:
    assert from_plain(Thing, to_plain(THING)) == THING


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "1"),
        ("number", True),
        ("number", 1.0),
        ("colour", "blue"),
        ("maybe", 3),
        ("several", [1, "2"]),
        ("several", {"a": 1}),
        ("two", [3]),
        ("named", {"a": "b"}),
        ("named", []),
    ],
)
def test_a_value_of_another_type_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_plain(Thing, to_plain(THING) | {field: value})


def test_a_field_too_many_or_too_few_is_refused() -> None:
    plain = to_plain(THING)
    with pytest.raises(ValueError, match="has the keys"):
        from_plain(Thing, plain | {"more": 1})
    del plain["two"]
    with pytest.raises(ValueError, match="has the keys"):
        from_plain(Thing, plain)


def test_arrays_are_of_64_bits() -> None:
    kind = NDArray[np.int64]
    assert from_plain(kind, [1, -2]).tolist() == [1, -2]
    with pytest.raises(ValueError, match="64 bits"):
        from_plain(kind, [1 << 63])
