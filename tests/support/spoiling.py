"""Ways to spoil a file: bytes, numbers in it, and values of the JSON that it holds."""

import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

_NUMBERS = (0, 1, 2, 3, 7, 31, 32, 127, 128, 255, 256, 2**15, 2**16, 2**31 - 1, 2**31, 2**32 - 1)
_LARGE = (2**32, 2**40, 2**62, 2**63 - 1, 2**63, 2**64 - 1)
_ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 3, 5, 16, 2**31, 2**53, 2**63, 2**64, 10**30),
    *(0.5, -0.0, 1e308, float("nan"), float("inf"), "", "x", "0", "1/0", "1e9999", "\ud800"),
    *([], {}, [0], [[]], ["x"], [2**62, 2**62], [0, 0], [-1, 4], {"x": {}}, "a" * 300),
)
_DIGITS = re.compile(rb"\d+")

Spoiler = Callable[[bytes, Random], bytes]


def spoil(name: str, content: bytes, random: Random) -> bytes:
    """The content of a file of this name, changed in one or a few places."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        content = random.choice(_spoilers(name))(content, random)
    return content


def _spoilers(name: str) -> tuple[Spoiler, ...]:
    plain = (_numbers, _bytes, _slices)
    if name.endswith(".json"):
        return (*3 * (_json,), *plain, _digits)
    if name.endswith(".safetensors"):
        return (*3 * (_header,), *plain)
    return (*plain, _digits, _deep) if name.endswith(".toml") else plain


def _bytes(content: bytes, random: Random) -> bytes:
    """A byte set to anything, or a bit turned round."""
    if not content:
        return bytes([random.randrange(256)])
    place, made = _place(content, random), bytearray(content)
    made[place] = random.choice((random.randrange(256), made[place] ^ 1 << random.randrange(8)))
    return bytes(made)


def _numbers(content: bytes, random: Random) -> bytes:
    """A little-endian number set to an interesting one."""
    place, size = _place(content, random), random.choice((1, 2, 4, 8))
    number = random.choice((*_NUMBERS, *_LARGE)) % (1 << 8 * size)
    return content[:place] + number.to_bytes(size, "little") + content[place + size :]


def _slices(content: bytes, random: Random) -> bytes:
    """A slice removed or repeated, or the end cut off."""
    place, size = _place(content, random), random.choice((1, 1, 2, 4, 8, 60))
    head, part, rest = content[:place], content[place : place + size], content[place + size :]
    return random.choice((head + rest, head + part + part + rest, head))


def _digits(content: bytes, random: Random) -> bytes:
    """A decimal number of a text replaced."""
    found = list(_DIGITS.finditer(content))
    if not found:
        return content
    match = random.choice(found)
    number = random.choice((*_NUMBERS, *_LARGE, 10**30, "1e9", "-1", "0.5", "1e99999", '"1/0"'))
    return content[: match.start()] + str(number).encode() + content[match.end() :]


def _deep(content: bytes, random: Random) -> bytes:
    """A list within a list, often."""
    return (
        content
        + b"\n"
        + random.choice((b"x = " + b"[" * 1900, b"a." * 950 + b"b = 1", b"a." * 50_000 + b"b = 1"))
    )


def _json(content: bytes, random: Random) -> bytes:
    """A value of a JSON document replaced or removed, or all of it nested deeply."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return _bytes(content, random)
    places = list(_places(document))
    if not places or random.randrange(50) == 0:
        return random.choice((b"[" * 100_000, b'{"a":' * 100_000, b"1" * 5000, b"null", b"[]"))
    parent, key = random.choice(places)
    if random.randrange(4) == 0:
        del parent[key]
    else:
        other, name = random.choice(places)
        parent[key] = random.choice((*_ODD_VALUES, json.loads(json.dumps(other[name]))))
    return json.dumps(document).encode()


def _header(content: bytes, random: Random) -> bytes:
    """The header of a safetensors file spoiled as JSON, its length put right."""
    length = int.from_bytes(content[:8], "little")
    if length > len(content) - 8:
        return _bytes(content, random)
    header = _json(content[8 : 8 + length], random)
    return len(header).to_bytes(8, "little") + header + content[8 + length :]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a JSON document: the list or object that holds it, and its key."""
    keys: list[Any] = list(value) if isinstance(value, dict) else []
    if isinstance(value, list):
        keys = list(range(len(value)))
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _place(content: bytes, random: Random) -> int:
    """A position, half of the time near the beginning, where headers are."""
    ends = (len(content), min(len(content), 300))
    return random.randrange(max(1, random.choice(ends)))
