"""Data modules: compiled modules that consist of definitions `name : Nat := literal`.

Or `name : QuantCert.Numbers := .cons literal (.cons literal … .nil)`, a chain of literals. The
limbs of a literal go to the file straight from memory and never through source text. A data module
is a function of its name, its imports and its literals: the reader rebuilds everything but the
limbs and compares it byte for byte, so that a module with anything else in it is refused.

    header, imports, names, declarations, root object; then the large literals one after the other
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from quantcert.errors import OleanError, OutputError
from quantcert.lean._cache import make_directory
from quantcert.lean.olean.assembler import (
    BOX_ZERO,
    NUMBER_HEADER_BYTES,
    Assembler,
    box,
    module_address,
    number_header,
)
from quantcert.lean.olean.data_words import application_word
from quantcert.lean.olean.hashing import constant_hash, literal_hash
from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.paths import module_path

Stamp = tuple[int, int, int]
Limbs = bytes | bytearray | memoryview
Literal = Limbs | Sequence[Limbs]
"""A number by its little-endian bytes, or the numbers of a chain, first one first."""
Value = memoryview | tuple[memoryview, ...]
"""The same as it stands in a file: whole limbs."""

CHAIN = "numbers:"
"""What the digest of a chain begins with."""
CHAIN_TYPE = "QuantCert.Numbers"

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_']*(\.[A-Za-z_][A-Za-z0-9_']*)*")
_SMALL_BITS = 63  # a `Nat` below 2^63 is a boxed scalar
_MAX_LIMBS = (1 << 31) - 1
_SET_BACK = 2_000_000_000  # nanoseconds
_SAFE = b"\1"
_HEIGHT_ONE = struct.pack("<I", 1)
_APPLICATION, _LITERAL = 5, 9


class _Digits(NamedTuple):
    """How many limbs a number has, and the lowest."""

    limbs: int
    low: int


_Shape = _Digits | tuple[_Digits, ...]


@dataclass(frozen=True)
class DataModule:
    """A data module on disk, under the folder `root` at the path of its module name.

    `literals` gives for each definition the SHA-256 of its value's little-endian bytes in the
    smallest whole number (at least one) of 64-bit limbs, for a chain "numbers:" and the SHA-256 of
    such digests in a row; `stamp` is what the file looked like before they were read (None:
    unknown).
    """

    name: str
    root: Path
    imports: tuple[str, ...]
    literals: Mapping[str, str]
    stamp: Stamp | None = None

    @property
    def path(self) -> Path:
        """The compiled module's file."""
        return module_path(self.root, self.name, ".olean")


def write_data_module(
    root: Path, name: str, imports: Sequence[str], literals: Mapping[str, Literal]
) -> DataModule:
    """Write the data module `name` under `root`, with a definition for each of `literals`.

    A literal is given by its little-endian bytes (trailing zeros do not matter); a chain needs an
    import that declares its type. The digests are those of what is then in the file. Raises
    OleanError for a name that is not plain or a literal that is too long, OutputError if writing
    fails.
    """
    values = {key: _value(data) for key, data in literals.items()}
    prefix, numbers = _plan(name, imports, values)
    path = module_path(root, name, ".olean")
    make_directory(path.parent)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(prefix)
            for header, limbs in numbers:
                file.write(header)
                file.write(limbs)
        _set_back(temporary)
        temporary.replace(path)
        looks = stamp(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(f"cannot write {path}: {error.strerror}") from error
    digests = {key: _digest(data) for key, data in read_literals(path, name, imports).items()}
    return DataModule(name, root, tuple(imports), digests, looks)


def placeholder(digest: str) -> Literal:
    """A literal of the type of the one that has this digest."""
    return () if digest.startswith(CHAIN) else b""


def stamp(path: Path) -> Stamp:
    """What changes when a file is written to or replaced."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _set_back(path: Path) -> None:
    """Date a file back, so that a change of it shows however soon it is made.

    The system's clock for files may stand still for some milliseconds.
    """
    past = time.time_ns() - _SET_BACK
    os.utime(path, ns=(past, past))


def read_literals(path: Path, name: str, imports: Sequence[str]) -> dict[str, Value]:
    """The literals of the data module in the file `path`, by name.

    Raises OleanError unless the file is, byte for byte, what `write_data_module` writes for the
    module `name`, these imports and these literals.
    """
    graph = ObjectGraph.open(path)
    _, names, infos, _, _ = graph.fields(graph.root, 0, 5)
    keys = [graph.name(value) for value in graph.array(names)]
    values = [_defined(graph, info) for info in graph.array(infos)]
    if len(keys) != len(values):
        raise OleanError(f"{path}: {len(keys)} names for {len(values)} declarations")
    literals = {key: _value(value) for key, value in zip(keys, values, strict=True)}
    prefix, numbers = _plan(name, imports, literals)
    found, position = graph.bytes, len(prefix)
    exact = found[:position] == prefix
    for header, limbs in numbers:
        start = position + len(header)
        exact = exact and found[position:start] == header
        position = start + len(limbs)
    if not exact or position != len(found):
        raise OleanError(f"{path} is not a data module as it is written: it has been altered")
    return literals


def read_numbers(path: Path, name: str, imports: Sequence[str]) -> dict[str, memoryview]:
    """The literals of a data module without chains. Raises OleanError as `read_literals`."""
    found: dict[str, memoryview] = {}
    for key, value in read_literals(path, name, imports).items():
        if isinstance(value, tuple):
            raise OleanError(f"{path}: {key} is no number")
        found[key] = value
    return found


def verify_data_module(module: DataModule) -> None:
    """Confirm that the file still holds exactly the literals that were written.

    A file that has not been touched since its literals were read is not read again. Raises
    OleanError for one that holds anything else.
    """
    with suppress(OSError):  # what is missing is found out by reading it
        if module.stamp is not None and stamp(module.path) == module.stamp:
            return
    found = read_literals(module.path, module.name, module.imports)
    if found.keys() != module.literals.keys():
        raise OleanError(
            f"{module.path} defines {sorted(found)}, expected {sorted(module.literals)}"
        )
    for name, data in found.items():
        if _digest(data) != module.literals[name]:
            raise OleanError(f"{module.path}: the literal {name} has been altered")


def _defined(graph: ObjectGraph, info: int) -> Value:
    """The value of a definition that is a `Nat` literal or a chain of them."""
    (record,) = graph.fields(info, 1, 1)
    _, term, _, _ = graph.fields(record, 0, 4)
    if graph.tag(term) == _LITERAL:
        return _literal(graph, term)
    numbers = []
    while graph.tag(term) == _APPLICATION:
        head, term = graph.fields(term, _APPLICATION, 2)
        _, first = graph.fields(head, _APPLICATION, 2)
        numbers.append(_literal(graph, first))
    return tuple(numbers)


def _literal(graph: ObjectGraph, term: int) -> memoryview:
    (literal,) = graph.fields(term, _LITERAL, 1)
    (number,) = graph.fields(literal, 0, 1)
    return graph.nat_bytes(number)


def _plan(
    name: str, imports: Sequence[str], literals: Mapping[str, Value]
) -> tuple[bytes, list[tuple[bytes, memoryview]]]:
    """What the file consists of: everything before the large literals, then these with headers."""
    shapes = tuple([(key, _shape(value)) for key, value in literals.items()])
    prefix, headers = _layout(name, tuple(imports), shapes)
    large = [
        n for value in literals.values() for n in _numbers(value) if not _is_small(*_digits(n))
    ]
    return prefix, list(zip(headers, large, strict=True))


def _numbers(value: Value) -> Sequence[memoryview]:
    return value if isinstance(value, tuple) else (value,)


def _digits(data: memoryview) -> _Digits:
    return _Digits(len(data) // 8, int.from_bytes(data[:8], "little"))


def _shape(value: Value) -> _Shape:
    return tuple(map(_digits, value)) if isinstance(value, tuple) else _digits(value)


@lru_cache(maxsize=4)  # what is written is read at once
def _layout(
    name: str, imports: tuple[str, ...], literals: tuple[tuple[str, _Shape], ...]
) -> tuple[bytes, tuple[bytes, ...]]:
    """The module record and the headers of large literals, given their limbs and lowest limbs."""
    for key in (name, *imports, *(key for key, _ in literals)):
        if not _NAME.fullmatch(key):
            raise OleanError(f"{key!r} is not a plain name")
    record = _Record(name, imports)
    for key, shape in literals:
        record.define(key, shape)
    root = record.finish()
    out = record.out
    position, headers = out.base + len(out), []
    for limbs, place in record.large:
        if limbs > _MAX_LIMBS:
            raise OleanError(f"a literal of {name} has {limbs} limbs, at most {_MAX_LIMBS} fit")
        out.set_field(place, 0, position)
        headers.append(number_header(limbs, position + NUMBER_HEADER_BYTES))
        position += NUMBER_HEADER_BYTES + 8 * limbs
    return out.finish(root), tuple(headers)


class _Record:
    """The module record; `large` are the limbs and the objects of literals without their number."""

    def __init__(self, name: str, imports: Sequence[str]) -> None:
        """Begin the module `name`."""
        self.out = out = Assembler(module_address(name))
        self.large: list[tuple[int, int]] = []
        self._empty = out.array(())
        self._imports = out.imports([out.name(module) for module in imports])
        self._names: list[int] = []
        self._infos: list[int] = []
        self._nat, self._chain, self._cons, self._nil = (
            out.constructor(4, (out.name(constant), BOX_ZERO), _hash_word(constant_hash(constant)))
            for constant in ("Nat", CHAIN_TYPE, f"{CHAIN_TYPE}.cons", f"{CHAIN_TYPE}.nil")
        )
        self._hints = out.constructor(2, (), _HEIGHT_ONE)

    def define(self, key: str, shape: _Shape) -> None:
        """Add the definition of a number, or of a chain."""
        out, name = self.out, self.out.name(key)
        if isinstance(shape, _Digits):
            kind, (term, _) = self._nat, self._literal(*shape)
        else:
            kind, term = self._chain, self._chained(shape)
        signature = out.constructor(0, (name, BOX_ZERO, kind))
        group = out.list((name,))
        record = out.constructor(0, (signature, term, self._hints, group), _SAFE)
        self._names.append(name)
        self._infos.append(out.constructor(1, (record,)))

    def finish(self) -> int:
        """The module record's address."""
        out, empty = self.out, self._empty
        fields = (self._imports, out.array(self._names), out.array(self._infos), empty, empty)
        return out.constructor(0, fields, b"\0")

    def _literal(self, limbs: int, low: int) -> tuple[int, int]:
        """The term that is a number, and its data word."""
        small = _is_small(limbs, low)
        number = self.out.constructor(0, (box(low) if small else 0,))
        if not small:
            self.large.append((limbs, number))
        word = literal_hash(low)
        return self.out.constructor(_LITERAL, (number,), _hash_word(word)), word

    def _chained(self, shape: tuple[_Digits, ...]) -> int:
        """The term that is a chain."""
        literals = [self._literal(limbs, low) for limbs, low in shape]
        cons = constant_hash(f"{CHAIN_TYPE}.cons")
        term, word = self._nil, constant_hash(f"{CHAIN_TYPE}.nil")
        for number, number_word in reversed(literals):
            head_word = application_word(cons, number_word)
            head = self.out.constructor(_APPLICATION, (self._cons, number), _hash_word(head_word))
            word = application_word(head_word, word)
            term = self.out.constructor(_APPLICATION, (head, term), _hash_word(word))
        return term


def _hash_word(value: int) -> bytes:
    """The data word of a term as it stands in the file."""
    return struct.pack("<Q", value)


def _minimal(data: Limbs) -> memoryview:
    """The bytes without trailing zero limbs, in whole limbs, at least one."""
    view = memoryview(data).cast("B")
    size = len(view)
    while size and not view[size - 1]:
        block = bytes(view[max(0, size - 4096) : size])
        size -= len(block) - len(block.rstrip(b"\0"))
    limbs = max(1, -(-size // 8))
    if 8 * limbs <= len(view):
        return view[: 8 * limbs]
    return memoryview(bytes(view[:size]).ljust(8 * limbs, b"\0"))


def _is_small(limbs: int, low: int) -> bool:
    return limbs == 1 and low < 1 << _SMALL_BITS


def _value(literal: Literal) -> Value:
    """The numbers of a literal in whole limbs."""
    if isinstance(literal, bytes | bytearray | memoryview):
        return _minimal(literal)
    return tuple(map(_minimal, literal))


def _digest(value: Value) -> str:
    """What `DataModule.literals` gives for a value."""
    if isinstance(value, tuple):
        return CHAIN + hashlib.sha256("".join(map(_sha256, value)).encode()).hexdigest()
    return _sha256(value)


def _sha256(data: memoryview) -> str:
    return hashlib.sha256(data).hexdigest()
