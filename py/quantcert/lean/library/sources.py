"""The Lean source files of a library: module names, imports, dependency order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from quantcert.errors import LeanError
from quantcert.lean._cache import sha256_bytes
from quantcert.lean.paths import module_path

_COMMENT = re.compile(r"/-.*?-/|--[^\n]*", re.DOTALL)
_IMPORT = re.compile(r"(?:public\s+)?(?:meta\s+)?import\s+(?:all\s+)?(\S+)")


@dataclass(frozen=True)
class SourceModule:
    """One source file; `imports` are the modules its header names, in order."""

    name: str
    path: Path
    content: bytes
    sha256: str
    imports: tuple[str, ...]
    starts_with_prelude: bool


def read_module(root: Path, name: str) -> SourceModule:
    """Read the module `name` under `root`. Raises LeanError if its file is missing."""
    path = module_path(root, name, ".lean")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LeanError(f"no source file for the Lean module {name}: {path}") from error
    prelude, imports = parse_header(content.decode("utf-8", "replace"))
    return SourceModule(name, path, content, sha256_bytes(content), imports, prelude)


def parse_header(text: str) -> tuple[bool, tuple[str, ...]]:
    """Whether a Lean file begins with `prelude`, and the modules that it imports."""
    words = _COMMENT.sub(" ", text).strip()
    prelude = re.match(r"prelude\b", words) is not None
    position = len("prelude") if prelude else 0
    imports = []
    while match := _IMPORT.match(words, len(words) - len(words[position:].lstrip())):
        imports.append(match[1])
        position = match.end()
    return prelude, tuple(imports)


def import_closure(root: Path, name: str) -> dict[str, SourceModule]:
    """The module `name` and all it imports, each after its imports.

    Raises LeanError for a missing file or an import cycle.
    """
    ordered: dict[str, SourceModule] = {}
    open_modules: list[str] = []

    def visit(current: str) -> None:
        if current in ordered:
            return
        if current in open_modules:
            cycle = " -> ".join([*open_modules[open_modules.index(current) :], current])
            raise LeanError(f"Lean modules import each other: {cycle}")
        open_modules.append(current)
        module = read_module(root, current)
        for imported in module.imports:
            visit(imported)
        open_modules.pop()
        ordered[current] = module

    visit(name)
    return ordered


def dependency_keys(modules: Mapping[str, SourceModule], salt: str) -> dict[str, str]:
    """For each module a digest of its content and all it imports (in dependency order)."""
    keys: dict[str, str] = {}
    for name, module in modules.items():
        parts: Iterable[str] = (salt, name, module.sha256, *(keys[i] for i in module.imports))
        keys[name] = sha256_bytes("\n".join(parts).encode())
    return keys
