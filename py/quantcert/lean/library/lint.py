"""Lint of the Lean library: `python -m quantcert.lean.library.lint [--sources-only]`.

Sources: layers import only what they may, every file is reachable from the root, begins with
`prelude` and has a title, and no word appears where it is not allowed. Compiled library: exactly
the pinned axioms are declared, every theorem rests on allowed axioms only (over the closure of its
statement and proof), and no statement of a theorem above `Core` rests on an opaque constant.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from quantcert._resources import lean_dir
from quantcert.errors import ExitCode, QuantCertError
from quantcert.lean.library.build import ROOT_MODULE, build_library
from quantcert.lean.library.declarations import blank_comments, public_declarations
from quantcert.lean.library.index import ALLOWED_AXIOMS, Entry
from quantcert.lean.library.sources import SourceModule, import_closure, read_module
from quantcert.lean.olean.module import Kind
from quantcert.lean.toolchain import find_toolchain

LAYERS = ("Core", "Algebra", "Spec", "Thm", "Cert")

# What generated proofs call is read by those who check them.
DESCRIBED_LAYERS = ("Cert",)

# Words and the layers that may use them: Core binds the toolchain's parsers to native symbols and
# declares what the compiler and the kernel know by name.
RESTRICTED_WORDS: Mapping[str, tuple[str, ...]] = {
    "axiom": ("Core",),
    "csimp": (),
    "extern": ("Core",),
    "implemented_by": (),
    "native_decide": (),
    "opaque": ("Core",),
    "skipKernelTC": (),
    "sorry": (),
    "unsafe": ("Core",),
}
# Axioms without meaning that the compiler and the elaborator need to exist; nothing rests on them.
TOOLCHAIN_AXIOMS = frozenset(
    {"lcAny", "lcCast", "lcErased", "lcProof", "lcUnreachable", "lcVoid", "sorryAx"}
)

_TITLE = re.compile(r"/-!\s*# \S")
_WORD = re.compile(r"[\w.!?'«»]+")


def lint_sources(root: Path, root_module: str = ROOT_MODULE) -> list[str]:
    """Problems in the source files under `root`, each naming its file."""
    reachable = import_closure(root, root_module)
    names = [_module_name(root, path) for path in sorted(root.rglob("*.lean"))]
    problems = [
        f"{name}: not imported from {root_module}" for name in names if name not in reachable
    ]
    for name in names:
        problems += _module_problems(read_module(root, name), root_module)
    return problems


def lint_library(index: Mapping[str, Entry]) -> list[str]:
    """Problems in the compiled library, each naming its constant."""
    declared = {name for name, entry in index.items() if entry.kind is Kind.AXIOM}
    pinned = ALLOWED_AXIOMS | TOOLCHAIN_AXIOMS
    problems = [f"{name}: an axiom that is not pinned" for name in sorted(declared - pinned)]
    problems += [f"{name}: a pinned axiom is missing" for name in sorted(pinned - declared)]
    opaque = _resting_on_opaque(index)
    for name, entry in index.items():
        if entry.kind is Kind.THEOREM:
            foreign = sorted(entry.axioms - ALLOWED_AXIOMS)
            problems += [f"{name}: rests on the axiom {axiom}" for axiom in foreign]
            mentioned = sorted(entry.type_uses & opaque) if _above_core(entry.module) else []
            problems += [f"{name}: its statement rests on the opaque {c}" for c in mentioned]
    return problems


def _module_problems(module: SourceModule, root_module: str) -> Iterator[str]:
    """Problems in one source file."""
    text = module.content.decode("utf-8", "replace")
    if not module.starts_with_prelude:
        yield f"{module.name}: does not begin with `prelude`"
    if not _TITLE.search(text):
        yield f"{module.name}: has no title `/-! # ...`"
    layer = _layer(module.name, root_module)
    for imported in module.imports:
        if layer is not None and not _may_import(layer, _layer(imported, root_module)):
            yield f"{module.name}: the layer {layer} may not import {imported}"
    words = set(_WORD.findall(blank_comments(text)))
    for word in sorted(words & RESTRICTED_WORDS.keys()):
        if layer not in RESTRICTED_WORDS[word]:
            yield f"{module.name}: contains `{word}`"
    if layer in DESCRIBED_LAYERS:
        yield from _undescribed(module.name, text)


def _undescribed(module: str, text: str) -> Iterator[str]:
    """Public declarations without a docstring, and hypotheses with a number for a name."""
    for declaration in public_declarations(text):
        if not declaration.documented:
            yield f"{module}: {declaration.name} has no docstring"
        for name in declaration.numbered:
            yield f"{module}: {declaration.name} has a hypothesis {name}, whose name says nothing"


def _may_import(layer: str, imported: str | None) -> bool:
    return imported is not None and LAYERS.index(imported) <= LAYERS.index(layer)


def _layer(name: str, root_module: str) -> str | None:
    """The layer of a module, or None for the root module (and for what is not in a layer)."""
    parts = name.split(".")
    return parts[1] if parts[0] == root_module and len(parts) > 1 and parts[1] in LAYERS else None


def _module_name(root: Path, path: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts)


def _above_core(module: str) -> bool:
    return _layer(module, ROOT_MODULE) not in (None, "Core")


def _resting_on_opaque(index: Mapping[str, Entry]) -> set[str]:
    """The opaque constants and all whose meaning rests on one."""
    users: dict[str, set[str]] = defaultdict(set)
    for name, entry in index.items():
        for used in entry.type_uses | entry.value_uses:
            users[used].add(name)
    found = {name for name, entry in index.items() if entry.kind is Kind.OPAQUE}
    stack = list(found)
    while stack:
        fresh = users[stack.pop()] - found
        found |= fresh
        stack.extend(fresh)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Print all problems; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m quantcert.lean.library.lint", description=__doc__
    )
    parser.add_argument("--sources-only", action="store_true", help="do not compile the library")
    parser.add_argument("--jobs", type=int, default=2, help="Lean processes at a time")
    options = parser.parse_args(arguments)
    try:
        problems = lint_sources(lean_dir())
        if not options.sources_only:
            problems += lint_library(build_library(find_toolchain(), options.jobs).index)
    except QuantCertError as error:
        print(f"error: {error}", file=sys.stderr)
        return ExitCode.COULD_NOT_RUN
    for problem in problems:
        print(problem)
    return ExitCode.REJECTED if problems else ExitCode.ACCEPTED


if __name__ == "__main__":
    sys.exit(main())
