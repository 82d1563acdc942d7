"""Hand the declarations of compiled modules to Lean's kernel: `replay(lean, kept, base, new)`.

`prepare(lean, kept)` makes the environment of the modules `kept` ahead: a server does it before it
forks, so that its forks find it made.

Loaded by the script `_embedded.py` into a process that elaborates nothing. It drives the
toolchain's own `Lean.Environment.replay` (what the stand-alone checkers of compiled modules use):
every declaration of the modules `new` is type-checked by the kernel in an environment that holds
the constants of the modules `kept` and `base`, and constructors and recursors are compared with
those that the kernel itself generates. A constant that these have too is left out: whoever asks for
a replay confirms that it is the same (`index.index_module`).

The calls follow Lean's C interface: a pointer to an object is passed as an owned reference unless
the parameter is borrowed; objects of a compiled module are persistent and are not counted.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Sequence
from typing import Any

_OK = 0
_QUOTIENT = 4
_EMPTY_CAPACITY = 1  # the number 0, boxed
_NONE = 1  # `none`, boxed

_MOST_KEPT = 8

_environments: dict[tuple[str, ...], int] = {}
"""Environments that have been made, by the modules whose constants they hold."""


class _Kernel:
    """The functions of the shared library that are needed."""

    def __init__(self, lean: ctypes.CDLL) -> None:
        def function(name: str, *arguments: Any) -> Any:
            found = getattr(lean, name)
            found.restype, found.argtypes = ctypes.c_void_p, arguments
            return found

        pointer = ctypes.c_void_p
        self.make_string = function("lean_mk_string", ctypes.c_char_p)
        self.read_module = function("l_Lean_readModuleData", pointer)
        self.empty_environment = function("l_Lean_mkEmptyEnvironment", ctypes.c_uint32)
        self.kernel_environment = function("lean_elab_environment_to_kernel_env", pointer)
        self.add_unchecked = function("lean_environment_add", pointer, pointer)
        self.find = function("lean_environment_find", pointer, pointer)
        self.mark_quotient = function("lean_environment_mark_quot_init", pointer)
        self.empty_map = function("l_Std_HashMap_emptyWithCapacity___redArg", pointer)
        self.insert = function("l_Std_HashMap_insert___redArg", *5 * (pointer,))
        self.replay = function("l_Lean_Kernel_Environment_replay", pointer, pointer)
        self.error_text = function("lean_io_error_to_string", pointer)
        self.name_equality = pointer.in_dll(lean, "l_Lean_Name_instBEq").value
        self.name_hash = pointer.in_dll(lean, "l_Lean_instHashableName").value

    def result(self, value: int) -> int:
        """The value of an `IO` result. Raises RuntimeError with the text of its error."""
        if _tag(value) != _OK:
            text = self.error_text(_word(value, 1))
            raise RuntimeError(ctypes.string_at(text + 32).decode("utf-8", "replace"))
        return _word(value, 1)

    def constants(self, path: str) -> tuple[list[int], list[int]]:
        """The names and the `ConstantInfo`s of all declarations of a compiled module."""
        module = _word(self.result(self.read_module(self.make_string(path.encode()))), 1)
        return _array(_word(module, 2)), _array(_word(module, 3))

    def has(self, environment: int, name: int) -> bool:
        """Whether the environment has a constant of this name (the environment is only lent)."""
        return bool(self.find(_lent(environment), name) != _NONE)

    def environment(self, kept: Sequence[str]) -> int:
        """An environment that holds the constants of some compiled modules, kept if there is room.

        Whoever calls owns a reference.
        """
        key = tuple(kept)
        if key not in _environments:
            made = self.kernel_environment(self.result(self.empty_environment(0)))
            made = self.extended(made, kept)
            if len(_environments) == _MOST_KEPT:
                return made
            _environments[key] = made
        return _lent(_environments[key])

    def extended(self, environment: int, base: Sequence[str]) -> int:
        """The environment with the constants of further modules."""
        quotient = False
        for path in base:
            for info in self.constants(path)[1]:
                quotient = quotient or _tag(info) == _QUOTIENT
                environment = self.add_unchecked(environment, info)
        return int(self.mark_quotient(environment)) if quotient else environment


def prepare(lean: ctypes.CDLL, kept: Sequence[str]) -> None:
    """Make the environment of `kept`; if that fails, so will the replay, and say why."""
    lean.lean_io_mark_end_initialization()
    with contextlib.suppress(RuntimeError):
        _Kernel(lean).environment(kept)


def replay(lean: ctypes.CDLL, kept: Sequence[str], base: Sequence[str], new: Sequence[str]) -> str:
    """The kernel's objection to the modules `new`, or "" if it accepts them all."""
    lean.lean_io_mark_end_initialization()
    kernel = _Kernel(lean)
    try:
        environment = kernel.extended(kernel.environment(kept), base)
        constants = kernel.empty_map(_EMPTY_CAPACITY)
        equality, name_hash = kernel.name_equality, kernel.name_hash
        for path in new:
            for name, info in zip(*kernel.constants(path), strict=True):
                if not kernel.has(environment, name):
                    constants = kernel.insert(equality, name_hash, constants, name, info)
        kernel.result(kernel.replay(constants, environment))
    except RuntimeError as error:
        return str(error)
    return ""


def _lent(address: int) -> int:
    """The object with one reference more, for a callee that takes one."""
    ctypes.c_int32.from_address(address).value += 1
    return address


def _word(address: int, position: int) -> int:
    """The 64-bit word number `position` of an object (0 is its header)."""
    return ctypes.c_uint64.from_address(address + 8 * position).value


def _tag(address: int) -> int:
    """The constructor number of an object that is not a boxed scalar."""
    return ctypes.c_uint8.from_address(address + 7).value


def _array(address: int) -> list[int]:
    """The elements of an array object."""
    return list((ctypes.c_uint64 * _word(address, 1)).from_address(address + 24))
