"""Compiled patterns, kept between runs: a text that differs in numbers and names alone is not
elaborated again.

A pattern lies in one file under the SHA-256 of all that it depends on (the library, the text and
the patterns of the modules that it imports). The file opens with a line of JSON that repeats this
digest and has one of what follows, so that it is of no use in another place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from quantcert.errors import OutputError
from quantcert.lean._cache import make_directory, replace_bytes, sha256_bytes


@dataclass(frozen=True)
class KeptPattern:
    """A compiled pattern: the class of each number of its text, and the compiled module."""

    classes: tuple[int, ...]
    olean: bytes

    @property
    def sha256(self) -> str:
        """A digest of both."""
        return sha256_bytes(f"{list(self.classes)} ".encode() + self.olean)


class PatternStore:
    """Compiled patterns in a folder."""

    def __init__(self, folder: Path, library: str) -> None:
        """A store for patterns under the library whose digest is `library`."""
        self._folder = folder
        self._library = library

    def key(self, pattern: str, required: Sequence[str], *, proofs: bool) -> str:
        """What the pattern of a text is kept under.

        `required` are the digests of the patterns of the modules that it imports, `proofs` tells
        whether it holds any.
        """
        depends = [self._library, pattern, list(required), proofs]
        return hashlib.sha256(json.dumps(depends).encode()).hexdigest()

    def find(self, key: str) -> KeptPattern | None:
        """The pattern that is kept under `key`.

        What cannot be read, or is not what was kept, counts as absent.
        """
        try:
            line, _, olean = self._file(key).read_bytes().partition(b"\n")
            record = json.loads(line)
            found = KeptPattern(tuple(map(int, record["classes"])), olean)
            return found if [record["key"], record["sha256"]] == [key, found.sha256] else None
        except (OSError, TypeError, KeyError, ValueError):
            return None

    def keep(self, key: str, found: KeptPattern) -> None:
        """Keep a pattern in the place of an earlier one; a cache that cannot be written has none.

        The pattern with finer classes, which fits more texts, is the later one.
        """
        record = {"key": key, "classes": found.classes, "sha256": found.sha256}
        file = self._file(key)
        with suppress(OSError, OutputError):
            make_directory(file.parent)
            replace_bytes(file, json.dumps(record).encode() + b"\n" + found.olean)

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.pattern"
