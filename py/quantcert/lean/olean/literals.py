"""Data modules: compiled modules that consist of definitions `name : Nat := literal`.

The limbs of a literal go to the file straight from memory and never through source text. A data
module is a function of its name, its imports and its literals: the reader rebuilds everything but
the limbs and compares it byte for byte, so that a module with anything else in it is refused.

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
from quantcert.lean.olean.hashing import constant_hash, literal_hash
from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.paths import module_path

Stamp = tuple[int, int, int]
Limbs = bytes | bytearray | memoryview

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_']*(\.[A-Za-z_][A-Za-z0-9_']*)*")
_SMALL_BITS = 63  # a `Nat` below 2^63 is a boxed scalar
_MAX_LIMBS = (1 << 31) - 1
_SET_BACK = 2_000_000_000  # nanoseconds
_SAFE = b"\1"
_HEIGHT_ONE = struct.pack("<I", 1)


@dataclass(frozen=True)
class DataModule:
    """A data module on disk, under the folder `root` at the path of its module name.

    `literals` gives for each definition the SHA-256 of its value's little-endian bytes in the
    smallest whole number (at least one) of 64-bit limbs, `stamp` what the file looked like before
    they were read (None: unknown).
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
    root: Path, name: str, imports: Sequence[str], literals: Mapping[str, Limbs]
) -> DataModule:
    """Write the data module `name` under `root`, with a definition for each of `literals`.

    A literal is given by its little-endian bytes (trailing zeros do not matter). The digests are
    those of what is then in the file. Raises OleanError for a name that is not plain or a literal
    that is too long, OutputError if writing fails.
    """
    values = {key: _minimal(data) for key, data in literals.items()}
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
    digests = {key: _sha256(data) for key, data in read_literals(path, name, imports).items()}
    return DataModule(name, root, tuple(imports), digests, looks)


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


def read_literals(path: Path, name: str, imports: Sequence[str]) -> dict[str, memoryview]:
    """The literals of the data module in the file `path`, by name.

    Raises OleanError unless the file is, byte for byte, what `write_data_module` writes for the
    module `name`, these imports and these literals.
    """
    graph = ObjectGraph.open(path)
    _, names, infos, _, _ = graph.fields(graph.root, 0, 5)
    keys = [graph.name(value) for value in graph.array(names)]
    values = [_literal(graph, info) for info in graph.array(infos)]
    if len(keys) != len(values):
        raise OleanError(f"{path}: {len(keys)} names for {len(values)} declarations")
    literals = {key: _minimal(value) for key, value in zip(keys, values, strict=True)}
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
        if _sha256(data) != module.literals[name]:
            raise OleanError(f"{module.path}: the literal {name} has been altered")


def _literal(graph: ObjectGraph, info: int) -> memoryview:
    """The value of a definition that is a `Nat` literal."""
    (record,) = graph.fields(info, 1, 1)
    _, value, _, _ = graph.fields(record, 0, 4)
    (literal,) = graph.fields(value, 9, 1)
    (number,) = graph.fields(literal, 0, 1)
    return graph.nat_bytes(number)


def _plan(
    name: str, imports: Sequence[str], literals: Mapping[str, memoryview]
) -> tuple[bytes, list[tuple[bytes, memoryview]]]:
    """What the file consists of: everything before the large literals, then these with headers."""
    entries = tuple([(key, len(data) // 8, _low_limb(data)) for key, data in literals.items()])
    prefix, headers = _layout(name, tuple(imports), entries)
    large = [data for data in literals.values() if not _is_small(len(data) // 8, _low_limb(data))]
    return prefix, list(zip(headers, large, strict=True))


@lru_cache(maxsize=4)  # what is written is read at once
def _layout(
    name: str, imports: tuple[str, ...], literals: tuple[tuple[str, int, int], ...]
) -> tuple[bytes, tuple[bytes, ...]]:
    """The module record and the headers of large literals, given their limbs and lowest limbs."""
    for key in (name, *imports, *(key for key, _, _ in literals)):
        if not _NAME.fullmatch(key):
            raise OleanError(f"{key!r} is not a plain name")
    out = Assembler(module_address(name))
    root, places = _record(out, imports, literals)
    position, headers = out.base + len(out), []
    for (key, limbs, low), place in zip(literals, places, strict=True):
        if _is_small(limbs, low):
            continue
        if limbs > _MAX_LIMBS:
            raise OleanError(f"the literal {key} has {limbs} limbs, at most {_MAX_LIMBS} fit")
        out.set_field(place, 0, position)
        headers.append(number_header(limbs, position + NUMBER_HEADER_BYTES))
        position += NUMBER_HEADER_BYTES + 8 * limbs
    return out.finish(root), tuple(headers)


def _record(
    out: Assembler, imports: Sequence[str], literals: Sequence[tuple[str, int, int]]
) -> tuple[int, list[int]]:
    """The module record, and where the literals' objects are; large ones hold no number yet."""
    empty = out.array(())
    imported = out.imports([out.name(module) for module in imports])
    names = out.array([out.name(key) for key, _, _ in literals])
    nat = out.constructor(4, (out.name("Nat"), BOX_ZERO), _hash_word(constant_hash("Nat")))
    hints = out.constructor(2, (), _HEIGHT_ONE)
    infos, places = [], []
    for key, limbs, low in literals:
        places.append(out.constructor(0, (box(low) if _is_small(limbs, low) else 0,)))
        term = out.constructor(9, (places[-1],), _hash_word(literal_hash(low)))
        signature = out.constructor(0, (out.name(key), BOX_ZERO, nat))
        group = out.list((out.name(key),))
        record = out.constructor(0, (signature, term, hints, group), _SAFE)
        infos.append(out.constructor(1, (record,)))
    declarations = out.array(infos)
    return out.constructor(0, (imported, names, declarations, empty, empty), b"\0"), places


def _hash_word(value: int) -> bytes:
    """The data word of a closed term of depth zero: its hash, all flags clear."""
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


def _low_limb(data: memoryview) -> int:
    return int.from_bytes(data[:8], "little")


def _sha256(data: memoryview) -> str:
    return hashlib.sha256(data).hexdigest()
