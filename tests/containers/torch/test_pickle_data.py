"""Pickles are read as data: values come out, functions stay names."""

import os
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.containers.torch.pickle_data import Call, Symbol, read_pickle

leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text(), inner)
        | st.tuples(inner)
        | st.tuples(inner, inner)
        | st.lists(inner).map(tuple)
    ),
    max_leaves=20,
)


@given(values)
def test_plain_values(value: Any) -> None:
    assert read_pickle(pickle.dumps(value, protocol=2)) == value


def test_shared_values_and_ordered_dicts() -> None:
    shared = [1, 2]
    found = read_pickle(pickle.dumps(OrderedDict(a=shared, b=shared), protocol=2))
    assert found == {"a": [1, 2], "b": [1, 2]}
    assert found["a"] is found["b"]


class Evil:
    """Unpickling this writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def test_nothing_is_called(tmp_path: Path) -> None:
    data = pickle.dumps({"weights": Evil(tmp_path / "made")}, protocol=2)
    found = read_pickle(data)
    assert not (tmp_path / "made").exists()
    assert found == {"weights": Call(Symbol(f"{os.name} mkdir"), (str(tmp_path / "made"),))}
    pickle.loads(data)
    assert (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80\x02",
        b"\x80\x02.",
        b"\x80\x02}}.",  # two values are left
        b"\x80\x02h\x05.",  # an empty place of the memo
        b"\x80\x02]K\x01s.",  # an item without a key
        b"\x80\x02K\x01K\x02a.",  # append to a number
        b"\x80\x02}]K\x01s.",  # a list as a key
        b"\x80\x02t.",  # a tuple without a mark
        b"ccopy_reg\n_reconstructor\n(i__main__\nX\n.",  # an opcode of old protocols
        b"garbage",
    ],
)
def test_malformed(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_pickle(data)


def test_self_containing_values_are_no_crash() -> None:
    loop: list[Any] = []
    loop.append(loop)
    found = read_pickle(pickle.dumps(loop, protocol=2))
    assert found[0] is found
