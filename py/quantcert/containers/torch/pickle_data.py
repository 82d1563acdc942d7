"""A pickle read as data: nothing that it names is looked up, and nothing is called.

Unpickling runs whatever functions a file names. Here containers, texts and numbers are built as
the opcodes say, a function that the pickle names becomes a `Symbol`, and its call a `Call` that is
never carried out. Opcodes: the module `pickletools` of Python's library.
"""

from __future__ import annotations

import pickletools
import warnings
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Symbol:
    """The name of something that a pickle refers to, as "module name"."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function of a pickle, with the arguments that the pickle gives it."""

    function: Any
    arguments: Any


@dataclass(frozen=True)
class Persistent:
    """A reference to something outside the pickle."""

    reference: Any


_ORDERED_DICT = Call(Symbol("collections OrderedDict"), ())
_LITERALS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_ARGUMENTS = frozenset(
    ("BINUNICODE", "SHORT_BINUNICODE", "BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT")
)


def read_pickle(data: bytes) -> Any:
    """The value that a pickle describes.

    Raises:
        ValueError: if it is malformed, or uses an opcode that plain tensors do not need.
    """
    reader = _PickleReader()
    try:
        with warnings.catch_warnings(action="ignore"):  # of escapes that are none, in old opcodes
            for opcode, argument, _ in pickletools.genops(data):
                reader.run(opcode.name, argument)
        return reader.result()
    except (IndexError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"malformed: {type(error).__name__} {error}") from error


class _PickleReader:
    """The machine of a pickle: a stack, the stacks below marks, and a memo."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._below: list[list[Any]] = []
        self._memo: dict[int, Any] = {}

    def result(self) -> Any:
        """The one value that is left."""
        (value,) = self._stack
        return value

    def run(self, name: str, argument: Any) -> None:
        """Carry out an opcode."""
        if name in _LITERALS:
            self._stack.append(_LITERALS[name])
        elif name in _ARGUMENTS:
            self._stack.append(argument)
        elif name.startswith("TUPLE") and name[5:] in ("1", "2", "3"):
            self._stack.append(tuple(self._pop(int(name[5:]))))
        else:
            self._run_other(name, argument)

    def _run_other(self, name: str, argument: Any) -> None:
        match name:
            case "PROTO" | "FRAME" | "STOP":
                pass
            case "MARK":
                self._below.append(self._stack)
                self._stack = []
            case "TUPLE":
                values = self._pop_mark()
                self._stack.append(tuple(values))
            case "EMPTY_TUPLE":
                self._stack.append(())
            case "EMPTY_LIST":
                self._stack.append([])
            case "EMPTY_DICT":
                self._stack.append({})
            case "APPEND":
                (value,) = self._pop(1)
                self._stack[-1].append(value)
            case "APPENDS":
                values = self._pop_mark()
                self._stack[-1].extend(values)
            case "SETITEM":
                self._set_items(self._pop(2))
            case "SETITEMS":
                self._set_items(self._pop_mark())
            case "BINPUT" | "LONG_BINPUT":
                self._memo[argument] = self._stack[-1]
            case "BINGET" | "LONG_BINGET":
                self._stack.append(self._memo[argument])
            case "GLOBAL":
                self._stack.append(Symbol(argument))
            case "BINPERSID":
                self._stack.append(Persistent(*self._pop(1)))
            case "REDUCE":
                call = Call(*self._pop(2))
                self._stack.append({} if call == _ORDERED_DICT else call)
            case "BUILD":
                self._pop(1)  # attributes of an object, of which tensors have none
            case _:
                raise ValueError(f"opcode {name} is not expected in a file of tensors")

    def _pop(self, count: int) -> list[Any]:
        if len(self._stack) < count:
            raise IndexError("the stack is empty")
        values = self._stack[-count:]
        del self._stack[-count:]
        return values

    def _pop_mark(self) -> list[Any]:
        values, self._stack = self._stack, self._below.pop()
        return values

    def _set_items(self, values: list[Any]) -> None:
        self._stack[-1].update(zip(values[::2], values[1::2], strict=True))
